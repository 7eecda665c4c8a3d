"""The tabs of the area of a team: those pages that the site has and the person's role may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template import Library
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.roles import Right

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from mjweb.accounts.models import User

register = Library()


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the area, by the word that its views give as `tab`; its address has the name `team_<word>:index`."""

    word: str
    label: _StrPromise
    right: Right | None = None
    url: str = ""


TABS = (
    Tab("members", _("Members")),
    Tab("invitations", _("Invitations"), Right.PEOPLE),
    Tab("roles", _("Roles")),
    Tab("quotas", _("Quotas"), Right.QUOTAS),
    Tab("projects", _("Projects")),
    Tab("audit", _("Audit log"), Right.AUDIT),
    Tab("settings", _("Settings"), Right.SETTINGS),
)


@register.simple_tag
def team_tabs(user: User) -> list[Tab]:
    """What this person may open of the space they are in. Pages of floors above are known by their names only."""
    found = []
    for tab in TABS:
        if tab.right is not None and not user.may(tab.right):
            continue
        try:
            url = reverse(f"team_{tab.word}:index")
        except NoReverseMatch:
            continue
        found.append(Tab(tab.word, tab.label, tab.right, url))
    return found
