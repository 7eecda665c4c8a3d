"""How much of the vault pictures take: one's own by space, and those of the team one is in by person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs.models import Shelf
from mjweb.accounts.models import Right


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Sums of last night or so: their cost is that of the people, not of the pictures."""
    assert request.user.is_authenticated
    user = request.user
    here = [one.team_id for one in user.spaces]
    own = list(Shelf.objects.filter(user=user, team__in=here).select_related("team").order_by("-size"))
    context: dict[str, Any] = {"nav": "usage", "own": own, "own_size": sum(one.size for one in own)}
    if user.may(Right.USAGE) and not user.team.is_personal:
        people = list(Shelf.objects.filter(team=user.team).select_related("user").order_by("-size"))
        context |= {"team": user.team, "people": people, "team_size": sum(one.size for one in people)}
    return render(request, "usage/storage.html", context)
