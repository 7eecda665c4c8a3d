"""What is said beside the prompt bar when something is wrong: what happened, what it cost, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from jobs.errors import MayNotCreate, QueueFull, TurnedAway
from jobs.prompts import Problem
from mjweb.quotas.errors import NotEnough, Whose
from mjweb.quotas.units import credits, grouped


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that is wrong or worth knowing, beside the box."""

    text: str
    level: str = "error"
    parameter: str = ""
    more: bool = False  # asking for more credits would help


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


def of_problem(problem: Problem) -> Sentence:
    """The sentence of a problem of the prompt language, in the page's language."""
    text = _(problem.template).format(**problem.params)
    return Sentence(text, "error" if problem.is_error else "warning", problem.parameter or "")


def said(error: NotEnough | TurnedAway) -> str:
    """Why nothing was asked for, and what to do."""
    if isinstance(error, NotEnough):
        parts = [_LEFT[error.whose] % _facts(error), _("Nothing was charged.")]
        if error.resets_at_all:
            parts.append(_RESETS[error.whose] % _facts(error))
        return " ".join(parts)
    if isinstance(error, MayNotCreate):
        return _("In %(team)s your role is %(role)s, which does not make pictures. Ask an owner or admin.") % {
            "team": error.team,
            "role": error.role,
        }
    return _crowded(error) if isinstance(error, QueueFull) else error.message


def _crowded(error: QueueFull) -> str:
    if error.press:
        return _("At most %(n)d jobs at one press. Use fewer choices in braces, or create them in parts.") % {
            "n": error.limit
        }
    return _("At most %(n)d of your jobs can wait at once. Nothing was charged. Create more when some have run.") % {
        "n": error.limit
    }


def _facts(error: NotEnough) -> dict[str, str]:
    return {
        "needed": credits(error.needed),
        "left": grouped(error.left),
        "day": date_format(timezone.localtime(error.resets), "j F"),
    }
