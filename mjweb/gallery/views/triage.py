"""Going through pictures one by one, full screen and by keys: keep, reject, grade, tag, next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import query, search, shelf, undoing, wall
from mjweb.gallery.models import Change
from mjweb.gallery.views.choosing import Refused, done, pictures_of
from mjweb.gallery.views.gallery import cursor

AHEAD = 12  # pictures that a page knows, of which the next three are loaded
UNJUDGED = "-is:kept -is:rejected"
_OF_VERDICTS = ("kept", "rejected")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The picture `at`, else the newest that was not gone through; `q` and `scope` name the list, as on the wall."""
    assert request.user.is_authenticated
    user, asked = request.user, _asked(request.GET.dict())
    at = cursor(request.GET.get("at", ""))
    pictures = _deck(user, asked, at)
    if at is not None and (not pictures or pictures[0].pk != at):
        # What was judged meanwhile is no longer in the list, and can be looked at all the same.
        pictures = [*shelf.shown(user, [at]), *pictures]
    context = {
        "nav": "gallery",
        "pictures": pictures,
        "picture": pictures[0] if pictures else None,
        "following": pictures[1] if len(pictures) > 1 else None,
        "here": asked.address(),
        "last_change": Change.objects.of(user).standing().first(),
    }
    return render(request, "triage/index.html", context)


@login_required
@require_safe
def deck(request: HttpRequest) -> HttpResponse:
    """The next pictures behind `after` alone."""
    assert request.user.is_authenticated
    after = cursor(request.GET.get("after", ""))
    if after is None:
        raise Http404
    context = {"pictures": _deck(request.user, _asked(request.GET.dict()), after - 1)}
    return render(request, "triage/_deck.html", context)


@login_required
@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """Do `do` to the picture `pick` and go on to the picture `next`."""
    assert request.user.is_authenticated
    try:
        done(request)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _on(request, request.POST.get("pick", ""))
    return _on(request, request.POST.get("next", ""))


@login_required
@require_POST
def say_now(request: HttpRequest) -> HttpResponse:
    """The same for a page that has gone on already; the sentence where it could not be done."""
    try:
        change, sentence = done(request)
    except Refused as refusal:
        return JsonResponse({"said": str(refusal)}, status=422)
    return JsonResponse({"change": change.pk if change else None, "said": sentence})


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Put the last change back, and show the picture that it was about."""
    assert request.user.is_authenticated
    numbers = pictures_of(undoing.undo(request.user))
    return _on(request, str(numbers[0]) if numbers else request.POST.get("at", ""))


@login_required
@require_POST
def undo_now(request: HttpRequest) -> HttpResponse:
    """The same as facts: the picture to go back to, None where nothing was left to undo."""
    assert request.user.is_authenticated
    change = undoing.undo(request.user)
    numbers = pictures_of(change)
    found = shelf.shown(request.user, numbers[:1])
    answer: dict[str, Any] = {"undone": change is not None, "picture": found[0].pk if found else None}
    return JsonResponse(answer)


def _asked(parameters: dict[str, str]) -> wall.Query:
    """The list of the address; of what was gone through already only where it is asked for."""
    asked = wall.Query.of(parameters)
    named = any(part.name == "is" and set(part.values) & set(_OF_VERDICTS) for part in query.parts(asked.words))
    return asked if named else replace(asked, words=f"{asked.words} {UNJUDGED}".strip())


def _deck(user: User, asked: wall.Query, at: int | None) -> list[Picture]:
    """So many pictures of the list from this one on."""
    terms = asked.terms(user).below(None if at is None else at + 1)
    return shelf.shown(user, search.newest(terms, AHEAD))


def _on(request: HttpRequest, at: str) -> HttpResponse:
    asked = _asked(request.POST.dict())
    number = cursor(at)
    return redirect(f"{reverse('triage:index')}?{asked.address(**({'at': str(number)} if number else {}))}")
