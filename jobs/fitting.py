"""What does not fit a purse: the one sentence that refuses it, on pages and to programs, with what would still fit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from jobs import wishes
from jobs.tariff import Mode, Table
from jobs.wishes import Wish
from mjweb.quotas.errors import NotEnough, Whose
from mjweb.quotas.units import credits, grouped

# By whom the narrowest purse belongs to: what is missing, and when there is more.
_LEFT = {
    Whose.PERSON: later("%(needed)s needed, %(left)s left."),
    Whose.KEY: later("%(needed)s needed, %(left)s left of what the API key of this job may spend."),
    Whose.TEAM: later("%(needed)s needed, %(left)s left in the team’s pool."),
    Whose.MEMBER: later("%(needed)s needed, %(left)s left of your part of the team’s pool."),
    Whose.PROJECT: later("%(needed)s needed, %(left)s left of the project’s ceiling."),
}
_RESETS = {
    Whose.PERSON: later("Your quota resets on %(day)s."),
    Whose.KEY: later("Its allowance resets on %(day)s."),
    Whose.TEAM: later("The pool resets on %(day)s."),
    Whose.MEMBER: later("Your part resets on %(day)s."),
    Whose.PROJECT: later("The ceiling resets on %(day)s."),
}


class DoesNotFit(NotEnough):
    """A refusal of wishes that were asked for together: `first` of `count` would fit, or all of them in Relax."""

    def __init__(self, of: NotEnough, *, first: int, count: int, relaxed: int | None) -> None:
        super().__init__(of.needed, of.left, of.resets, whose=of.whose, span=of.span, zone=of.zone)
        self.first, self.count, self.relaxed = first, count, relaxed


def refused(error: NotEnough, asked: Sequence[Wish], table: Table) -> DoesNotFit:
    """The refusal of a hold as one of all wishes; `error.left` is what was left before the first of them."""
    costs = [wishes.cost(wish, table) for wish in asked]
    return DoesNotFit(
        error, first=fitting(costs, error.left), count=len(asked), relaxed=relaxed(asked, error.left, table)
    )


def fitting(costs: Sequence[int], left: int) -> int:
    """How many of several would still fit, taken in their order."""
    return sum(total <= left for total in accumulate(costs))


def relaxed(asked: Sequence[Wish], left: int, table: Table) -> int | None:
    """What all would cost in Relax, where they can be asked for there, that is cheaper, and it fits; else None.

    An action on a picture, and trying again, have the speed of what was before.
    """
    if any(wish.parent or wish.retry_of for wish in asked):
        return None
    slow = sum(wishes.cost(wish.at(Mode.RELAX.value), table) for wish in asked)
    return slow if slow <= left and slow < sum(wishes.cost(wish, table) for wish in asked) else None


def rest(first: int, count: int, slow: int | None) -> str:
    """What would still fit, in a sentence."""
    if slow is not None:
        return _("Relax would still fit.")
    if not first or count < 2:
        return ""
    words = ngettext("The first of %(all)d would still fit.", "The first %(n)d of %(all)d would still fit.", first)
    return words % {"n": first, "all": count}


def said(error: NotEnough) -> str:
    """What is needed, what is left of the narrowest purse, when there is more, and what would still fit."""
    facts = {"needed": credits(error.needed), "left": grouped(error.left), "day": _moment(error)}
    parts = [_LEFT[error.whose] % facts, _("Nothing was charged.")]
    if error.resets_at_all:
        parts.append(_RESETS[error.whose] % facts)
    if isinstance(error, DoesNotFit):
        fits = rest(error.first, error.count, error.relaxed)
        parts.append(fits or (_("Nothing of it fits until then.") if error.resets_at_all else _("Nothing of it fits.")))
    return " ".join(parts)


def _moment(error: NotEnough) -> str:
    """'1 December, 00:00 (Europe/Berlin)': by the calendar that the purse turns on."""
    return f"{date_format(error.resets.astimezone(error.zone), 'j F, H:i')} ({error.zone})"
