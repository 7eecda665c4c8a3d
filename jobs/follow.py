"""What runs upstream: asks after due jobs, applies what the engine says, and sweeps up what fell between.

Nobody waits: a running job is a row with a due time. Any number of followers may run; leases keep them apart.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.utils import timezone

from jobs import adoption, balances, breaker, census, collect, dispatch, engines, faults, gifts, holds, queue
from jobs.actions import Action, Shape
from jobs.engines.base import Capabilities, Report
from jobs.errors import JobError, NotReachable
from jobs.models import Feed, Heartbeat, Job
from jobs.states import State
from jobs.times import after, times
from jobs.troubles import Trouble

log = logging.getLogger(__name__)

ROLE = "follower"
BATCH = 20
THREADS = 10
IDLE = 0.1  # seconds between two looks at the table
HOLDS = 600.0  # seconds between two looks for holds that were left behind
ERROR_MAX = 60.0  # seconds between two fetches of a job whose engine does not answer


def run(stop: Callable[[], bool]) -> None:
    """Follow until `stop` says so. Threads speak to engines only; the database stays with this one."""
    asked: dict[Future[Any], Callable[[Future[Any]], None]] = {}
    next_sweep = next_beat = next_line = next_holds = next_search = 0.0
    line = line_mark()
    with ThreadPoolExecutor(THREADS) as pool:
        while not stop():
            now = time.monotonic()
            if now >= next_beat:
                Heartbeat.objects.beat(ROLE)
                next_beat = now + times().beat
            if now >= next_sweep:
                sweep()
                next_sweep = now + times().sweep
            if now >= next_holds:
                holds.sweep()
                next_holds = now + HOLDS
            if now >= next_line:
                line = move_line(line)
                next_line = now + times().line
            if len(asked) < THREADS:
                for job in Job.objects.lease(State.RUNNING, times().poll, min(BATCH, THREADS - len(asked))):
                    asked[pool.submit(ask, job)] = partial(hear, job)
                hint_collections()
            if now >= next_search and len(asked) < THREADS:
                for question, listener in searches(THREADS - len(asked)):
                    asked[pool.submit(question)] = listener
                next_search = now + times().search
            if not asked:
                time.sleep(IDLE)
                continue
            done, _rest = wait(asked, timeout=IDLE, return_when=FIRST_COMPLETED)
            for answer in done:
                asked.pop(answer)(answer)


def searches(most: int) -> list[tuple[Callable[[], Any], Callable[[Future[Any]], None]]]:
    """What is due to be asked after jobs that went astray and after accounts, and what is done with it."""
    return [*adoption.due(most), *census.due(), *gifts.due(most), *balances.due()]


def ask(job: Job) -> Report:
    """One fetch, in a thread."""
    assert job.upstream is not None
    assert job.engine_id is not None
    faults.at("asking")
    return engines.of(job.upstream).fetch(job.engine_id)


def hear(job: Job, answer: Future[Report]) -> None:
    """Apply an answer, or note that there was none."""
    faults.at("told")
    try:
        report = answer.result()
    except JobError as error:
        log.info("job %s could not be asked after: %s", job.uid, error.message)
        missed(job)
    except Exception:
        log.exception("job %s could not be asked after", job.uid)
        missed(job)
    else:
        apply(job, report)
    reached(job, answer)


def reached(job: Job, answer: Future[Report]) -> None:
    """Count whether the call found somebody at all (see jobs.breaker)."""
    upstream = job.upstream
    assert upstream is not None
    if isinstance(answer.exception(), NotReachable):
        breaker.silent(upstream)
    else:
        breaker.answered(upstream)


def missed(job: Job) -> None:
    """No answer changes no state, until the deadline is well over."""
    if overdue(job, times().slack):
        give_up(job)
        return
    pause = min(times().backoff * 2 ** min(job.tries, 8), ERROR_MAX)
    Job.objects.note(
        job.pk,
        State.RUNNING,
        by=job.lease,
        tries=job.tries + 1,
        due_at=next_look(job, pause),
        lease_until=timezone.now(),
    )


def next_look(job: Job, pause: float) -> Case:
    """When to ask again: in about so many seconds, or at once where somebody wished for it while we asked."""
    return Case(When(due_at=job.due_at, then=Value(after(jittered(pause)))), default=F("due_at"))


def apply(job: Job, report: Report) -> None:
    """Turn a report into a move. The first final answer stands; progress never goes back."""
    assert job.upstream is not None
    capabilities = engines.of(job.upstream).capabilities()
    now = timezone.now()
    if report.state == "success":
        arrived(job, report, capabilities)
    elif report.state == "canceled":
        # Only its person can have asked for that; whoever writes it down first says the same.
        if Job.objects.move(job.pk, State.RUNNING, State.CANCELED, by=job.lease, reason="canceled"):
            queue.kick()
    elif report.state == "failed":
        Job.objects.move(
            job.pk,
            State.RUNNING,
            State.FAILED,
            by=job.lease,
            note=report.message,
            reason=(report.trouble or Trouble.ENGINE).value,
            message=report.message[:500],
            cost=report.cost[:20],
            drawn_at=now,
        )
        queue.kick()
    elif overdue(job):
        give_up(job)
    else:
        progress = max(job.progress, min(report.progress, 99))
        preview = max(job.preview, report.preview)
        elapsed = (now - job.accepted_at).total_seconds() if job.accepted_at else 0.0
        pause = min(max(0.15 * elapsed, capabilities.poll), capabilities.poll_max)
        Job.objects.note(
            job.pk,
            State.RUNNING,
            by=job.lease,
            seen=(progress, preview) != (job.progress, job.preview),
            progress=progress,
            preview=preview,
            tries=0,
            due_at=next_look(job, pause),
            lease_until=now,
        )


@transaction.atomic
def arrived(job: Job, report: Report, capabilities: Capabilities) -> None:
    """The engine is done: its place is free, and the pictures are to be brought home."""
    now = timezone.now()
    facts: dict[str, Any] = {"drawn_at": now, "cost": report.cost[:20], "progress": 99}
    if report.seed is not None:
        facts["seed"] = report.seed
    if job.shape is Shape.TEXT:
        moved = Job.objects.move(
            job.pk, State.RUNNING, State.DONE, by=job.lease, **facts | {"words": report.text, "progress": 100}
        )
        if moved and job.action == Action.SEED and report.seed is not None:
            # Asked once, known for good: the parent tells its seed from here on.
            Job.objects.filter(children=job.pk, seed=None).update(seed=report.seed)
    else:
        links = [asdict(link) for link in report.links]
        moved = Job.objects.move(
            job.pk,
            State.RUNNING,
            State.FETCHING,
            by=job.lease,
            **facts,
            links=links,
            links_until=now + timedelta(seconds=capabilities.links_live),
            due_at=after(times().collect),
            tries=0,
        )
        if moved:
            queue.send(queue.MEDIA, "jobs.tasks.collect", job.pk)
    if moved:
        queue.kick()  # a place is free


def overdue(job: Job, grace: float = 0) -> bool:
    return job.deadline_at is not None and job.deadline_at + timedelta(seconds=grace) < timezone.now()


def give_up(job: Job) -> None:
    """The deadline is over and the engine never ended the job: returned in full."""
    # Whoever gave it an id or more time since we read it is right.
    still = Q(deadline_at=job.deadline_at, engine_id=job.engine_id)
    late_at = gifts.first_look() if job.engine_id else None
    facts: dict[str, Any] = {"reason": Trouble.LOST.value, "tries": 0, "late_at": late_at}
    if Job.objects.move(job.pk, State(job.state), State.LOST, only=still, **facts):
        log.warning("job %s is lost: no end by its deadline", job.uid)
        queue.kick()


def jittered(seconds: float) -> float:
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311  # spreads load, guards nothing


def hint_collections() -> None:
    """Send a collection's hint again when nobody took it, or when its next try is due."""
    due = Job.objects.going(State.FETCHING).filter(due_at__lte=timezone.now(), lease_until__lte=timezone.now())
    for pk in due.values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            if Job.objects.note(pk, State.FETCHING, only=Q(due_at__lte=timezone.now()), due_at=after(times().collect)):
                queue.send(queue.MEDIA, "jobs.tasks.collect", pk)


def sweep() -> None:
    """Pick up what a dead process left. Every step is a guarded move, so any number may sweep."""
    now = timezone.now()
    over = Q(lease_until__lt=now)
    for pk in Job.objects.going(State.CLAIMED).filter(over).values_list("pk", flat=True):
        # Certainly not sent: the intent to send is a state of its own.
        Job.objects.move(pk, State.CLAIMED, State.QUEUED, only=over, note="claim ran out", due_at=now)
    for pk in Job.objects.going(State.SENDING).filter(over).values_list("pk", flat=True):
        Job.objects.move(pk, State.SENDING, State.UNKNOWN, only=over, note="sending ran out", lease_until=now)
    for job in Job.objects.going(State.UNKNOWN).filter(deadline_at__lt=now):
        give_up(job)
    for job in Job.objects.waiting().filter(created_at__lt=now - timedelta(seconds=times().waiting)):
        Job.objects.move(job.pk, State.QUEUED, State.CANCELED, reason="waited")
    # A collection ends its job itself once the links are dead; this is for jobs whose collections never come so far.
    dead = Q(links_until__lt=now - timedelta(seconds=collect.PAUSES[-1] + 2 * times().collect))
    for job in Job.objects.going(State.FETCHING).filter(over & dead):
        log.error("job %s was not collected while its links lived", job.uid)
        collect.end(job, only=over)
    dispatch.tick()


def line_mark() -> tuple[int, int]:
    """A mark that changes when the order of the waiting jobs may have changed."""
    found = Job.objects.waiting().aggregate(sum=Sum("rank", default=0), count=Count("pk"))
    return found["sum"], found["count"]


def move_line(old: tuple[int, int]) -> tuple[int, int]:
    """Tell the pages with waiting jobs that their places have changed, if they have."""
    new = line_mark()
    if new != old:
        Feed.objects.bump("line")
    return new
