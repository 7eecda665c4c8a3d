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
from mjweb.gallery.models import Tag


@login_required
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; its address is that of the list it was opened from (`q`, `scope`, as on the wall) and its own."""
    assert request.user.is_authenticated
    return render(request, "picture/index.html", _context(request, request.user, pk))


@login_required
@require_safe
def light(request: HttpRequest, pk: int) -> HttpResponse:
    """The same without the frame of a page, for a dialog."""
    assert request.user.is_authenticated
    return render(request, "picture/light.html", _context(request, request.user, pk))


def _context(request: HttpRequest, user: User, pk: int) -> dict[str, Any]:
    """The picture, its neighbours in the list, its family, and what may be done with it."""
    lost = Stored.objects.wrong().filter(sha256=OuterRef("sha256"))
    seen = Picture.objects.visible_to(user).shown().annotate(is_lost=Exists(lost))
    shown = get_object_or_404(shelf.marked(seen, user), pk=pk)
    query = wall.Query.of(request.GET.dict())
    if shown.user_id != user.pk:  # it stands in no list of one's own
        query = replace(query, scope="team")
    job = cards.with_everything(Job.objects.all()).get(pk=shown.job_id)
    card = cards.cards([job], user, line=0)[0]  # what has pictures stands in no line
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
        "newer": beside.newer[0].pk if beside.newer else None,
        "older": beside.older[0].pk if beside.older else None,
        "query": query,
        "here": query.address(),
        "address": _with(reverse("gallery:picture", args=[shown.pk]), query.address()),
        "close": _place_on_the_wall(shown.pk, query, beside.place),
        "groups": groups_of([verb for verb in card.verbs if verb.step.index in (0, shown.index)]),
        "engine": job.upstream.engine if job.upstream else "",
        "seed": card.job.seed,
        "facts": card.facts if card.job.seed is None else card.facts[:-1],  # it has a row of its own
        "may_share": shown.team_id == user.team.pk and user.may(Right.SHARE),
        "verbs_key": new_key(),
    }


def _place_on_the_wall(pk: int, query: wall.Query, place: int | None) -> str:
    """The page of the wall that has the picture, at the picture."""
    is_first = place is not None and place <= wall.PAGE
    part = query.address() if is_first else query.address(after=str(pk + 1))
    return f"{_with(reverse('gallery:index'), part)}#pic-{pk}"


def _with(path: str, part: str) -> str:
    return f"{path}?{part}" if part else path
