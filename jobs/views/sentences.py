"""What is said beside the prompt bar when something is wrong: what happened, what it cost, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import fitting
from jobs.errors import Contended, IntakeClosed, MayNotCreate, NoRoom, QueueFull, TurnedAway, WordsRefused
from jobs.prompts import Problem
from jobs.waiting import clock
from mjweb.quotas.errors import NotEnough


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that is wrong or worth knowing, beside the box."""

    text: str
    level: str = "error"
    parameter: str = ""
    more: bool = False  # asking for more credits would help


def of_problem(problem: Problem) -> Sentence:
    """The sentence of a problem of the prompt language, in the page's language."""
    text = _(problem.template).format(**problem.params)
    return Sentence(text, "error" if problem.is_error else "warning", problem.parameter or "")


def said(error: NotEnough | TurnedAway) -> str:
    """Why nothing was asked for, and what to do."""
    if isinstance(error, NotEnough):
        return fitting.said(error)
    if isinstance(error, MayNotCreate):
        return _("In %(team)s your role is %(role)s, which does not make pictures. Ask an owner or admin.") % {
            "team": error.team,
            "role": error.role,
        }
    if isinstance(error, Contended):
        return _("Many ask at once right now. Nothing was charged. Press again in a moment.")
    if isinstance(error, NoRoom):
        return _("The site’s disk is full. Nothing was charged. Tell whoever runs it.")
    if isinstance(error, WordsRefused):
        text = ngettext(
            "The image service refused the words of %(n)d prompt of yours, and may keep money for that. Nothing was"
            " charged. New prompts are taken from %(time)s on.",
            "The image service refused the words of %(n)d of your prompts within a day, and may keep money for that."
            " Nothing was charged. New prompts are taken from %(time)s on.",
            error.count,
        )
        return text % {"n": error.count, "time": clock(error.until)}
    if isinstance(error, IntakeClosed):
        return f"{closed(error.until, error.reason)} {_('Nothing was charged.')}"
    return _crowded(error) if isinstance(error, QueueFull) else error.message


def closed(until: datetime | None, reason: str) -> str:
    """That no new jobs are taken, until when, and why."""
    words = {"time": clock(until) if until else "", "reason": reason.rstrip(".")}
    if until is None:
        text = _("No new jobs are taken until further notice: %(reason)s. Jobs that wait go on.")
    else:
        text = _("No new jobs are taken until %(time)s: %(reason)s. Jobs that wait go on.")
    return text % words


def _crowded(error: QueueFull) -> str:
    if error.press:
        return _("At most %(n)d jobs at one press. Use fewer choices in braces, or create them in parts.") % {
            "n": error.limit
        }
    return _("At most %(n)d of your jobs can wait at once. Nothing was charged. Create more when some have run.") % {
        "n": error.limit
    }
