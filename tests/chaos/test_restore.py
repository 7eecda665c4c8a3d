"""Yesterday's database comes back in the middle of the work: what it knows ends once, of the rest it knows nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from jobs.models import Attempt, Job
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.quotas.models import Line, Purse, Tally, Window
from mjweb.quotas.models.line import Kind
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def backup() -> Iterator[sqlite3.Connection]:
    """An empty database for the copy."""
    with closing(sqlite3.connect(":memory:")) as copy:
        yield copy


def save(copy: sqlite3.Connection) -> None:
    """As `.backup` does it while the site runs."""
    connection.ensure_connection()
    connection.connection.backup(copy)


def restore(copy: sqlite3.Connection) -> None:
    copy.backup(connection.connection)


def ledger(user: User, job: Job) -> tuple[list[str], int, int]:
    """The lines of the job, what is left in its person's purse, and how many sums are not those of their lines."""
    lines = list(Line.objects.filter(reference=job.reference).order_by("pk").values_list("kind", flat=True))
    left = Window.objects.current(Purse.objects.of(user)).left
    return lines, left, len(Window.objects.wrong()) + len(Tally.objects.wrong())


def call(tag: str) -> int:
    return Client().post(f"/hook/{tag}", b"{}", content_type="application/json").status_code


@pytest.fixture
def running(alice: User, ttapi: Upstream, backup: sqlite3.Connection) -> Job:
    """A job that runs when the copy is made; then it comes home and is charged, and so does a second one."""
    ttapi.seconds = 0.2
    (job,) = press(alice, "a cat")
    drive(until={State.RUNNING})
    assert Job.objects.get().state == State.RUNNING
    save(backup)
    press(alice, "a dog")
    drive()
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}
    return job


def test_what_ran_when_the_copy_was_made_ends_again_and_is_charged_once(
    alice: User, ttapi: Upstream, backup: sqlite3.Connection, running: Job
) -> None:
    restore(backup)
    drive()
    running.refresh_from_db()
    assert (running.state, running.pictures.count(), ttapi.asked("a cat")) == (State.DONE, 5, 1)
    assert ledger(alice, running) == ([Kind.HOLD, Kind.SETTLE], 98_000, 0)


def test_what_its_service_has_forgotten_meanwhile_ends_at_its_deadline_with_a_return(
    alice: User, ttapi: Upstream, backup: sqlite3.Connection, running: Job
) -> None:
    restore(backup)
    ttapi.accepted.clear()
    Job.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    drive()
    running.refresh_from_db()
    assert (running.state, ledger(alice, running)) == (State.LOST, ([Kind.HOLD, Kind.RETURN], 100_000, 0))


def test_a_call_for_an_order_of_which_the_copy_knows_nothing_is_a_404(
    alice: User, backup: sqlite3.Connection, running: Job
) -> None:
    (unknown,) = Attempt.objects.exclude(job=running).values_list("tag", flat=True)
    (known,) = Attempt.objects.filter(job=running).values_list("tag", flat=True)
    restore(backup)
    assert (call(unknown), call(known)) == (404, 200)
    assert Job.objects.count() == 1


def test_new_work_goes_on_after_it(alice: User, ttapi: Upstream, backup: sqlite3.Connection, running: Job) -> None:
    restore(backup)
    (job,) = press(alice, "a bird")
    drive()
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}
    assert ledger(alice, job) == ([Kind.HOLD, Kind.SETTLE], 96_000, 0)
