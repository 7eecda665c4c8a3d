"""What is said beside the prompt bar when something is wrong: what happened, what it cost, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobs.errors import MayNotCreate, QueueFull, TurnedAway
from jobs.prompts import Problem
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.units import credits, grouped


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that is wrong or worth knowing, beside the box."""

    text: str
    level: str = "error"
    parameter: str = ""


def of_problem(problem: Problem) -> Sentence:
    """The sentence of a problem of the prompt language, in the page's language."""
    text = _(problem.template).format(**problem.params)
    return Sentence(text, "error" if problem.is_error else "warning", problem.parameter or "")


def said(error: NotEnough | TurnedAway) -> str:
    """Why nothing was asked for, and what to do."""
    if isinstance(error, NotEnough):
        if error.of_key:
            return _(
                "%(needed)s needed, %(left)s left of what the API key of this job may spend. Nothing was charged. "
                "Its allowance resets on %(day)s."
            ) % _facts(error)
        return _("%(needed)s needed, %(left)s left. Nothing was charged. Your quota resets on %(day)s.") % _facts(error)
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
