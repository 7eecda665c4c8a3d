"""What operators do with jobs of others, services and the intake: guarded changes, each told in the audit trail."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils import timezone

from jobs import queue, submit, turns
from jobs.actions import RULES, Action
from jobs.models import Batch, Delivery, Feed, Intake, Job, Upstream, Work
from jobs.models.feed import LINE
from jobs.states import State
from jobs.times import FOREVER
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Mail, Verb

# What says which account at a service it is.
ACCOUNT = {"address", "sealed_key"}
ENDED_BADLY = (State.FAILED, State.LOST, State.CANCELED)


def name_of(job: Job) -> str:
    """'Grid 5a1f0c52': the kind of work and how its address begins. What people wrote is theirs and their team's."""
    return f"{Work(RULES[Action(job.action)].price).label} {job.uid.hex[:8]}"


def cancel(by: By, job: Job) -> bool:
    """Cancel a job for its person, as far as its engine lets us. False: too late, or it cannot be stopped."""
    return submit.cancel(job, partial(_told, by, Verb.JOB_CANCELED))


def _told(by: By, verb: Verb, job: Job) -> None:
    Entry.objects.write(by, verb, team=job.team, subject=name_of(job), detail=str(job.user))


@submit.in_time()
@transaction.atomic
def retry(by: By, job: Job) -> Batch | None:
    """A new job like one that ended badly, charged to its person as if they had pressed; None where one is there.

    Raises what `submit.submit` does: NotEnough, TurnedAway.
    """
    # The row is ours: two operators, or two presses, follow one another.
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state not in ENDED_BADLY or locked.late or locked.retries.exclude(state__in=ENDED_BADLY).exists():
        return None
    batch = submit.retry(job.user, job, f"operator.{job.uid.hex}.{locked.retries.count()}")
    _told(by, Verb.JOB_RETRIED, job)
    return batch


@transaction.atomic
def to_front(by: By, job: Job) -> bool:
    """Let a waiting job be the next. False where it waits no longer, or is the next already."""
    if turns.next_job() == job.pk:
        return False
    first = Job.objects.waiting().aggregate(rank=Min("rank", default=0))["rank"]
    if not Job.objects.note(job.pk, State.QUEUED, seen=True, rank=min(first, 0) - 1):
        return False
    Feed.objects.bump(LINE)
    _told(by, Verb.JOB_FIRST, job)
    queue.kick()
    return True


# Image services -------------------------------------------------------------------------------------------------------


def add_upstream(by: By, upstream: Upstream) -> bool:
    """Let a new image service take its part of the work. False where a twin of this press was first."""
    try:
        with transaction.atomic():
            upstream.save(force_insert=True)
            Entry.objects.write(by, Verb.UPSTREAM_ADDED, subject=upstream, detail=upstream.address)
            _moved()
    except IntegrityError:  # its name
        return False
    return True


@transaction.atomic
def change_upstream(by: By, upstream: Upstream, changes: list[str]) -> bool:
    """Write these columns of an image service down. False where jobs that are there now need the account as it is."""
    # Nothing is claimed for it until we are through.
    Upstream.objects.select_for_update().get(pk=upstream.pk)
    forgotten: list[str] = []
    if ACCOUNT & set(changes):
        if Job.objects.filter(upstream=upstream).unfinished().exclude(state=State.QUEUED).exists():
            return False
        # What was known was of another account, and what it rested for is mended or not: the next job finds out.
        upstream.balance, upstream.most, upstream.pause_reason = None, None, ""
        upstream.ask_at = upstream.paused_until = timezone.now()
        forgotten = ["balance", "most", "pause_reason", "ask_at", "paused_until"]
    upstream.save(update_fields=[*changes, *forgotten])
    told = ", ".join(name for name in changes if name != "sealed_key")
    Entry.objects.write(by, Verb.UPSTREAM_CHANGED, subject=upstream, detail=told)
    _moved()
    return True


def _moved() -> None:
    """What waits may go elsewhere, or go at all."""
    Feed.objects.bump(LINE)
    queue.kick()


# Pauses ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def pause(by: By, upstream: Upstream, until: datetime, reason: str) -> bool:
    """Keep work from an upstream; what it has goes on. False where there is none any more."""
    if not Upstream.objects.close(upstream.pk, until, reason):
        return False
    Feed.objects.bump(LINE)  # the cards of those who wait say why
    Entry.objects.write(by, Verb.UPSTREAM_PAUSED, subject=upstream, detail=_paused(until, reason))
    return True


@transaction.atomic
def resume(by: By, upstream: Upstream) -> bool:
    """Let an upstream take work at once, also where it rests by itself. False where it does already."""
    if not Upstream.objects.reopen(upstream.pk):
        return False
    Feed.objects.bump(LINE)
    Entry.objects.write(by, Verb.UPSTREAM_RESUMED, subject=upstream)
    queue.kick()
    return True


@transaction.atomic
def pause_intake(by: By, until: datetime, reason: str) -> None:
    """Take no new jobs; those that wait go on."""
    Intake.objects.close(until, reason)
    Feed.objects.bump(LINE)  # open pages of operators show it
    Entry.objects.write(by, Verb.INTAKE_PAUSED, detail=_paused(until, reason))


@transaction.atomic
def resume_intake(by: By) -> bool:
    """Take new jobs again. False where they are taken already."""
    if not Intake.objects.reopen():
        return False
    Feed.objects.bump(LINE)
    Entry.objects.write(by, Verb.INTAKE_RESUMED)
    return True


def _paused(until: datetime, reason: str) -> str:
    when = "until further notice" if until >= FOREVER else f"until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{when}: {reason}"


# What was given up ----------------------------------------------------------------------------------------------------


@transaction.atomic
def deliver_again(by: By, delivery: Delivery) -> bool:
    """Call a hookUrl that was given up once more, with all attempts ahead. False where it is not given up any more."""
    if not Delivery.objects.failed().again(delivery.pk):
        return False
    job = delivery.job
    Entry.objects.write(by, Verb.DELIVERY_AGAIN, team=job.team, subject=name_of(job), detail=delivery.host)
    return True


@transaction.atomic
def mail_again(by: By, mail: Mail) -> bool:
    """Try a mail that was given up once more, with all tries ahead. False where it is not given up any more."""
    if not mail.again():
        return False
    Entry.objects.write(by, Verb.MAIL_AGAIN, subject=mail.to)
    return True
