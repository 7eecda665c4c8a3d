"""Who is in the team as what, and what each of them has spent this month; roles are changed in the rows.

On this floor and not on that of people, because it shows credits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Max, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mjweb.accounts.by import By
from mjweb.accounts.errors import NotAllowed
from mjweb.accounts.models import ApiKey, Membership, Right, Role, User
from mjweb.accounts.needs import needs
from mjweb.quotas.models import Kind, Line, Window
from mjweb.quotas.spans import Span


@dataclass(frozen=True)
class Row:
    """A member as a row. `window` is their month, None before their first job of it; `viewer` is who looks."""

    member: Membership
    viewer: Membership
    window: Window | None = None
    factor: str = ""
    seen_at: datetime | None = None
    runs_the_site: bool = False

    @property
    def is_me(self) -> bool:
        return self.member.user_id == self.viewer.user_id

    @cached_property
    def roles(self) -> list[Role]:
        """Which this person may be given by whoever looks; none where that is not for them to say."""
        if self.member.team.is_personal or not self.viewer.may(Right.PEOPLE):
            return []
        if self.viewer.may(Right.OWN):
            return list(Role)
        return [] if self.member.role == Role.OWNER else [role for role in Role if role != Role.OWNER]

    @property
    def shows_credits(self) -> bool:
        return self.is_me or self.viewer.may(Right.USAGE)

    @property
    def makes_pictures(self) -> bool:
        return self.member.may(Right.CREATE)

    @property
    def may_remove(self) -> bool:
        return bool(self.roles) and not self.is_me

    @property
    def may_leave(self) -> bool:
        return self.is_me and not self.member.team.is_personal

    @property
    def may_shut_out(self) -> bool:
        """Whether whoever looks runs the site, and so may end this person's way in."""
        return self.runs_the_site and not self.is_me


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the people of the space; of a personal one there is only oneself."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    viewer = request.user.membership
    members = Membership.objects.filter(team=viewer.team).select_related("user", "team").order_by("pk")
    found = sorted(members, key=lambda one: list(Role).index(Role(one.role)))
    rows = _rows(found, viewer, request.user)
    context = {
        "nav": "team",
        "tab": "members",
        "rows": rows,
        "sees_all": viewer.may(Right.PEOPLE),
        "used": sum(row.window.used for row in rows if row.window) if viewer.may(Right.USAGE) else None,
        "month": timezone.localtime(),
    }
    return render(request, "members/index.html", context)


@require_POST
@needs(Right.PEOPLE)
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member of the team one is in another role."""
    assert request.user.is_authenticated
    viewer = request.user.membership
    team = Membership.objects.filter(team=viewer.team, team__personal_of=None)
    member = get_object_or_404(team.select_related("user", "team"), pk=pk)
    before = Role(member.role)
    trouble = _change(By.request(request), member, request.POST.get("role", ""))
    if request.headers.get("HX-Request") != "true":
        if trouble:
            messages.error(request, trouble)
        elif member.role != before:
            messages.success(request, _said(member))
        return redirect("team_members:index")
    viewer = Membership.objects.select_related("user", "team").get(pk=viewer.pk)  # it may have been one's own
    (row,) = _rows([member], viewer, request.user)
    context = {
        "row": row,
        "sees_all": viewer.may(Right.PEOPLE),
        "trouble": trouble,
        "said": _said(member),
        "undo": before if member.role != before and row.roles else "",
        "changed": member.role != before,
    }
    return render(request, "members/_changed.html", context)


def _change(by: By, member: Membership, word: str) -> str:
    """Change the role; what speaks against it as a sentence, "" when nothing does."""
    if word not in Role.values:
        return _("Choose one of the roles.")
    try:
        Membership.objects.give_role(by, member, Role(word))
    except NotAllowed as error:
        return str(error)
    return ""


def _said(member: Membership) -> str:
    return _("%(name)s is now: %(role)s") % {"name": member.user, "role": member.get_role_display()}


def _rows(members: list[Membership], viewer: Membership, user: User) -> list[Row]:
    people = [member.user_id for member in members]
    windows = _windows(people)
    keys = dict(ApiKey.objects.filter(user__in=people).values_list("user").annotate(Max("last_used_at")))
    factors = _factors(people)
    return [
        Row(
            member,
            viewer,
            windows.get(member.user_id),
            factors.get(member.user_id, ""),
            _latest(member.user.last_login, keys.get(member.user_id), windows.get(member.user_id)),
            user.is_staff,
        )
        for member in members
    ]


def _windows(people: list[int]) -> dict[int, Window]:
    """The month of each person, with the moment of the last hold in it."""
    holds = Line.objects.filter(window=OuterRef("pk"), kind=Kind.HOLD).order_by("-pk").values("at")
    found = Window.objects.running().filter(purse__user__in=people, purse__team=None, span=Span.MONTH)
    annotated = found.select_related("purse").annotate(held_at=Subquery(holds[:1]))
    return {window.purse.user_id: window for window in annotated if window.purse.user_id is not None}


def _factors(people: Iterable[int]) -> dict[int, str]:
    """What guards each account beside its password or link; a passkey before a code app."""
    words = {Authenticator.Type.TOTP: _("Code app"), Authenticator.Type.WEBAUTHN: _("Passkey")}
    found = Authenticator.objects.filter(user__in=people, type__in=words).values_list("user_id", "type")
    return {user: words[kind] for user, kind in sorted(found, key=lambda one: one[1] == Authenticator.Type.WEBAUTHN)}


def _latest(login: datetime | None, key: datetime | None, window: Window | None) -> datetime | None:
    """When somebody last signed in, asked for a picture, or had a program call."""
    moments = (login, key, getattr(window, "held_at", None))
    return max((moment for moment in moments if moment is not None), default=None)
