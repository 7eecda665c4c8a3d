"""Takes running jobs to be asked after and puts back those of which there is no news: by the handful, one commit each.

With a thousand jobs on their way that is nearly all that the follower does, and a commit and a whole row for each took
five times as long as the question itself.
"""

from __future__ import annotations

import math
import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from jobs.engines.base import Capabilities
from jobs.models import Job, Upstream
from jobs.states import State
from jobs.times import after

KNOWN = 1.0  # seconds for which an upstream is not read again
# What a question, and any answer to it, needs of its job.
_ASKED = (
    "id, uid, state, action, progress, preview, tries, accepted_at, deadline_at, upstream_id, engine_id, due_at, lease"
)
_DUE = "SELECT id FROM jobs_job WHERE finished_at IS NULL AND state = %s AND due_at <= %s AND lease_until <= %s"
_CALLED = ("name", "engine", "address", "sealed_key", "silent", "parked_at", "heard_at")


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A job that was asked after and goes on as before, to be asked again at that moment."""

    job: Job
    again: datetime


class Known:
    """The upstreams as they were a moment ago, for one thread: those of a hundred questions a second are the same."""

    def __init__(self) -> None:
        self._rows: dict[int, Upstream] = {}
        self._until = 0.0

    def upstream(self, pk: int) -> Upstream:
        if time.monotonic() >= self._until:
            self._rows, self._until = {}, time.monotonic() + KNOWN
        if pk not in self._rows:
            self._rows[pk] = Upstream.objects.only(*_CALLED).get(pk=pk)
        return self._rows[pk]


def looks() -> tuple[bool, bool]:
    """Whether there is a job to be asked after, and one to be collected: cheap enough for many times a second."""
    now = _moment(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({_DUE}), EXISTS ({_DUE})", [State.RUNNING, now, now, State.FETCHING, now, now])
        running, fetching = cursor.fetchone()
        return bool(running), bool(fetching)


def has_loose_ends() -> bool:
    """Whether there is anything to be asked for beside running jobs; `jobs.follow.searches` says what it is."""
    now = _moment(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM jobs_sighting WHERE verdict = '' AND due_at <= %s)"
            " OR EXISTS (SELECT 1 FROM jobs_job WHERE finished_at IS NULL AND state = %s)"
            " OR EXISTS (SELECT 1 FROM jobs_job WHERE late_at IS NOT NULL AND late_at <= %s AND lease_until <= %s)"
            " OR EXISTS (SELECT 1 FROM jobs_upstream WHERE enabled AND ask_at <= %s)",
            [now, State.UNKNOWN, now, now, now],
        )
        return bool(cursor.fetchone()[0])


def take(seconds: float, most: int, known: Known | None = None) -> list[Job]:
    """Up to `most` running jobs that are due, for ourselves alone for `seconds`, each with its upstream."""
    known, moment = known or Known(), timezone.now()
    now, until = _moment(moment), _moment(moment + timedelta(seconds=seconds))
    # Rows that another follower is taking are his; so nobody waits, and no two wait for one another.
    locked = connection.ops.for_update_sql(skip_locked=True) if connection.features.has_select_for_update else ""
    some = f"{_DUE} ORDER BY due_at LIMIT %s {locked}"
    statement = f"UPDATE jobs_job SET lease = %s, lease_until = %s WHERE id IN ({some}) RETURNING {_ASKED}"  # noqa: S608  # our own words
    values = [secrets.token_urlsafe(16), until, State.RUNNING, now, now, most]
    jobs = list(Job.objects.raw(statement, values))
    for job in jobs:
        assert job.upstream_id is not None
        job.upstream = known.upstream(job.upstream_id)
    return jobs


def put_back(unchanged: Sequence[Unchanged]) -> None:
    """Let these be asked again at their moment, or at once where somebody wished for it while we asked.

    One whose row is being written by somebody else is left to the end of its lease.
    """
    now = _moment(timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE jobs_job SET tries = 0, lease_until = %s, due_at = CASE WHEN due_at = %s THEN %s ELSE due_at END"
            " WHERE id = %s AND state = %s AND lease = %s",
            [
                (now, _moment(one.job.due_at), _moment(one.again), one.job.pk, State.RUNNING, one.job.lease)
                for one in _free(unchanged)
            ],
        )


def _free(unchanged: Sequence[Unchanged]) -> Sequence[Unchanged]:
    """Those whose rows nobody else has locked: so many at once must not wait for anybody."""
    if not connection.features.has_select_for_update:
        return unchanged
    rows = Job.objects.filter(pk__in=[one.job.pk for one in unchanged]).select_for_update(skip_locked=True)
    free = set(rows.values_list("pk", flat=True))
    return [one for one in unchanged if one.job.pk in free]


def _moment(moment: datetime) -> str | datetime | None:
    """As the database compares it."""
    return connection.ops.adapt_datetimefield_value(moment)


def pause(accepted_at: datetime | None, capabilities: Capabilities) -> float:
    """Seconds until a job of that age is asked after again: often while it is young, and never many at once."""
    age = (timezone.now() - accepted_at).total_seconds() if accepted_at else 0.0
    return jittered(min(max(0.15 * age, capabilities.poll), capabilities.poll_max))


def jittered(seconds: float) -> float:
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311  # spreads load, guards nothing


def or_at_once(job: Job, again: datetime) -> Case:
    """When to ask again: at that moment, or at once where somebody wished for it while we asked."""
    return Case(When(due_at=job.due_at, then=Value(again)), default=F("due_at"))


def at_a_whole_second(seconds: float) -> datetime:
    """In about so many seconds: those of one second become due together, and share their commits."""
    return datetime.fromtimestamp(math.ceil(after(seconds).timestamp()), UTC)
