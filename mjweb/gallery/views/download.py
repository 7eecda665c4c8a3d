"""Pictures to take along, with what is known of them in their files."""

from __future__ import annotations

import mimetypes

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jobs import privacy
from jobs.models import Picture
from mjweb.gallery.handover import original, selection
from mjweb.gallery.handover.archive import Archive
from mjweb.gallery.handover.names import name_of
from mjweb.gallery.handover.selection import TooMany
from mjweb.gallery.handover.splice import Damaged


@login_required
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One picture. To one whose file is not built as it should be it leads the way as it is."""
    assert request.user.is_authenticated
    shown = Picture.objects.visible_to(request.user).shown().select_related("job__upstream", "user")
    picture = get_object_or_404(shown, pk=pk)
    privacy.told(picture.job, request.user)
    try:
        made = original.spliced(picture)
    except original.Missing:
        raise Http404 from None
    except Damaged:
        return redirect(picture.url)
    kind = mimetypes.guess_type(picture.name)[0] or "application/octet-stream"
    answer = StreamingHttpResponse(original.chunks(picture, made), content_type=kind)
    answer.headers["Content-Length"] = str(len(made))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name_of(picture)}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def many(request: HttpRequest) -> HttpResponseBase:
    """The pictures that `pick` names, as far as the person may see them, as a ZIP that is made while it is sent."""
    assert request.user.is_authenticated
    try:
        pictures = selection.picked(request.user, request.POST.getlist("pick"))
    except TooMany as error:
        words = ngettext(
            "At most %(n)s picture can be downloaded at once.",
            "At most %(n)s pictures can be downloaded at once.",
            error.most,
        )
        messages.error(request, words % {"n": localize(error.most)})
        return redirect("gallery:index")
    if not pictures.exists():
        messages.error(request, _("None of these pictures is here any more."))
        return redirect("gallery:index")
    archive = Archive(pictures, request.user)
    answer = StreamingHttpResponse(archive, content_type="application/zip")
    answer.headers["Content-Length"] = str(len(archive))
    answer.headers["Content-Disposition"] = f'attachment; filename="mjweb-{timezone.localdate()}.zip"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
