"""What comes of a job after it was given up: it is looked after three times more, and pictures are kept as a gift.

The job stays lost, as its person and every program were told, and its hold stays returned. `late` marks one of which
something came all the same. All of it is due-times in the database, guarded by the lease of the row: any number of
followers may look, and one that dies leaves the look to the next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jobs import engines, queue
from jobs.actions import Action, Shape
from jobs.engines.base import Report
from jobs.errors import Gone, JobError
from jobs.models import Job
from jobs.states import State
from jobs.times import after, times

log = logging.getLogger(__name__)

Errand = tuple[Callable[[], Report], Callable[[Future[Report]], None]]


def first_look() -> datetime:
    """When to look first after a job that is given up now."""
    return after(times().late[0])


def due(most: int) -> list[Errand]:
    """Up to `most` questions to be asked in a thread, and what is done with each answer; sends lost hints again."""
    now = timezone.now()
    waiting = Job.objects.filter(late_at__lte=now, lease_until__lte=now).order_by("late_at")
    found: list[Errand] = []
    for pk, links_until in waiting.values_list("pk", "links_until")[:most]:
        if links_until is not None:
            hint(pk)
        elif job := Job.objects.lease_one(pk, State.LOST, times().poll):
            found.append((partial(ask, job), partial(hear, job)))
    return found


@transaction.atomic
def hint(pk: int) -> None:
    """Have the pictures brought home by whoever has time; nobody took the hint before, or its next try is due."""
    if Job.objects.note(pk, State.LOST, only=Q(late_at__lte=timezone.now()), late_at=after(times().collect)):
        queue.send(queue.MEDIA, "jobs.tasks.collect", pk)


def ask(job: Job) -> Report:
    """One fetch, in a thread."""
    assert job.upstream is not None
    assert job.engine_id is not None
    return engines.of(job.upstream).fetch(job.engine_id)


def hear(job: Job, answer: Future[Report]) -> None:
    """Keep what came of it, look again later, or leave it at that."""
    try:
        report = answer.result()
    except Gone:
        leave(job)
    except JobError as error:
        log.info("lost job %s could not be asked after: %s", job.uid, error.message)
        again(job)
    except Exception:
        log.exception("lost job %s could not be asked after", job.uid)
        again(job)
    else:
        apply(job, report)


def apply(job: Job, report: Report) -> None:
    if report.state == "success":
        accept(job, report)
    elif report.state in ("waiting", "running"):
        again(job)
    else:
        leave(job, cost=report.cost[:20])


def again(job: Job) -> None:
    """One look is over; the next is so long after the end of the job, and after the last there is none."""
    looks = job.tries + 1
    ahead = times().late[looks:]
    assert job.finished_at is not None
    next_look = job.finished_at + timedelta(seconds=ahead[0]) if ahead else None
    note(job, tries=looks, late_at=next_look)


def leave(job: Job, **facts: Any) -> None:
    """Nothing will come of it."""
    note(job, late_at=None, **facts)


def note(job: Job, **changes: Any) -> bool:
    return Job.objects.note(job.pk, State.LOST, by=job.lease, lease="", lease_until=timezone.now(), **changes)


@transaction.atomic
def accept(job: Job, report: Report) -> None:
    """It was drawn after all: words are kept at once, pictures are brought home like all others."""
    facts: dict[str, Any] = {"cost": report.cost[:20]}
    if report.seed is not None:
        facts["seed"] = report.seed
    if job.shape is Shape.TEXT:
        kept = Job.objects.note(
            job.pk, State.LOST, by=job.lease, seen=True, words=report.text, late=True, late_at=None, **facts
        )
        if kept and job.action == Action.SEED and report.seed is not None:
            Job.objects.filter(children=job.pk, seed=None).update(seed=report.seed)
        return
    assert job.upstream is not None
    if note(
        job,
        links=[asdict(link) for link in report.links],
        links_until=after(engines.of(job.upstream).capabilities().links_live),
        late_at=after(times().collect),
        tries=0,
        **facts,
    ):
        queue.send(queue.MEDIA, "jobs.tasks.collect", job.pk)


def lease(pk: int) -> Job | None:
    """Take the collection of a gift for ourselves alone; None where it is none, or somebody else is at it."""
    gifts = Job.objects.filter(late_at__isnull=False, links_until__isnull=False)
    return gifts.lease_one(pk, State.LOST, times().collect)


def end(job: Job, stored: int, *, by: str | None) -> None:
    """With what is stored; where that is nothing, the job stays as it was."""
    notice = "partial" if 0 < stored < len(job.places) else ""
    changes: dict[str, Any] = {"late": stored > 0, "late_at": None, "notice": notice}
    Job.objects.note(job.pk, State.LOST, by=by, seen=stored > 0, **changes)
