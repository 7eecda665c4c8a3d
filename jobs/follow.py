"""What runs upstream: asks after due jobs, applies what the engine says, and sweeps up what fell between.

Nobody waits: a running job is a row with a due time. Any number of followers may run; leases keep them apart.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs import (
    adoption,
    balances,
    breaker,
    census,
    collect,
    dispatch,
    engines,
    faults,
    gifts,
    holds,
    queue,
    rollcall,
    rounds,
    turns,
    vault,
)
from jobs.actions import Action, Shape
from jobs.engines.base import Capabilities, Report
from jobs.errors import JobError
from jobs.models import Heartbeat, Job
from jobs.rounds import Known, Unchanged
from jobs.states import State
from jobs.storage import sweep as sweep_vault
from jobs.times import after, times
from jobs.troubles import Trouble

log = logging.getLogger(__name__)

ROLE = "follower"
BATCH = 20
THREADS = 10
IDLE = 0.05  # seconds between two looks at the table
GATHER = 0.25  # seconds that answers without news wait for others, to share a commit
HOLDS = 600.0  # seconds between two looks for holds that were left behind
DRAFTS = 600.0  # and for files that were never finished
ERROR_MAX = 60.0  # seconds between two fetches of a job whose engine does not answer


@dataclass(slots=True)
class Chore:
    """What is done now and then between two questions."""

    do: Callable[[], object]
    pause: float
    next: float = 0.0

    def turn(self) -> None:
        if (now := time.monotonic()) >= self.next:
            self.do()
            self.next = now + self.pause


class Follower:
    """What one loop knows: the questions that are out, and the answers that brought no news."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.asked: dict[Future[Any], Callable[[Future[Any]], None]] = {}
        self.unchanged: list[Unchanged] = []
        self.known = Known()
        self.chores = (
            Chore(partial(Heartbeat.objects.beat, ROLE), times().beat),
            Chore(sweep, times().sweep),
            Chore(holds.sweep, HOLDS),
            Chore(sweep_vault, DRAFTS),
            Chore(vault.hint, vault.EVERY, time.monotonic() + vault.EVERY),
            Chore(turns.Watch().look, times().line),
            Chore(self.put_back, GATHER),
            *(Chore(import_string(name), times().sweep) for name in settings.CHORES),
        )
        self.rolls = rollcall.Rolls()
        self.search = Chore(self.ask_around, times().search)
        self.roll = Chore(self.call_rolls, rollcall.EVERY)

    @property
    def free(self) -> int:
        return THREADS - len(self.asked)

    def step(self) -> None:
        """Do what is due and hear what has been answered; a moment's rest where there is nothing."""
        for chore in self.chores:
            chore.turn()
        if self.free > 0:
            self.roll.turn()
        if self.free > 0:
            for job in due(self.free, self.known):
                self.asked[self.pool.submit(ask, job)] = partial(hear, job, unchanged=self.unchanged)
        if self.free > 0:
            self.search.turn()
        if not self.asked:
            time.sleep(IDLE)
            return
        self.listen(wait(self.asked, timeout=IDLE, return_when=FIRST_COMPLETED).done)

    def ask_around(self) -> None:
        for question, listener in searches(self.free):
            self.asked[self.pool.submit(question)] = listener

    def call_rolls(self) -> None:
        for question, listener in self.rolls.due():
            self.asked[self.pool.submit(question)] = listener

    def listen(self, answers: Iterable[Future[Any]]) -> None:
        for answer in answers:
            self.asked.pop(answer)(answer)

    def put_back(self) -> None:
        if self.unchanged:
            rounds.put_back(self.unchanged)
            self.unchanged.clear()


def run(stop: Callable[[], bool]) -> None:
    """Follow until `stop` says so. Threads speak to engines only; the database stays with this one."""
    with ThreadPoolExecutor(THREADS) as pool:
        follower = Follower(pool)
        while not stop():
            follower.step()
    follower.listen(list(follower.asked))  # whoever is told to stop has waited for these
    follower.put_back()


def due(most: int, known: Known) -> list[Job]:
    """The next jobs to ask after; hints for those to be collected are sent again on the way."""
    running, fetching = rounds.looks()
    if fetching:
        hint_collections()
    return rounds.take(times().poll, most, known) if running else []


def searches(most: int) -> list[tuple[Callable[[], Any], Callable[[Future[Any]], None]]]:
    """What is due to be asked after jobs that went astray and after accounts, and what is done with it."""
    if not rounds.has_loose_ends():
        return []
    return [*adoption.due(most), *census.due(), *gifts.due(most), *balances.due()]


def ask(job: Job) -> Report:
    """One fetch, in a thread."""
    assert job.upstream is not None
    assert job.engine_id is not None
    faults.at("asking")
    return engines.of(job.upstream).fetch(job.engine_id)


def hear(job: Job, answer: Future[Report], *, unchanged: list[Unchanged] | None = None) -> None:
    """Apply an answer, or note that there was none. One without news may be left to whoever writes down `unchanged`."""
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
        apply(job, report, unchanged=unchanged)
    assert job.upstream is not None
    breaker.count(job.upstream, answer)


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
        due_at=rounds.or_at_once(job, after(rounds.jittered(pause))),
        lease_until=timezone.now(),
    )


def apply(job: Job, report: Report, *, unchanged: list[Unchanged] | None = None) -> None:
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
        pause = rounds.pause(job.accepted_at, capabilities)
        if (progress, preview) != (job.progress, job.preview):
            Job.objects.note(
                job.pk,
                State.RUNNING,
                by=job.lease,
                seen=True,
                progress=progress,
                preview=preview,
                tries=0,
                due_at=rounds.or_at_once(job, after(pause)),
                lease_until=now,
            )
        elif unchanged is None:
            rounds.put_back([Unchanged(job, after(pause))])
        else:
            unchanged.append(Unchanged(job, rounds.at_a_whole_second(pause)))


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
