"""Describe: a picture becomes four prompts that fit it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobs import wishes
from jobs.actions import Action
from jobs.forms import new_key
from jobs.models import Mode
from jobs.views import asking, picks
from jobs.views.blend import brought_by
from jobs.views.door import PersonRequest, for_people
from jobs.views.picks import Tray
from jobs.views.sentences import Sentence
from mjweb.accounts.models import Right
from mjweb.accounts.needs import needs
from mjweb.bodies import takes_pictures


@takes_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@needs(Right.CREATE)
def index(request: PersonRequest) -> HttpResponseBase:
    """The form; `?picture=` chooses from the gallery, `?again=<job>` takes the picture of one's earlier job."""
    if request.method == "POST":
        return _ask(request)
    tray = Tray(request.user, 1, picks.named(request.user, request.GET, 1))
    again = brought_by(request, Action.DESCRIBE)
    if again is not None:
        tray.chosen = [picks.of(given.source, request.user) for given in again.brought()]
    return _page(request, tray)


def _ask(request: PersonRequest) -> HttpResponseBase:
    tray = Tray.read(request.user, request.POST, request.FILES, 1)
    key = asking.key_of(request)
    if "add" in request.POST:  # a browser without script looks at it first
        return _page(request, tray, key=key, status=422 if tray.errors else 200)
    sentence = None
    if not tray.chosen and not tray.errors:
        tray.errors.append(_("Choose a picture."))
    if not tray.errors:
        sentence = asking.ask(request, key, wishes.describe(tray.sources[0]))
        if sentence is None:
            return redirect("create:index")
    return _page(request, tray, key=key, sentence=sentence, status=422)


def _page(
    request: PersonRequest, tray: Tray, *, key: str = "", sentence: Sentence | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "nav": "create",
        "tray": tray,
        "speeds": asking.speeds(request, Action.DESCRIBE, Mode.FAST.value, only=True),
        "key": key or new_key(),
        "sentence": sentence,
    }
    return render(request, "describe/index.html", context, status=status)
