"""Who may come in: a page sends a signed-out visitor to the door, a fragment says 403; some are for operators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from mjweb.accounts.models import User

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request whose person is known."""

    user: User


def wants_news(request: HttpRequest) -> bool:
    """Whether the page that asks has a pulse: it sends what it has seen, and wants only what is new."""
    return "since" in (request.POST if request.method == "POST" else request.GET)


def for_people(
    view: Callable[Concatenate[PersonRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let signed-in people through. A redirect would be swapped into the page by htmx, so fragments get 403."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # its person is known now
        if wants_news(request):
            return HttpResponse(status=403)
        return redirect_to_login(request.get_full_path() if request.method == "GET" else resolve_url("create:index"))

    return guarded


def for_operators(
    view: Callable[Concatenate[PersonRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let those through who run the site; for everybody else who is signed in the page does not exist."""

    @wraps(view)
    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return for_people(guarded)
