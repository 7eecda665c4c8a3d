"""Share links from the inside: making one of a selection, the list, what one shows and who opened it, its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobs.models import Picture
from mjweb.accounts.by import By
from mjweb.accounts.models import Right, User
from mjweb.accounts.needs import needs
from mjweb.gallery import room
from mjweb.gallery.link_form import ExtendForm, LinkForm
from mjweb.gallery.models import Link, LinkedPicture
from mjweb.gallery.models.link import MOST

SHOWN = 100  # links of the list, openings of a link


@never_cache
@require_safe
@needs(Right.SHARE)
def index(request: HttpRequest) -> HttpResponse:
    """One's own links where one is, and those of the team for whoever may change it."""
    assert request.user.is_authenticated
    mine = Link.objects.of_team(request.user.team).managed_by(request.user)
    found = list(mine.select_related("user").newest_first()[:SHOWN])
    alive = set(Link.objects.open().filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    rows = [(one, one.stands(is_open=one.pk in alive)) for one in found]
    return render(request, "links/index.html", {"nav": "gallery", "links": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SHARE)
def new(request: HttpRequest) -> HttpResponse:
    """`?p=` are pictures, once or often; a POST without the word `make` is a selection too long for an address."""
    assert request.user.is_authenticated
    chosen = request.POST.getlist("p") or request.POST.getlist("pick") or request.GET.getlist("p")
    pictures = selection(request.user, chosen)
    if chosen and not pictures:
        raise Http404
    is_made = "make" in request.POST
    form = LinkForm(request.POST if is_made else None)
    if is_made and pictures and form.is_valid():
        link = form.make(By.request(request), request.user.team, pictures)
        messages.success(request, _("The link is made. Copy its address."))
        return redirect("links:link", link.pk)
    context = {
        "nav": "gallery",
        "form": form,
        "pictures": pictures,
        "left_out": max(0, len(chosen) - len(pictures)),
        "most": MOST,
    }
    return render(request, "links/new.html", context, status=422 if is_made else 200)


def selection(user: User, chosen: list[str]) -> list[Picture]:
    """The pictures of the space the person is in that were chosen and that they may see, in the order chosen."""
    numbers = dict.fromkeys(int(one) for one in chosen if one.isascii() and one.isdigit() and len(one) < 18)
    wanted = list(numbers)[:MOST]
    found = {one.pk: one for one in Picture.objects.of_team(user, user.team.pk).shown().filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


@never_cache
@require_safe
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """What a link shows and what came of it; its address and openings for whoever may end it."""
    assert request.user.is_authenticated
    found = get_object_or_404(Link.objects.visible_to(request.user).select_related("user", "team"), pk=pk)
    is_managed = Link.objects.managed_by(request.user).filter(pk=pk).exists()
    pictures = list(LinkedPicture.objects.of(found).seen_by(request.user))
    said = room.said_of(pictures) if found.is_review else {}
    guests = list(found.guests.all())
    context: dict[str, Any] = {
        "nav": "gallery",
        "link": found,
        "is_managed": is_managed,
        "pictures": pictures,
        "reviewed": [(one, said[one.pk]) for one in pictures if one.pk in said],
        "guests": guests,
        "done": sum(one.done_at is not None for one in guests),
        "openings": found.openings.newest_first()[:SHOWN] if is_managed else (),
        "extend_form": ExtendForm(),
    }
    return render(request, "links/link.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link at once."""
    if _managed(request, pk).revoke(By.request(request)):
        messages.success(request, _("The link is revoked. Nobody sees anything by it any more."))
    else:
        messages.info(request, _("This link was revoked before."))
    return redirect("links:link", pk)


@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a link work for more days, from now."""
    found, form = _managed(request, pk), ExtendForm(request.POST)
    if form.is_valid() and found.extend(By.request(request), form.cleaned_data["days"]):
        messages.success(request, _("The link works for longer now."))
    else:
        messages.error(request, _("This link is revoked. Make a new one."))
    return redirect("links:link", pk)


def _managed(request: HttpRequest, pk: int) -> Link:
    assert request.user.is_authenticated
    return get_object_or_404(Link.objects.managed_by(request.user).select_related("team"), pk=pk)
