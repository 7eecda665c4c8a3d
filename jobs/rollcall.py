"""Where many jobs run at one service: a look at its list of jobs in progress, instead of a question after each.

A list ends no job. Who stands in it goes on, and need not be asked after for a while; who has left it since the last
look is asked after at once. Whoever it never had, whose question is due already or whose time is over, is asked after
as anywhere, so a list that lags, lies or cannot be had delays an end by no more than it would have taken to ask.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import timedelta
from functools import partial

from django.db.models import Count, Q
from django.utils import timezone

from jobs import breaker, engines, rounds
from jobs.engines.base import Listed, Rolled
from jobs.errors import JobError
from jobs.models import Job, Upstream
from jobs.rounds import Unchanged
from jobs.states import State

log = logging.getLogger(__name__)

MANY = 20  # running jobs of an upstream from which on a list is asked for
EVERY = 5.0  # seconds between two looks at a list, at least
PAGE = 100  # jobs listed in one answer; there is no more than one such answer a second
PAUSE = 60.0  # seconds after a list that could not be had

Answer = Future[tuple[Listed, ...]]
Errand = tuple[Callable[[], tuple[Listed, ...]], Callable[[Answer], None]]


class Rolls:
    """What one follower knows: when to look at each upstream's list next, and whom it had the last time."""

    def __init__(self) -> None:
        self._next: dict[int, float] = {}
        self._listed: dict[int, frozenset[str]] = {}

    def due(self) -> list[Errand]:
        """The lists to be asked for now, in a thread each, and what is done with them."""
        errands: list[Errand] = []
        for upstream in crowded():
            engine: object = engines.of(upstream)
            if isinstance(engine, Rolled) and time.monotonic() >= self._next.get(upstream.pk, 0.0):
                self._next[upstream.pk] = math.inf  # until this one is heard
                errands.append((engine.roll, partial(self.hear, upstream)))
        return errands

    def hear(self, upstream: Upstream, answer: Answer) -> None:
        """Go by a list; one that could not be had says nothing, nor whether anybody is there: the questions do."""
        try:
            listed = {one.engine_id: one.progress for one in answer.result()}
        except JobError as error:
            log.info("upstream %s did not list what is in progress: %s", upstream, error.message)
            listed, pause = {}, PAUSE
        except Exception:
            log.exception("the list of upstream %s could not be read", upstream)
            listed, pause = {}, PAUSE
        else:
            pause = max(EVERY, len(listed) / PAGE)
            apply(upstream, listed, self._listed.get(upstream.pk, frozenset()) - listed.keys(), pause)
            breaker.answered(upstream)
        self._listed[upstream.pk] = frozenset(listed)
        self._next[upstream.pk] = time.monotonic() + pause


def crowded() -> list[Upstream]:
    """Where so many jobs run, and somebody answers."""
    many = Job.objects.going(State.RUNNING).values("upstream").annotate(count=Count("pk")).filter(count__gte=MANY)
    return list(Upstream.objects.filter(pk__in=many.values("upstream"), parked_at=None))


def apply(upstream: Upstream, listed: Mapping[str, int], left: frozenset[str], seconds: float) -> None:
    """Put off the questions after those that are listed, with their progress, until the list is seen twice again.

    `left` were listed before and are no more: they are asked after at once.
    """
    now = timezone.now()
    soon = now + timedelta(seconds=2 * seconds)
    capabilities = engines.of(upstream).capabilities()
    unchanged = []
    jobs = Job.objects.going(State.RUNNING).filter(upstream=upstream, lease_until__lte=now, due_at__gt=now)
    for job in jobs.only("state", "engine_id", "due_at", "lease", "progress", "accepted_at", "deadline_at"):
        still = Q(due_at=job.due_at, lease_until__lte=now)  # nobody has called for it meanwhile, or is asking
        if job.engine_id in left:
            Job.objects.note(job.pk, State.RUNNING, only=still, due_at=now)
        progress = listed.get(job.engine_id or "")
        if progress is None or (job.deadline_at is not None and job.deadline_at <= soon):
            continue
        again = rounds.at_a_whole_second(max(rounds.pause(job.accepted_at, capabilities), 2 * seconds))
        if progress > job.progress:
            Job.objects.note(job.pk, State.RUNNING, only=still, seen=True, progress=progress, tries=0, due_at=again)
        elif job.due_at <= soon:
            unchanged.append(Unchanged(job, again))
    if unchanged:
        rounds.put_back(unchanged)
