"""Who is told when four fifths of a window are spent, and when all of it is: once for each window and level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mjweb.accounts.models import Kind, Membership, Notice, Right, User
from mjweb.quotas.errors import Whose
from mjweb.quotas.spans import Span

if TYPE_CHECKING:
    from mjweb.quotas.models.purse import Purse
    from mjweb.quotas.models.window import Window

WARN, SPENT = 80, 100  # percent


def level_of(balance: int, limit: int) -> int:
    """0, or the highest level that a window with so much left of so much has reached."""
    if limit <= 0:
        return 0
    if balance <= 0:
        return SPENT
    return WARN if 100 * balance <= (100 - WARN) * limit else 0


def word_of(left: int, limit: int) -> str:
    """How a meter shows that: "full" where nothing more can be held, "warn" from four fifths on."""
    if left <= 0:
        return "full"
    return "warn" if level_of(left, limit) else ""


def warn(window: Window, level: int) -> None:
    """Tell those whom it concerns, in the transaction of the hold that crossed the level."""
    purse = window.purse
    resets = _("no day") if window.span == Span.TOTAL else date_format(timezone.localtime(window.ends), "j F")
    kind = Kind.SPENT if level == SPENT else Kind.WARNED
    for user in concerned(purse):
        Notice.objects.tell(user, kind, link=_page(purse), purse=name_of(purse), percent=f"{level} %", resets=resets)


def concerned(purse: Purse) -> list[User]:
    """The person whose purse or key it is; of a pool and a ceiling those who may set them."""
    if purse.api_key is not None:
        return [purse.api_key.user]
    if purse.user is not None:
        return [purse.user]
    able = Membership.objects.granting(Right.QUOTAS).filter(team=purse.team_in_charge)
    return [one.user for one in able.select_related("user").order_by("pk")]


def name_of(purse: Purse) -> str:
    """What a sentence calls a purse."""
    words = {
        Whose.PERSON: _("Your allowance"),
        Whose.KEY: _("API key %(name)s"),
        Whose.TEAM: _("The pool of %(name)s"),
        Whose.MEMBER: _("Your part of the pool of %(name)s"),
        Whose.PROJECT: _("Project %(name)s"),
    }
    named = purse.api_key.label if purse.api_key else purse.project or purse.team
    return words[purse.whose] % {"name": named}


def _page(purse: Purse) -> str:
    """Where it can be looked at; pages of floors above are known by their names only."""
    try:
        return reverse("team_quotas:index" if purse.whose in (Whose.TEAM, Whose.PROJECT) else "usage:index")
    except NoReverseMatch:
        return ""
