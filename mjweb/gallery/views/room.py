"""The review of one picture from the inside: pins on it, answers, what is done with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mjweb.gallery import room
from mjweb.gallery.models import Link, LinkedPicture, Remark
from mjweb.gallery.review_forms import AnswerForm


@never_cache
@require_safe
def index(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """One picture of a review."""
    return render(request, "links/room.html", {"nav": "gallery", **_context(request, pk, place)})


@require_safe
def pulse(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Nothing new: 204. Else what was said, out of band."""
    assert request.user.is_authenticated
    link = get_object_or_404(Link.objects.visible_to(request.user), pk=pk)
    if request.GET.get("since") == str(link.version):
        return HttpResponse(status=204)
    return render(request, "links/_news.html", _context(request, pk, place))


def _context(request: HttpRequest, pk: int, place: int) -> dict[str, Any]:
    assert request.user.is_authenticated
    link = get_object_or_404(Link.objects.visible_to(request.user).filter(is_review=True), pk=pk)
    found = LinkedPicture.objects.of(link).seen_by(request.user)
    shown = get_object_or_404(found, place=place)
    places = list(found.values_list("place", flat=True))
    at = places.index(shown.place)
    return {
        "link": link,
        "shown": shown,
        "number": at + 1,
        "count": len(places),
        "before": places[at - 1] if at else None,
        "after": places[at + 1] if at + 1 < len(places) else None,
        "review": room.said_of([shown])[shown.pk],
        "answers": Link.objects.answered_by(request.user).filter(pk=pk).exists(),
    }


@require_POST
def answer(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """Answer a guest."""
    assert request.user.is_authenticated
    found, form = _remark(request, pk, remark), AnswerForm(request.POST)
    if form.is_valid():
        Remark.objects.answer(request.user, found, form.cleaned_data["text"])
    else:
        messages.error(request, _("Write something, in 1,000 characters at most."))
    return redirect("links:room", pk, found.shown.place)


@require_POST
def resolve(request: HttpRequest, pk: int, remark: int) -> HttpResponse:
    """Mark a comment as done with; `open` takes that back."""
    assert request.user.is_authenticated
    found = _remark(request, pk, remark)
    Remark.objects.resolve(request.user, found, resolved="open" not in request.POST)
    return redirect("links:room", pk, found.shown.place)


def _remark(request: HttpRequest, pk: int, remark: int) -> Remark:
    assert request.user.is_authenticated
    mine = Remark.objects.begun().filter(shown__link__in=Link.objects.answered_by(request.user), shown__link=pk)
    return get_object_or_404(mine.select_related("shown__link"), pk=remark)
