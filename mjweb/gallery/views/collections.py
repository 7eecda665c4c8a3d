"""Collections: pictures put together by hand, and searches that stay."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs.models import Picture
from mjweb.accounts.models import Right, User
from mjweb.accounts.needs import needs
from mjweb.gallery import choosing, search, shelf, tokens, wall, whose
from mjweb.gallery.forms import CollectionForm
from mjweb.gallery.models import Change, Collection
from mjweb.gallery.views.gallery import cursor

MOSAIC = 4  # pictures on a cover


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every collection of the space one is in, each with a cover of its latest pictures."""
    assert request.user.is_authenticated
    found = list(Collection.objects.here(request.user).select_related("user", "cover"))
    covers = _covers(request.user, found)
    context = {
        "nav": "collections",
        "collections": [(one, covers[one.pk]) for one in found],
        "form": CollectionForm(),
    }
    return render(request, "collections/index.html", context)


@login_required
@require_safe
def collection(request: HttpRequest, pk: int) -> HttpResponse:
    """Its pictures in their order; `?after=` goes on behind a place (by hand) or a picture (a search)."""
    assert request.user.is_authenticated
    shown = get_object_or_404(Collection.objects.here(request.user).select_related("user"), pk=pk)
    pictures, onward = _pictures(request.user, shown, cursor(request.GET.get("after", "")))
    # By hand in its own order, else in that of the search.
    here = wall.Query(f'in:"{shown.name}"', "team") if shown.query else wall.Query(scope=f"c{shown.pk}")
    context = {
        "nav": "collections",
        "collection": shown,
        "is_own": shown.user_id == request.user.pk,
        "pictures": pictures,
        "onward": onward,
        "here": here.address(),
        "form": CollectionForm(instance=shown),
        "last_change": Change.objects.of(request.user).standing().first(),
        "may_share": request.user.may(Right.SHARE),
    }
    return render(request, "collections/collection.html", context)


@login_required
@require_POST
@needs(Right.CREATE)
def new(request: HttpRequest) -> HttpResponse:
    """Make one; with a search (`query`) it holds what that finds."""
    assert request.user.is_authenticated
    form = CollectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("collections:index")
    form.instance.team, form.instance.user = request.user.team, request.user
    form.instance.query = wall.Query.of({"q": request.POST.get("query", "")}).words
    made = form.save()
    messages.success(request, _("“%(name)s” is made.") % {"name": made.name})
    return redirect(made)


@login_required
@require_POST
@needs(Right.CREATE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, private or the team's, or another cover (`cover`); only of one's own."""
    own = _own(request, pk)
    if cover := cursor(request.POST.get("cover", "")):
        assert request.user.is_authenticated
        own.cover = get_object_or_404(Picture.objects.visible_to(request.user).shown(), pk=cover)
        own.save(update_fields=["cover"])
        return redirect(own)
    form = CollectionForm(request.POST, instance=own)
    if form.is_valid():
        form.save()
        messages.success(request, _("Changed."))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("collections:collection", pk)


@login_required
@require_POST
@needs(Right.CREATE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one's own; the pictures stay."""
    own = _own(request, pk)
    own.delete()
    messages.success(request, _("“%(name)s” is removed. Its pictures stay in the gallery.") % {"name": own.name})
    return redirect("collections:index")


@login_required
@require_POST
@needs(Right.CREATE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the picture `picture` to the place `place`, counted from 0."""
    assert request.user.is_authenticated
    by_hand = get_object_or_404(Collection.objects.here(request.user).filter(query=""), pk=pk)
    number, place = cursor(request.POST.get("picture", "")), cursor(request.POST.get("place", ""))
    if number is None or place is None:
        raise Http404
    choosing.move(request.user, number, by_hand, place)
    return redirect("collections:collection", pk)


def _own(request: HttpRequest, pk: int) -> Collection:
    assert request.user.is_authenticated
    return get_object_or_404(Collection.objects.here(request.user).filter(user=request.user), pk=pk)


def _pictures(user: User, shown: Collection, after: int | None) -> tuple[list[Picture], int | None]:
    """A page, and the cursor of the next."""
    if shown.query:
        page = wall.page(user, tokens.read(user, shown.query, (whose.team(user),)), after)
        return page.pictures, page.older
    # Each is looked at on its own, in the order of places, until the page is full.
    seen = Exists(Picture.objects.visible_to(user).shown().filter(pk=OuterRef("picture")))
    items = shown.items.filter(seen, place__gt=-(1 << 62) if after is None else after)
    found = list(items.order_by("place", "pk").values_list("picture", "place")[: wall.PAGE + 1])
    onward = found[wall.PAGE - 1][1] if len(found) > wall.PAGE else None
    return shelf.shown(user, [number for number, _place in found[: wall.PAGE]]), onward


def _covers(user: User, collections: list[Collection]) -> dict[int, list[Picture]]:
    """What stands on each cover: the one that was chosen first, then the first of it."""
    found: dict[int, list[int]] = {}
    for one in collections:
        if one.query:
            terms = tokens.read(user, one.query, (whose.team(user),))
            numbers: Any = search.newest(terms, MOSAIC)
        else:
            numbers = one.items.order_by("place", "pk").values_list("picture", flat=True)[:MOSAIC]
        chosen = [one.cover_id] if one.cover_id else []
        found[one.pk] = [*chosen, *(number for number in numbers if number != one.cover_id)][:MOSAIC]
    wanted = {number for numbers in found.values() for number in numbers}
    pictures = Picture.objects.visible_to(user).shown().in_bulk(list(wanted))
    return {pk: [pictures[number] for number in numbers if number in pictures] for pk, numbers in found.items()}
