"""Who goes next: claims waiting jobs as far as there are free places, and hands them to their engine."""

from __future__ import annotations

import logging
import secrets
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from typing import cast

from django.db import Error, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from jobs import breaker, faults, marks, queue, references, sharing, turns, webhooks, wishes
from jobs.actions import Action
from jobs.caps import Caps, Going, due_for
from jobs.engines.base import Mode, Order
from jobs.models import Attempt, Charge, Heartbeat, Input, Job, Lane, Upstream, Wake
from jobs.models.job import JobQuerySet
from jobs.sending import Sending, begin, hear, send
from jobs.states import State
from jobs.times import after, times

log = logging.getLogger(__name__)

THREADS = 16
# Orders with pictures on their way at once, in one process: each may hold several hundred MB until it has arrived.
UPLOADS = 2
# A job that was claimed this often without any answer kills whoever claims it.
POISON = 3
# What a sending knows of its job. A whole row, and its parent's, took ten times as long to ask for.
_SENT = (
    *("uid", "action", "index", "prompt", "facts", "mode", "timeout", "seed"),
    *("upstream_id", "tries", "attempt"),
    "parent__engine_id",
)


def run() -> None:
    """Claim and send until nothing is due. Threads speak to engines only; the database stays with this one."""
    Wake.objects.clear(queue.DISPATCH)
    started = time.monotonic()
    on_the_way: dict[Future[str], Sending] = {}
    hinted = True
    with ThreadPoolExecutor(THREADS) as pool:
        while True:
            elapsed = time.monotonic() - started
            uploads = sum(bool(sending.pictures) for sending in on_the_way.values())
            # Who waits for an upload goes on sending what has no pictures: nobody stands behind a slow line.
            fresh = elapsed < times().turn + (times().upload if uploads else 0)
            more = UPLOADS - uploads if elapsed < times().turn else 0
            claimed = claim(more, hinted=hinted) if fresh and len(on_the_way) < THREADS else []
            hinted = False
            for sending in claimed:
                faults.at("claimed")
                since = time.monotonic()  # the lease of the sending begins in `begin`, however long that takes
                if begin(sending):
                    faults.at("sending")
                    on_the_way[pool.submit(send, sending, since)] = sending
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
    stale = now - timedelta(seconds=queue.patience())
    if Wake.objects.filter(name=queue.DISPATCH, pending=True, at__lt=stale).update(at=now):
        if not queue.holds(queue.DISPATCH):
            queue.send(queue.DISPATCH, "jobs.tasks.dispatch")
    elif Job.objects.waiting().filter(due_at__lte=now).exists() and ready():
        queue.kick()


def ready() -> bool:
    """Whether an open upstream has a free place for something that waits."""
    upstreams, going = Upstream.objects.open(), Going.now()
    return any(room(one, going) and Caps(going, one, upstreams).allowed.exists() for one in upstreams)


def room(upstream: Upstream, going: Going) -> int:
    """How many jobs may go there now."""
    return 0 if breaker.reconciles(upstream) else upstream.room(len(going.slots[upstream.pk]))


def claim(uploads: int = UPLOADS, *, hinted: bool = False) -> list[Sending]:
    """Give free places to the next jobs in turn: one transaction an upstream, exact however many do it at once.

    At most so many `uploads` are taken: of orders with pictures, those behind them wait. `hinted`: somebody says that
    there is something, so nobody asks before the upstream is locked.
    """
    taken: list[Sending] = []
    upstreams = Upstream.objects.open()
    shares = sharing.shares(upstreams)
    for upstream in (upstream for upstream in upstreams if upstream.pk in shares):
        due = due_for(upstream)
        more = uploads - sum(bool(sending.pictures) for sending in taken)
        if more <= 0:
            due = due.exclude(handing_over(upstream))
        if shares[upstream.pk] <= 0:
            due = due.filter(upstream=upstream)
        if hinted or due.exists():
            taken += _claim(upstream.pk, upstreams, due, more, shares[upstream.pk])
    return taken


@transaction.atomic
def _claim(pk: int, upstreams: list[Upstream], due: JobQuerySet, uploads: int, share: int) -> list[Sending]:
    """`share` is how many of those that may go anywhere come here."""
    upstream = Upstream.objects.lock(pk)
    if upstream is None:
        return []
    going = Going.now()
    used = going.slots[pk]
    free = [slot for slot in range(upstream.limit) if slot not in used][: room(upstream, going)]
    if not free:
        return []
    chosen = _chosen(upstream, Caps(going, upstream, upstreams, due), len(free), share)
    # Skipping locked rows is only kinder to PostgreSQL; what decides is the guarded move below.
    rows = Job.objects.select_related("parent").only(*_SENT).select_for_update(skip_locked=True, of=("self",))
    jobs = rows.in_bulk([turn.job.pk for turn in chosen])
    taken: list[Sending] = []
    charges: list[Charge] = []
    for turn in chosen:
        job = jobs.get(turn.job.pk)
        if job is None:
            continue
        if job.tries >= POISON:
            Job.objects.move(job.pk, State.QUEUED, State.FAILED, reason="poison")
            continue
        lease, tag = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        ready = _ready(job, upstream, tag)
        if ready is None:
            # A row of which no order can be made must not keep those behind it waiting for ever.
            Job.objects.move(job.pk, State.QUEUED, State.FAILED, reason="poison")
            continue
        order, brought = ready
        if brought and uploads <= 0:
            continue
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
            Attempt.objects.intend(job.pk, job.attempt + 1, tag)
            uploads -= bool(brought)
            taken.append(Sending(job, lease, order, upstream, tuple(given.name for given in brought)))
            charges.append(turn.charge)
    if taken:
        if upstream.is_parked:
            Upstream.objects.probe(upstream.pk)
        Upstream.objects.served(upstream.pk, max(charge.team_tag for charge in charges))
        Lane.objects.charge(charges)
    return taken


def _chosen(upstream: Upstream, limits: Caps, most: int, share: int) -> list[turns.Turn[turns.Waiting]]:
    """Those whose turn it is, at most so many, as far as limits let them."""
    chosen: list[turns.Turn[turns.Waiting]] = []
    for turn in turns.in_turn(limits.allowed, most, limits.behind):
        job = turn.job
        anywhere = job.upstream is None
        if limits.keeps(job.limits) or (anywhere and share <= 0):
            continue
        # Once a claim ran out its job is claimed alone, so that nobody is given up for dying with a neighbour.
        if chosen and (job.tries or chosen[-1].job.tries):
            break
        chosen.append(turn)
        share -= anywhere
        limits.going.count(upstream.pk, job.limits)
        if len(chosen) == most:
            break
    return chosen


def _ready(job: Job, upstream: Upstream, tag: str) -> tuple[Order, list[Input]] | None:
    """The order, and the pictures that go along; None where none can be made of the row."""
    try:
        brought = handed_over(job, upstream)
        return replace(order_of(job, tag), roles=tuple(given.role for given in brought if given.role)), brought
    except Error:  # the database's fault, not the job's
        raise
    except Exception:
        log.exception("job %s cannot be sent", job.uid)
        return None


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
