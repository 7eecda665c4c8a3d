"""Gives a job whose answer was lost the id that it has at its engine, once the engine has said that it is its own.

An id comes from a call to the attempt's webhook, which anybody may make who has its address, so it is only asked
about. What counts is by what the engine knows the job (see jobs.marks).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from functools import partial

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from jobs import engines, marks
from jobs.engines.base import Mark, Report
from jobs.errors import Gone, JobError
from jobs.models import Job, Sighting
from jobs.models.sighting import Verdict
from jobs.states import State
from jobs.times import after, times

log = logging.getLogger(__name__)

GONE = 6  # answers that there is no such job, with pauses of two minutes in all, before they are believed
TRIES = 30  # questions without any answer, in half an hour; the deadline of most jobs is sooner
PAUSE_MAX = 60.0  # seconds between two questions after the same id


def due(most: int) -> list[tuple[Callable[[], Report], Callable[[Future[Report]], None]]]:
    """Up to `most` questions to be asked in a thread, each with what is done with its answer."""
    found = Sighting.objects.lease(times().poll, most)
    return [(partial(ask, sighting), partial(hear, sighting)) for sighting in found]


def ask(sighting: Sighting) -> Report:
    """One fetch of the id, in a thread."""
    upstream = sighting.attempt.job.upstream
    assert upstream is not None
    return engines.of(upstream).fetch(sighting.engine_id)


def hear(sighting: Sighting, answer: Future[Report]) -> None:
    """Adopt, refuse, or ask again later."""
    try:
        report = answer.result()
    except Gone as error:
        if sighting.tries < GONE:  # a service may show a job a little later than it names it
            put_off(sighting, error.message)
        else:
            judged(sighting, Verdict.FOREIGN)
    except JobError as error:
        put_off(sighting, error.message)
    except Exception:
        log.exception("%s could not be asked after", sighting)
        put_off(sighting, "")
    else:
        look(sighting, report.mark)


def put_off(sighting: Sighting, why: str) -> None:
    """No answer decides nothing, and a time comes when nobody asks any more."""
    if sighting.tries >= TRIES:
        judged(sighting, Verdict.UNCLEAR)
        return
    log.info("%s could not be asked after: %s", sighting, why)
    pause = min(times().backoff * 2 ** min(sighting.tries - 1, 8), PAUSE_MAX)
    Sighting.objects.filter(pk=sighting.pk, tries=sighting.tries).update(due_at=after(pause))


def judged(sighting: Sighting, verdict: Verdict) -> None:
    Sighting.objects.filter(pk=sighting.pk, verdict=Verdict.OPEN).update(verdict=verdict)


def look(sighting: Sighting, mark: Mark) -> None:
    """The job is ours or it is not; whoever was here first, be it the answer that came after all, stays right."""
    verdict = marks.whose(sighting.attempt, mark)
    if verdict is Verdict.OURS:
        adopt(sighting)
    else:
        log.warning("%s is not taken for ours: %s", sighting, verdict.label)
    judged(sighting, verdict)


def adopt(sighting: Sighting) -> None:
    """The job runs, under this id, and is asked after at once; one that was given up gets a look for a gift."""
    job, now = sighting.attempt.job, timezone.now()
    # The engine took it while it was being sent, at the latest when the longest sending was over.
    still = Q(engine_id=None, attempt=sighting.attempt.number)
    taken = min(now, (job.sent_at or now) + timedelta(seconds=times().upload))
    try:
        moved = Job.objects.move(
            job.pk,
            (State.SENDING, State.UNKNOWN),
            State.RUNNING,
            only=still,
            note=f"adopted {sighting.engine_id}",
            engine_id=sighting.engine_id,
            accepted_at=now,
            deadline_at=taken + timedelta(seconds=times().patience(job.timeout)),
            due_at=now,
            lease="",
            lease_until=now,
            tries=0,
        ) or Job.objects.note(job.pk, State.LOST, only=still, engine_id=sighting.engine_id, late_at=now, tries=0)
    except IntegrityError:
        log.exception("%s belongs to another job of ours", sighting)
    else:
        log.info("job %s %s %s", job.uid, "has adopted" if moved else "no longer needs", sighting.engine_id)
