"""Blend: two to five pictures become one grid."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jobs import wishes
from jobs.actions import DIMENSIONS, MOST_BLENDED, Action, can_be_blended
from jobs.forms import new_key
from jobs.models import Job, Mode
from jobs.views import asking, picks
from jobs.views.controls import Shape
from jobs.views.door import PersonRequest, for_people
from jobs.views.picks import Tray
from jobs.views.sentences import Sentence
from mjweb.accounts.models import Right
from mjweb.accounts.needs import needs
from mjweb.bodies import takes_pictures

_LABELS: dict[str, str | Promise] = {
    "portrait": gettext_lazy("Portrait"),
    "square": gettext_lazy("Square"),
    "landscape": gettext_lazy("Landscape"),
}


@takes_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@needs(Right.CREATE)
def index(request: PersonRequest) -> HttpResponseBase:
    """The form; `?picture=` chooses from the gallery, `?again=<job>` takes the pictures of one's earlier blend."""
    if request.method == "POST":
        return _ask(request)
    again = brought_by(request, Action.BLEND)
    tray = Tray(request.user, MOST_BLENDED, picks.named(request.user, request.GET, MOST_BLENDED))
    if again is None:
        return _page(request, tray)
    tray.chosen = [picks.of(given.source, request.user) for given in again.brought()]
    return _page(request, tray, shape=wishes.dimensions(again), mode=again.mode)


def brought_by(request: PersonRequest, action: Action) -> Job | None:
    """The person's own job that `?again=` names. Raises Http404."""
    named = request.GET.get("again")
    if named is None:
        return None
    try:
        job = Job.objects.of(request.user).filter(uid=UUID(named), action=action).first()
    except ValueError:
        job = None
    if job is None:
        raise Http404
    return job


def _ask(request: PersonRequest) -> HttpResponseBase:
    data = request.POST
    tray = Tray.read(request.user, data, request.FILES, MOST_BLENDED)
    shape, mode, key = data.get("shape", "square"), data.get("mode", ""), asking.key_of(request)
    if "add" in data:  # a browser without script brings them one by one
        return _page(request, tray, shape=shape, mode=mode, key=key, status=422 if tray.errors else 200)
    wrong: dict[str, str] = {}
    if not can_be_blended(len(tray.chosen)):
        wrong["pictures"] = _("Choose two to five pictures.")
    if shape not in DIMENSIONS:
        wrong["shape"] = _("Choose one of the three shapes.")
    if mode not in Mode.values:
        wrong["mode"] = _("Choose a speed.")
    sentence = None
    if not wrong and not tray.errors:
        sentence = asking.ask(request, key, wishes.blend(tray.sources, shape, mode))
        if sentence is None:
            return redirect("create:index")
    return _page(request, tray, shape=shape, mode=mode, key=key, wrong=wrong, sentence=sentence, status=422)


def _page(
    request: PersonRequest,
    tray: Tray,
    *,
    shape: str = "square",
    mode: str = "",
    key: str = "",
    wrong: dict[str, str] | None = None,
    sentence: Sentence | None = None,
    status: int = 200,
) -> HttpResponse:
    told = wrong or {}
    if "pictures" in told:
        tray.errors.append(told["pictures"])
    chosen = mode if mode in Mode.values else Mode.FAST.value
    shapes = []
    for word, (width, height) in sorted(DIMENSIONS.items(), key=lambda pair: pair[1][0] / pair[1][1]):
        drawn = Shape(str(_LABELS[word]), f"{width / height:.3f}", word == shape)
        shapes.append((word, f"{width}:{height}", drawn))
    context = {
        "nav": "create",
        "tray": tray,
        "shapes": shapes,
        "speeds": asking.speeds(request, Action.BLEND, chosen),
        "key": key or new_key(),
        "wrong": told,
        "sentence": sentence,
    }
    return render(request, "blend/index.html", context, status=status)
