"""One picture, large, with all that can be done with it: as a page, and as a part that is opened over another page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jobs.forms import new_key
from jobs.models import Job, Picture, Stored
from jobs.views import cards
from jobs.views.offers import groups_of
from mjweb.accounts.models import Right, User
from mjweb.gallery import lineage, neighbours, shelf, wall
from mjweb.gallery.models import Collection, Tag


@login_required
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; its address is that of the list it was opened from (`q`, `scope`, as on the wall) and its own."""
    assert request.user.is_authenticated
    context = _context(request, request.user, pk)
    return render(request, "picture/index.html", {**context, "part": "do", "back": context["address"]})


@login_required
@require_safe
def light(request: HttpRequest, pk: int) -> HttpResponse:
    """The same without the frame of a page, for a dialog: its names are others than those of the page behind."""
    assert request.user.is_authenticated
    context = _context(request, request.user, pk)
    return render(request, "picture/light.html", {**context, "part": "act", "back": request.get_full_path()})


def _context(request: HttpRequest, user: User, pk: int) -> dict[str, Any]:
    """The picture, its neighbours in the list, its family, and what may be done with it."""
    lost = Stored.objects.wrong().filter(sha256=OuterRef("sha256"))
    seen = Picture.objects.visible_to(user).shown().annotate(is_lost=Exists(lost))
    shown = get_object_or_404(shelf.marked(seen, user), pk=pk)
    query, collection = _list_of(request, user, shown)
    job = cards.with_everything(Job.objects.all()).get(pk=shown.job_id)
    card = cards.cards([job], user, line=0)[0]  # what has pictures stands in no line
    if collection:
        beside = neighbours.in_order(shown.pk, user, collection)
    else:
        beside = neighbours.of(shown.pk, user, query.terms(user))
    comes_from = job.parent_id is not None or "references" in job.facts
    return {
        "nav": "gallery",
        "picture": shown,
        "card": card,
        "siblings": job.shown_pictures(),
        "ancestors": lineage.ancestors(shown, user) if comes_from else [],
        "tags": Tag.objects.filter(taggings__picture=shown).order_by("name") if " g" in (shown.labels or "") else [],
        "is_own": shown.user_id == user.pk,
        "beside": beside,
        "collection": collection,
        "newer": beside.newer[0].pk if beside.newer else None,
        "older": beside.older[0].pk if beside.older else None,
        "query": query,
        "here": query.address(),
        "address": _with(reverse("gallery:picture", args=[shown.pk]), query.address()),
        "close": _place_on_the_wall(shown.pk, query, collection, beside.place),
        "groups": groups_of([verb for verb in card.verbs if verb.step.index in (0, shown.index)]),
        "engine": job.upstream.engine if job.upstream else "",
        "seed": card.job.seed,
        "facts": card.facts if card.job.seed is None else card.facts[:-1],  # it has a row of its own
        "may_share": shown.team_id == user.team.pk and user.may(Right.SHARE),
        "verbs_key": new_key(),
    }


def _list_of(request: HttpRequest, user: User, shown: Picture) -> tuple[wall.Query, Collection | None]:
    """The list that the picture was opened from, and the collection whose order that is."""
    query, collection = wall.Query.of(request.GET.dict()), None
    if query.collection is not None:
        collection = Collection.objects.here(user).filter(pk=query.collection, query="").first()
        query = query if collection else replace(query, scope="mine")  # it is gone
    if shown.user_id != user.pk and query.scope == "mine":  # it stands in no list of one's own
        query = replace(query, scope="team")
    return query, collection


def _place_on_the_wall(pk: int, query: wall.Query, collection: Collection | None, place: int | None) -> str:
    """The page of the wall, or of the collection, that has the picture, at the picture."""
    after = ""
    if place is None or place > wall.PAGE:
        item = collection.items.filter(picture=pk).first() if collection else None
        after = str(item.place - 1 if item else pk + 1)
    part = query.address(scope="", after=after) if query.collection else query.address(after=after)
    return f"{_with(query.url, part)}#pic-{pk}"


def _with(path: str, part: str) -> str:
    return f"{path}?{part}" if part else path
