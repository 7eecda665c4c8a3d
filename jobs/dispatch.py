"""Who goes next: claims waiting jobs as far as there are free places, and hands them to their engine."""

from __future__ import annotations

import logging
import random
import secrets
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from jobs import engines, faults, marks, queue, references, uploads, webhooks, wishes
from jobs.actions import Action
from jobs.engines.base import Mode, Order
from jobs.errors import AccountTrouble, Busy, JobError, NotSent, Refused
from jobs.models import Attempt, Heartbeat, Input, Job, Upstream, Wake
from jobs.models.job import JobQuerySet
from jobs.states import State
from jobs.times import after, times

log = logging.getLogger(__name__)

THREADS = 16
# Orders with pictures on their way at once, in one process: each may hold several hundred MB until it has arrived.
UPLOADS = 2
# A job that was claimed this often without any answer kills whoever claims it.
POISON = 3
# Where a job is while its answer is on the way: the sweep may have thought too early that none comes.
AWAITED = (State.SENDING, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Sending:
    """One job on its way: the row's lease fences off everybody else."""

    job: Job
    lease: str
    order: Order
    upstream: Upstream
    pictures: tuple[str, ...] = ()  # names in the vault; read on the way, so that no transaction waits for a disk


def run() -> None:
    """Claim and send until nothing is due. Threads speak to engines only; the database stays with this one."""
    Wake.objects.clear(queue.DISPATCH)
    started = time.monotonic()
    on_the_way: dict[Future[str], Sending] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        while True:
            elapsed = time.monotonic() - started
            uploads = sum(bool(sending.pictures) for sending in on_the_way.values())
            # Who waits for an upload goes on sending what has no pictures: nobody stands behind a slow line.
            fresh = elapsed < times().turn + (times().upload if uploads else 0)
            more = UPLOADS - uploads if elapsed < times().turn else 0
            claimed = claim(more) if fresh and len(on_the_way) < THREADS else []
            for sending in claimed:
                faults.at("claimed")
                if begin(sending):
                    faults.at("sending")
                    on_the_way[pool.submit(send, sending, time.monotonic())] = sending
            if not on_the_way:
                if not claimed:
                    break
                continue
            done, _rest = wait(on_the_way, timeout=0.05, return_when=FIRST_COMPLETED)
            for answer in done:
                hear(on_the_way.pop(answer), answer)
            Heartbeat.objects.beat_now_and_then(queue.worker_of(queue.DISPATCH))
    tick()


def tick() -> None:
    """Make good for hints that were lost: cheap enough to be called several times a second."""
    now = timezone.now()
    stale = now - timedelta(seconds=times().kick)
    if Wake.objects.filter(name=queue.DISPATCH, pending=True, at__lt=stale).update(at=now):
        queue.send(queue.DISPATCH, "jobs.tasks.dispatch")
    elif Job.objects.waiting().filter(due_at__lte=now).exists() and room():
        queue.kick()


def room() -> bool:
    """Whether any open upstream has a free place."""
    return any(
        Job.objects.filter(upstream=upstream, slot__isnull=False).count() < upstream.limit
        for upstream in Upstream.objects.open()
    )


def claim(uploads: int = UPLOADS) -> list[Sending]:
    """Give free places to the next jobs in turn: one transaction an upstream, exact however many do it at once.

    At most so many `uploads` are taken: of orders with pictures, those behind them wait.
    """
    taken: list[Sending] = []
    for upstream in Upstream.objects.open():
        due = Job.objects.waiting().filter(Q(upstream=None) | Q(upstream=upstream), due_at__lte=timezone.now())
        more = uploads - sum(bool(sending.pictures) for sending in taken)
        if more <= 0:
            due = due.exclude(handing_over(upstream))
        if due.exists():
            taken += _claim(upstream, due, more)
    return taken


@transaction.atomic
def _claim(upstream: Upstream, due: JobQuerySet, uploads: int) -> list[Sending]:
    if not Upstream.objects.lock(upstream.pk):
        return []
    upstream.refresh_from_db()
    used = set(Job.objects.filter(upstream=upstream, slot__isnull=False).values_list("slot", flat=True))
    free = [slot for slot in range(upstream.limit) if slot not in used]
    if not free:
        return []
    taken = []
    # Skipping locked rows is only kinder to PostgreSQL; what decides is the guarded move below.
    next_ones = due.in_turn().select_related("parent").select_for_update(skip_locked=True, of=("self",))
    for job in next_ones[: len(free)]:
        if job.tries >= POISON:
            Job.objects.move(job.pk, State.QUEUED, State.FAILED, reason="poison")
            continue
        brought = handed_over(job, upstream)
        if brought and uploads <= 0:
            continue
        lease, tag = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        if Job.objects.move(
            job.pk,
            State.QUEUED,
            State.CLAIMED,
            upstream=upstream,
            slot=free.pop(0),
            attempt=F("attempt") + 1,
            tries=F("tries") + 1,
            lease=lease,
            lease_until=after(times().claim),
        ):
            Attempt.objects.create(job=job, number=job.attempt + 1, tag=tag)
            Upstream.objects.filter(pk=upstream.pk, vtime__lt=job.turn).update(vtime=job.turn)
            uploads -= bool(brought)
            order = replace(order_of(job, tag), roles=tuple(given.role for given in brought if given.role))
            taken.append(Sending(job, lease, order, upstream, tuple(given.name for given in brought)))
    return taken


def order_of(job: Job, tag: str) -> Order:
    """The job in the engine's words.

    The prompt goes as it was written, but for our seed where a grid names none.
    """
    parent = job.parent.engine_id if job.parent else None
    seed = marks.seed_of(job)
    return Order(
        action=Action(job.action),
        prompt=job.prompt if seed is None else f"{job.prompt} --seed {seed}",
        mode=cast(Mode, job.mode),
        tag=tag,
        index=job.index,
        parent=parent or "",
        timeout=job.timeout,
        hook_url=webhooks.address(tag),
        dimensions=wishes.dimensions(job) if job.action == Action.BLEND else "",
    )


def handed_over(job: Job, upstream: Upstream) -> list[Input]:
    """What the engine gets of the pictures that the job brings along; most fetch reference images by themselves."""
    hands = references.is_handed_over(upstream.engine)
    return [given for given in job.brought() if hands or not given.role]


def handing_over(upstream: Upstream) -> Exists:
    """The same as a condition: jobs with pictures that go to the engine with their order."""
    brought = Input.objects.filter(job=OuterRef("pk"))
    return Exists(brought if references.is_handed_over(upstream.engine) else brought.filter(role=""))


def begin(sending: Sending) -> bool:
    """Write down that the call is about to be made: from here on only the engine knows whether it was."""
    now = timezone.now()
    return Job.objects.move(
        sending.job.pk,
        State.CLAIMED,
        State.SENDING,
        by=sending.lease,
        only=Q(lease_until__gt=now),
        lease_until=after(times().upload if sending.pictures else times().send),
        sent_at=now,
        deadline_at=now + timedelta(seconds=times().patience(sending.job.timeout)),
    )


def send(sending: Sending, since: float) -> str:
    """The call itself, in a thread. A process that slept too long in between must not send late."""
    order = replace(sending.order, pictures=pictures(sending)) if sending.pictures else sending.order
    if time.monotonic() - since > times().handover:
        raise NotSent("the moment to send had passed")
    faults.at("calling")
    answer = engines.of(sending.upstream).submit(order)
    faults.at("answered")
    return answer


def pictures(sending: Sending) -> tuple[bytes, ...]:
    """What the job brings along. Raises Refused where a file is gone for good, NotSent where the disk fails."""
    try:
        return uploads.read(sending.pictures)
    except FileNotFoundError:
        raise Refused("A picture that this job needs is not there any more.") from None
    except OSError as error:
        raise NotSent(f"a picture could not be read ({error.strerror})") from error


def hear(sending: Sending, answer: Future[str]) -> None:
    """Turn the engine's answer into the one move that it allows."""
    job, lease = sending.job, sending.lease
    fate, note, moved = "accepted", "", True
    try:
        note = answer.result()
        moved = _accepted(sending, note)
    except (NotSent, Busy) as error:
        fate, note = type(error).__name__, error.message
        pause = getattr(error, "retry_after", None) or backoff(job.tries)
        moved = Job.objects.move(
            job.pk, AWAITED, State.QUEUED, by=lease, note=note, due_at=after(pause), tries=0, sent_at=None
        )
    except Refused as error:
        fate, note = "refused", error.message
        kind = error.trouble.value
        moved = Job.objects.move(job.pk, AWAITED, State.FAILED, by=lease, note=note, reason=kind, message=note[:500])
    except AccountTrouble as error:
        fate, note = "account", error.message
        log.exception("upstream %s is paused: %s", sending.upstream, note)
        Upstream.objects.pause(sending.upstream, after(times().pause), note)
        moved = Job.objects.move(job.pk, AWAITED, State.QUEUED, by=lease, note=note, tries=0, sent_at=None)
    except Exception as error:  # noqa: BLE001  # NoAnswer, and whatever else leaves us not knowing
        fate, note = "unknown", error.message if isinstance(error, JobError) else type(error).__name__
        log.warning("job %s got no answer: %s", job.uid, note)
        Job.objects.move(job.pk, State.SENDING, State.UNKNOWN, by=lease, note=note, lease_until=timezone.now())
    if not moved:
        log.warning("job %s had ended before its answer came: %s %s", job.uid, fate, note)
        fate, note = "late", f"{fate}: {note}"
    Attempt.objects.filter(tag=sending.order.tag).update(outcome=fate, note=note[:300])
    faults.at("heard")


def _accepted(sending: Sending, engine_id: str) -> bool:
    capabilities = engines.of(sending.upstream).capabilities()
    now = timezone.now()
    try:
        moved = Job.objects.move(
            sending.job.pk,
            AWAITED,
            State.RUNNING,
            by=sending.lease,
            only=Q(engine_id=None),
            engine_id=engine_id,
            accepted_at=now,
            # The engine's own time begins now, however long the sending took.
            deadline_at=now + timedelta(seconds=times().patience(sending.job.timeout)),
            due_at=after(capabilities.first_poll),
            lease_until=now,
            tries=0,
        )
    except IntegrityError:  # the engine gave us an id that another job has
        raise JobError("the engine answered with the id of another job") from None
    # A call to the webhook may have been quicker, and said the same.
    return moved or Job.objects.filter(pk=sending.job.pk, engine_id=engine_id).exists()


def backoff(tries: int) -> float:
    """Seconds to wait before the next try: doubling, capped, with half of it left to chance."""
    span = min(times().backoff * 2.0**tries, times().backoff_max)
    return span / 2 + random.uniform(0, span / 2)  # noqa: S311  # spreads load, guards nothing
