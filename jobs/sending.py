"""A job on its way to its engine: the intent written down, the call, and the one move that each answer allows."""

from __future__ import annotations

import logging
import random
import time
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from jobs import alarm, breaker, engines, faults, uploads
from jobs.engines.base import Engine, Metered, Order
from jobs.errors import AccountTrouble, Busy, HeldUp, JobError, NoAnswer, NotReachable, NotSent, Refused
from jobs.models import Attempt, Job, Upstream
from jobs.states import State
from jobs.times import after, times

log = logging.getLogger(__name__)

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
    """The call itself, in a thread. A process that slept too long in between must not send late.

    `since` is a moment before the intent was written down: no engine begins to send when the lease of that is over.
    """
    lease = times().upload if sending.pictures else times().send
    order = replace(sending.order, before=since + lease)
    if sending.pictures:
        order = replace(order, pictures=pictures(sending))
    engine = engine_of(sending)
    if sending.upstream.is_parked and isinstance(engine, Metered):
        knock(engine)
    if time.monotonic() - since > times().handover:
        raise HeldUp("the moment to send had passed")
    faults.at("calling")
    answer = engine.submit(order)
    faults.at("answered")
    return answer


def engine_of(sending: Sending) -> Engine:
    """Whom to send it to. Raises HeldUp where nothing more can be opened, not even what an engine is read from."""
    try:
        return engines.of(sending.upstream)
    except OSError as error:
        raise HeldUp(f"its engine could not be had ({error.strerror})") from error


def knock(engine: Metered) -> None:
    """Try whether a parked upstream is back by a call that costs nothing, before a job is risked. Raises NotSent."""
    try:
        engine.account()
    except NotReachable as error:
        raise NotSent(error.message) from error


def pictures(sending: Sending) -> tuple[bytes, ...]:
    """What the job brings along. Raises Refused where a file is gone for good, HeldUp where the disk fails."""
    try:
        return uploads.read(sending.pictures)
    except FileNotFoundError:
        raise Refused("A picture that this job needs is not there any more.") from None
    except OSError as error:
        raise HeldUp(f"a picture could not be read ({error.strerror})") from error


def hear(sending: Sending, answer: Future[str]) -> None:
    """Turn the engine's answer into the one move that it allows."""
    job, lease, upstream = sending.job, sending.lease, sending.upstream
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
        log.exception("upstream %s is paused: %s", upstream, note)
        with transaction.atomic():
            if Upstream.objects.pause(upstream, after(times().pause), note):
                alarm.account(upstream, note)
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
    # After what the job needs: who dies in between has lost a count, and no job its id.
    reached(upstream, answer)


def reached(upstream: Upstream, answer: Future[str]) -> None:
    """Count whether the call found somebody at all, whatever was said. See jobs.breaker."""
    error = answer.exception()
    if isinstance(error, HeldUp):
        return
    if isinstance(error, NotSent | NoAnswer):
        breaker.silent(upstream, probe=upstream.is_parked)
        return
    breaker.answered(upstream)
    if error is None:
        Upstream.objects.accepted(upstream)
    elif isinstance(error, Busy) and error.full:
        Upstream.objects.full(upstream)


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
