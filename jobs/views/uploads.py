"""What a person brings for their prompts: one picture at a time, and the list of those brought before."""

from __future__ import annotations

import time

from django.contrib import messages
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jobs import uploads
from jobs.errors import BadPicture
from jobs.models import Upload
from jobs.views.door import PersonRequest, for_people
from mjweb.accounts.models import Right, User
from mjweb.accounts.needs import needs
from mjweb.bodies import takes_pictures

PAGE = 24
MOST_A_MINUTE = 30


class Refused(Exception):
    """A file was not kept; the message says why."""

    def __init__(self, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


@takes_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@needs(Right.CREATE)
def index(request: PersonRequest) -> HttpResponseBase:
    """The list, as a page or as the part of it that the prompt bar shows; a POST keeps the file `picture`."""
    if request.method != "POST":
        return _list(request)
    try:
        upload = bring(request.user, request.FILES.get("picture"))
    except Refused as refusal:
        if _is_part(request):
            return render(request, "uploads/_refused.html", {"sentence": refusal.sentence}, status=refusal.status)
        messages.error(request, refusal.sentence)
        return _list(request, status=refusal.status)
    if _is_part(request):
        return render(request, "uploads/_one.html", {"upload": upload})
    return redirect(f"{reverse('create:index')}?upload={upload.pk}")


def bring(user: User, file: UploadedFile[bytes] | None) -> Upload:
    """Keep a file for its person. Raises Refused."""
    if file is None:
        raise Refused(_("Choose a picture first."))
    if _count(user) > MOST_A_MINUTE:
        words = ngettext("At most %(n)d upload a minute.", "At most %(n)d uploads a minute.", MOST_A_MINUTE)
        raise Refused(words % {"n": MOST_A_MINUTE} + " " + _("Go on in a minute."), 429)
    try:
        return uploads.take(user, file.chunks())
    except BadPicture as error:
        reason = error.message.partition(" (")[0]
        raise Refused(
            _("%(name)s: %(reason)s.") % {"name": Truncator(file.name or "").chars(60), "reason": reason}
        ) from None


def _count(user: User) -> int:
    """How many files this person has sent in this minute, with this one; good ones and bad ones."""
    name = f"uploads:{user.pk}:{int(time.time()) // 60}"
    cache.add(name, 0, 120)
    try:
        return cache.incr(name)
    except ValueError:  # thrown out in between
        return 1


def _is_part(request: PersonRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _list(request: PersonRequest, status: int = 200) -> HttpResponse:
    after = request.GET.get("after", "")
    found = Upload.objects.of(request.user).recent()
    if after:
        if not after.isascii() or not after.isdigit() or len(after) > 18:
            raise Http404
        found = found.after(int(after))
    rows = list(found[: PAGE + 1])
    onward = rows[PAGE - 1].pk if len(rows) > PAGE else None
    template = "uploads/_list.html" if _is_part(request) else "uploads/index.html"
    return render(request, template, {"nav": "create", "uploads": rows[:PAGE], "onward": onward}, status=status)


@require_POST
@for_people
def remove(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Take one's own upload off the list."""
    Upload.objects.remove(get_object_or_404(Upload.objects.of(request.user), pk=pk).pk)
    if _is_part(request):
        return HttpResponse()
    messages.success(request, _("Upload removed"))
    return redirect("brought:index")
