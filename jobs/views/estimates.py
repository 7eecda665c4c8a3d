"""How long a job will take, from our own jobs of the last hour, and where it stands in line."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from statistics import median

from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobs import turns
from jobs.models import Job, Mode, Upstream
from jobs.states import State

# Fewer jobs than this say nothing.
ENOUGH = 20
WEAK = 90  # percent
_MOST = 400
# How long a figure is used again, in seconds.
_KEEP_PACE, _KEEP_LINE = 15, 5


@dataclass(frozen=True, slots=True)
class Pace:
    """One speed: median seconds from sending to the pictures, and the percentage that succeeded; None: too few jobs."""

    seconds: float | None
    percent: int | None

    @property
    def is_weak(self) -> bool:
        """Whether so few succeed that it is worth a word."""
        return self.percent is not None and self.percent < WEAK


# What the service promises for each speed, shown where our own figures are missing.
PROMISED = {Mode.RELAX: Pace(600, 90), Mode.FAST: Pace(90, 98), Mode.TURBO: Pace(60, None)}


def pace(mode: str) -> Pace:
    """The measured pace of a speed."""
    return _measure(mode, int(time.monotonic() / _KEEP_PACE))


@lru_cache(maxsize=8)
def _measure(mode: str, _tick: int) -> Pace:
    ended = (
        Job.objects.filter(mode=mode, finished_at__gte=timezone.now() - timedelta(hours=1))
        .exclude(state=State.CANCELED)
        .order_by("-finished_at")
        .values_list("state", "sent_at", "drawn_at")[:_MOST]
    )
    rows = list(ended)
    if len(rows) < ENOUGH:
        return Pace(None, None)
    done = [(drawn - sent).total_seconds() for state, sent, drawn in rows if state == State.DONE and sent and drawn]
    succeeded = sum(state == State.DONE for state, _sent, _drawn in rows)
    return Pace(median(done) if done else None, round(100 * succeeded / len(rows)))


@lru_cache(maxsize=1)
def _slots(_tick: int) -> int:
    return Upstream.objects.filter(enabled=True).aggregate(sum=Sum("limit", default=0))["sum"] or 1


@lru_cache(maxsize=2)
def _line(_version: int, _tick: int) -> dict[int, int]:
    """Every waiting job with its place, 1 is next. One walk serves all pages until the line moves."""
    return {pk: place for place, pk in enumerate(turns.order(), 1)}


def in_line(line: int, known: set[int]) -> dict[int, int]:
    """Every waiting job with its place, those `known` to wait among them; `line` is the version of the line's feed."""
    tick = int(time.monotonic() / _KEEP_LINE)
    found = _line(line, tick)
    if not found.keys() >= known:  # asked for since the walk
        _line.cache_clear()
        found = _line(line, tick)
    return found


def places(jobs: Iterable[Job], line: int) -> dict[int, int]:
    """The places of the waiting ones among `jobs`; `line` is the version of the line's feed."""
    waiting = [job.pk for job in jobs if job.state == State.QUEUED]
    if not waiting:
        return {}
    found = in_line(line, set(waiting))
    return {pk: found[pk] for pk in waiting if pk in found}


def until_ready(place: int, mode: str) -> float | None:
    """Seconds until the job at this place has its pictures; None without a measured pace."""
    seconds = pace(mode).seconds
    if seconds is None:
        return None
    return seconds * (1 + math.floor((place - 1) / _slots(int(time.monotonic() / _KEEP_PACE))))


def left(job: Job) -> float | None:
    """Seconds that a running job still needs; None when nothing can be said."""
    usual = pace(job.mode).seconds
    if job.sent_at is None:
        return None
    gone = (timezone.now() - job.sent_at).total_seconds()
    if job.progress >= 5:
        return gone * (100 - job.progress) / job.progress
    return None if usual is None or gone > usual else usual - gone


def is_stuck(job: Job) -> bool:
    """Whether a running job takes more than three times as long as is usual for its speed."""
    if job.sent_at is None:
        return False
    return (timezone.now() - job.sent_at).total_seconds() > patience(job.mode)


def patience(mode: str) -> float:
    """Seconds after which a running job of this speed counts as stuck: three times the usual."""
    return 3 * (pace(mode).seconds or PROMISED[Mode(mode)].seconds or 60)


def forget() -> None:
    """Measure anew."""
    _measure.cache_clear()
    _slots.cache_clear()
    _line.cache_clear()


def exactly(seconds: float) -> str:
    """'51 s', '4 min 10 s', '1 h 5 min'."""
    whole = round(seconds)
    if whole < 60:
        return _("%(s)d s") % {"s": whole}
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return _("%(m)d min %(s)d s") % {"m": minutes, "s": rest} if rest else _("%(m)d min") % {"m": minutes}
    hours, rest = divmod(whole // 60, 60)
    return _("%(h)d h %(m)d min") % {"h": hours, "m": rest} if rest else _("%(h)d h") % {"h": hours}


def roughly(seconds: float) -> str:
    """'20 s', '4 min', '2 h': in steps that a guess deserves."""
    if seconds < 115:
        step = 5 if seconds < 57 else 10
        return _("%(s)d s") % {"s": max(5, step * round(seconds / step))}
    return exactly(60 * max(1, round(seconds / 60)) if seconds < 5400 else 3600 * round(seconds / 3600))


def ago(moment: datetime) -> str:
    """'34 s ago', '6 min ago', '3 h ago', then the date."""
    gone = max(timedelta(0), timezone.now() - moment)
    if gone < timedelta(hours=24):
        seconds = gone.total_seconds()
        unit = 1 if seconds < 60 else 60 if seconds < 3600 else 3600
        return _("%(time)s ago") % {"time": exactly(seconds // unit * unit)}
    return date_format(timezone.localtime(moment), "j M, H:i")
