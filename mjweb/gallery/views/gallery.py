"""The wall: a person's pictures, or their team's, by day."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mjweb.accounts.models import Right, User
from mjweb.gallery import filters, rail, wall
from mjweb.gallery.models import Change, Collection, Recent, Tag
from mjweb.gallery.search import Terms

# Pages that follow by themselves; then the reader is asked, so that the end of the page stays in reach.
AUTOMATIC = 5


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The page.

    `?q=` searches, `?t=` a token beside it (the form sends those that stand in the field), `?scope=team` shows the
    team's, `?size=` s, m or l, `?after=` goes on behind a picture and `?before=` goes back to what is newer.
    """
    assert request.user.is_authenticated
    if tokens := request.GET.getlist("t"):
        asked = wall.Query.of({**request.GET.dict(), "q": " ".join([*tokens, request.GET.get("q", "")])})
        return redirect(f"{reverse('gallery:index')}?{asked.address()}")
    query = wall.Query.of(request.GET.dict())
    if query.url != reverse("gallery:index"):  # the list of another page
        return redirect(f"{query.url}?{request.GET.urlencode()}")
    terms = query.terms(request.user)
    context = {
        "nav": "gallery",
        **page(request, request.user, query, terms),
        **_bar(request.user, query, terms),
    }
    return render(request, "gallery/index.html", context)


@login_required
@require_safe
def sections(request: HttpRequest) -> HttpResponse:
    """The next days alone, for a wall that goes on under the reader's eyes."""
    assert request.user.is_authenticated
    query = wall.Query.of(request.GET.dict())
    return render(request, "gallery/_sections.html", page(request, request.user, query, query.terms(request.user)))


@login_required
@require_POST
def searched(request: HttpRequest) -> HttpResponse:
    """Remember a search that somebody looks at; the page tells of it by itself."""
    assert request.user.is_authenticated
    if words := wall.Query.of(request.POST.dict()).words:
        Recent.objects.note(request.user, words)
    return HttpResponse(status=204)


@login_required
@require_safe
def dates(request: HttpRequest) -> HttpResponse:
    """The months in which the list has pictures, to jump to."""
    assert request.user.is_authenticated
    query = wall.Query.of(request.GET.dict())
    context = {"months": rail.months(query.terms(request.user)), "here": query.address(), "query": query}
    return render(request, "gallery/_dates.html", context)


@login_required
@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """What was searched for lately, and the searches that stay."""
    assert request.user.is_authenticated
    context = {
        "query": wall.Query.of(request.GET.dict()),
        "recent": Recent.objects.of(request.user),
        "saved": Collection.objects.here(request.user).exclude(query=""),
    }
    return render(request, "gallery/_searches.html", context)


@login_required
@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """Collections and tags that ticked pictures can go to, or the one that is open (`?one`)."""
    assert request.user.is_authenticated
    context = {
        "collections": Collection.objects.here(request.user).filter(query=""),
        "tags": Tag.objects.filter(team=request.user.team).order_by("name")[:200],
        "form": "into-form" if "one" in request.GET else "picks",
    }
    return render(request, "gallery/_choices.html", context)


def _bar(user: User, query: wall.Query, terms: Terms) -> dict[str, Any]:
    """What stands above the pictures."""
    return {
        "bare": filters.bare(query.words),
        "chips": filters.chips(query),
        "menus": filters.menus(query),
        "favourites": filters.favourites(query),
        "remarks": terms.remarks,
        "begins": _begins(query.words) if not terms.absent else "",
        "last_change": Change.objects.of(user).standing().first(),
        "may_share": user.may(Right.SHARE),
    }


def _begins(words: str) -> str:
    """The search again with the beginnings of its words, to be offered where nothing was found."""
    plain = words.split()
    if any('"' in word or word.endswith("*") for word in plain):
        return ""
    wider = [word if ":" in word or word.startswith("-") or not word.isascii() else f"{word}*" for word in plain]
    return " ".join(wider) if wider != plain else ""


def page(request: HttpRequest, user: User, query: wall.Query, terms: Terms) -> dict[str, Any]:
    """The pictures of a page by day, and the ways to the pages beside it."""
    after, before = cursor(request.GET.get("after", "")), cursor(request.GET.get("before", ""))
    found = wall.page(user, terms, after, before)
    days, following = wall.days(found.pictures), found.older
    if following and days:
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
        "newer": query.address(before=str(found.newer)) if found.newer else "",
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
