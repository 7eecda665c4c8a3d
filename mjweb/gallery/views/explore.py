"""Explore: what a team has shared, newest first, its favourites, and what each of its people made."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mjweb.accounts.models import Membership, Right, User
from mjweb.accounts.needs import needs
from mjweb.gallery import makers, wall
from mjweb.gallery.models import Change
from mjweb.gallery.views.gallery import page


@login_required
@require_safe
@needs(Right.SEE)
def index(request: HttpRequest) -> HttpResponse:
    """`?scope=liked` for favourites, `?scope=p12` for a person; for the rest as the gallery."""
    assert request.user.is_authenticated
    user = request.user
    if user.team.is_personal:
        return render(request, "explore/alone.html", {"nav": "explore"})
    asked = wall.Query.of({"scope": wall.NEW, **request.GET.dict()})
    query = wall.Query(scope=asked.scope if asked.is_explored else wall.NEW, size=asked.size)
    shown = page(request, user, query, query.terms(user))
    context = {
        "nav": "explore",
        **shown,
        "person": _named(user, query.person),
        "makers": makers.makers(user) if shown["is_first"] else [],
        "new": query.address(scope=wall.NEW),
        "liked": query.address(scope=wall.LIKED),
        "last_change": Change.objects.of(user).standing().first(),
        "may_share": user.may(Right.SHARE),
    }
    return render(request, "explore/index.html", context)


def _named(user: User, pk: int | None) -> User | None:
    """Whose pictures these are, where that is somebody of the team."""
    if pk is None:
        return None
    member = Membership.objects.filter(team=user.team, user=pk).select_related("user").first()
    return member.user if member else None
