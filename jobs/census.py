"""Looks for jobs whose answer was lost in their engine's own list: who stands there runs, who does not was never taken.

One walk through the list serves all unknown jobs of an upstream. Presence is proof at any time, and goes the way of
every id that was brought (see jobs.adoption). Absence is weaker: a list may lag, a request may still be on its way. It
takes two whole lists, some time apart, both begun well after we had stopped waiting for the answer. A list that broke
off says nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from jobs import breaker, marks, queue
from jobs.engines.base import Listed, Listing
from jobs.models import Attempt, Job, Sighting, Upstream
from jobs.models.sighting import Verdict
from jobs.states import State
from jobs.times import after, times

log = logging.getLogger(__name__)

# Jobs of ours by which a walk knows how far back it has come.
LANDMARKS = 1000


Answer = Future[tuple[Listed, ...]]
# What is asked in a thread, and what is done with the answer.
Errand = tuple[Callable[[], tuple[Listed, ...]], Callable[[Answer], None]]


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk through the list of an upstream, for these attempts."""

    upstream: Upstream
    begun: datetime
    attempts: tuple[Attempt, ...]
    known: Mapping[str, datetime]  # engine ids of jobs of ours, and when they were sent

    def go(self, engine: Listing) -> tuple[Listed, ...]:
        """In a thread."""
        since = min(attempt.job.sent_at or attempt.created_at for attempt in self.attempts)
        return engine.listed(since, self.known)


def due() -> list[Errand]:
    """A walk for each upstream that has unknown jobs and whose time has come, and what is done with what it finds.

    The time of the next walk is written before this one begins: of any number of followers one walks, and one that
    dies on its way leaves the next walk to whoever is there.
    """
    now = timezone.now()
    found: list[Errand] = []
    for upstream in Upstream.objects.filter(census_at__lte=now):
        attempts = unanswered(upstream)
        engine = breaker.listing(upstream) if attempts else None
        if engine is None:
            continue
        if Upstream.objects.filter(pk=upstream.pk, census_at__lte=now).update(census_at=after(times().census)):
            walk = Walk(upstream, now, attempts, landmarks(upstream))
            found.append((partial(walk.go, engine), partial(hear, walk)))
    return found


def unanswered(upstream: Upstream) -> tuple[Attempt, ...]:
    """The attempts of which nobody knows what became of them."""
    unknown = Attempt.objects.filter(job__upstream=upstream, job__state=State.UNKNOWN, job__engine_id=None)
    return tuple(unknown.filter(number=F("job__attempt")).select_related("job"))


def landmarks(upstream: Upstream) -> dict[str, datetime]:
    sent = Job.objects.filter(upstream=upstream, engine_id__isnull=False, sent_at__isnull=False).newest_first()
    return {str(engine_id): at for engine_id, at in sent.values_list("engine_id", "sent_at")[:LANDMARKS] if at}


def hear(walk: Walk, answer: Answer) -> None:
    """Draw from a whole list what can be drawn from it; from one that broke off, nothing."""
    try:
        listed = answer.result()
    except Exception as error:  # noqa: BLE001  # whatever it was: nothing is concluded, and the next walk is due soon
        log.warning("the list of upstream %s could not be read to its end: %s", walk.upstream, error)
        return
    draw(walk, listed)
    breaker.answered(walk.upstream, listed=True)


def draw(walk: Walk, listed: tuple[Listed, ...]) -> None:
    """What a whole list says of the attempts, and of the places that others use."""
    ids = [one.engine_id for one in listed if one.engine_id not in walk.known]
    taken = set(Job.objects.filter(upstream=walk.upstream, engine_id__in=ids).values_list("engine_id", flat=True))
    strangers = [one for one in listed if one.engine_id not in walk.known and one.engine_id not in taken]
    if strangers:
        log.info("upstream %s lists %d jobs that we do not know", walk.upstream, len(strangers))
    # As many of them as there are attempts without an answer may be ours, and have their places already.
    foreign = sum(one.is_in_progress for one in strangers) - len(walk.attempts)
    Upstream.objects.crowded(walk.upstream, foreign)
    for attempt in walk.attempts:
        if not seen(attempt, strangers):
            absent(attempt, walk.begun)


def seen(attempt: Attempt, strangers: list[Listed]) -> bool:
    """Write down which of the strangers may be the attempt's job; True where any may be it."""
    refuted = set(attempt.sightings.filter(verdict=Verdict.FOREIGN).values_list("engine_id", flat=True))
    verdicts = {one.engine_id: marks.whose(attempt, one.mark) for one in strangers if one.engine_id not in refuted}
    ours = [engine_id for engine_id, verdict in verdicts.items() if verdict is Verdict.OURS]
    # A list may tell less of a job than the engine does when it is asked after that one.
    unclear = [engine_id for engine_id, verdict in verdicts.items() if verdict is Verdict.UNCLEAR]
    for engine_id in ours or unclear:
        Sighting.objects.note(attempt, engine_id)
    return bool(ours or unclear)


def absent(attempt: Attempt, begun: datetime) -> None:
    """Note that a whole list begun at that moment lacks the attempt's job; the second time it is lost."""
    # An unknown job is leased by nobody: its lease ended when it became unknown.
    if begun < attempt.job.lease_until + timedelta(seconds=times().quiet):
        return
    if Attempt.objects.filter(pk=attempt.pk, absent_at=None).update(absent_at=begun):
        return
    attempt.refresh_from_db(fields=["absent_at"])
    assert attempt.absent_at is not None
    if abs(begun - attempt.absent_at) < timedelta(seconds=times().census):
        return
    hopeful = Sighting.objects.filter(
        attempt__job=OuterRef("pk"), attempt__number=OuterRef("attempt"), verdict__in=(Verdict.OPEN, Verdict.UNCLEAR)
    )
    still = Q(attempt=attempt.number, engine_id=None) & ~Q(Exists(hopeful))
    if Job.objects.move(attempt.job_id, State.UNKNOWN, State.LOST, only=still, reason="absent", note="in no list"):
        log.warning("job %s is lost: its engine lists no such job", attempt.job.uid)
        queue.kick()
