"""Pages of a team for whoever has the right: all others are told which role it takes, and whom to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from mjweb.accounts.models import Membership, Right, User
from mjweb.accounts.roles import with_right

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]

NAMED = 2  # so many of those who can help are named


def needs(right: Right) -> Callable[[View[R, P]], View[R, P]]:
    """Let those through whose role has the right in the space they are in."""

    def make(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
            if request.user.may(right):
                return view(request, *args, **kwargs)
            return refused(request, request.user, right)

        return guarded

    return make


def refused(request: HttpRequest, user: User, right: Right) -> HttpResponse:
    """403 inside the frame: the role that it takes, one's own, and who can give another."""
    context = {
        "nav": "team",
        "roles": either(role.label for role in with_right(right)),
        "role": user.membership.get_role_display(),
        "helpers": either(helpers(user, right)),
    }
    return render(request, "team/closed.html", context, status=403)


def helpers(user: User, right: Right) -> list[str]:
    """The names of some who can give this person a role with the right, where they are."""
    able = Membership.objects.granting(Right.OWN if right == Right.OWN else Right.PEOPLE)
    found = able.filter(team=user.team).exclude(user_id=user.pk).select_related("user").order_by("pk")
    return [str(one.user) for one in found[:NAMED]]


def either(words: Iterable[object]) -> str:
    """'Owner, Admin or Billing'."""
    return get_text_list([str(word) for word in words], _("or"))
