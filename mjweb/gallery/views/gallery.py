"""The wall: a person's pictures, or their team's, by day."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mjweb.gallery import wall

# Pages that follow by themselves; then the reader is asked, so that the end of the page stays in reach.
AUTOMATIC = 5


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`?q=` searches, `?scope=team` shows the team's, `?size=` s, m or l, `?after=` goes on behind a picture."""
    return render(request, "gallery/index.html", {"nav": "gallery", **context(request)})


@login_required
@require_safe
def sections(request: HttpRequest) -> HttpResponse:
    """The next days alone, for a wall that goes on under the reader's eyes."""
    return render(request, "gallery/_sections.html", context(request))


def context(request: HttpRequest) -> dict[str, Any]:
    assert request.user.is_authenticated
    query = wall.Query.of(request.GET.dict())
    after = cursor(request.GET.get("after", ""))
    page = wall.page(request.user, query.terms(request.user), after)
    days, following = wall.days(page.pictures), page.older
    if following:
        # Its end is known without a query, its size is not.
        days[-1].goes_on = True
    number = cursor(request.GET.get("page", "")) or 1
    # The day that the page before ended with goes on without a second heading.
    onward = {"after": str(following), "day": days[-1].day.isoformat(), "page": str(number + 1)} if following else {}
    return {
        "query": query,
        "days": days,
        "day_before": request.GET.get("day", ""),
        "is_first": after is None,
        "here": query.address(),
        "links": {
            "mine": query.address(scope="mine"),
            "team": query.address(scope="team"),
            "clear": query.address(q=""),
            **{size: query.address(size=size) for size in wall.SIZES},
        },
        "onward": query.address(**onward) if onward else "",
        "by_itself": number % AUTOMATIC != 0,
    }


def cursor(text: str) -> int | None:
    """A whole number from an address, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
