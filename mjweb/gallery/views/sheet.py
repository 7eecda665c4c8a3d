"""Ticked pictures as a contact sheet."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mjweb.gallery.handover import selection, sheet
from mjweb.gallery.handover.selection import TooMany


@login_required
@require_POST
def index(request: HttpRequest) -> HttpResponseBase:
    """`pick` names the pictures, `paper` is a4 or letter; without it the reader's language says which."""
    assert request.user.is_authenticated
    try:
        pictures = selection.picked(request.user, request.POST.getlist("pick"), most=sheet.MOST)
    except TooMany as error:
        words = ngettext("A sheet holds at most %(n)d picture.", "A sheet holds at most %(n)d pictures.", error.most)
        messages.error(request, words % {"n": error.most})
        return redirect("gallery:index")
    if not pictures.exists():
        messages.error(request, _("None of these pictures is here any more."))
        return redirect("gallery:index")
    paper = sheet.paper_for(request.POST.get("paper", ""), request.headers.get("Accept-Language", ""))
    told = selection.told(pictures.select_related("job__upstream", "user"), request.user)
    answer = HttpResponse(sheet.drawn(told, paper), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="mjweb-{timezone.localdate()}.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
