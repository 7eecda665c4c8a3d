"""What the world around a site may do: its database's disk is full, its power is cut, nothing more can be opened, its
clock jumps, its account is emptied."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from jobs import collect, dispatch, engines, follow, submit, wishes
from jobs.errors import NoRoom
from jobs.models import Attempt, Batch, Job, Source
from jobs.models import Upstream as Row
from jobs.sending import begin, hear, send
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.quotas.models import Line, Purse, Window
from mjweb.quotas.models.line import Kind
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream, faults
from tests.jobs.upstream.job import Answer


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


# A full disk ----------------------------------------------------------------------------------------------------------


@contextmanager
def full() -> Iterator[None]:
    """The database may not grow by a single page."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def filled(user: User) -> str:
    """The key of the first press that the disk has no room for."""
    for number in range(200):
        before, key = left(user), f"press {number}"
        try:
            long_press(user, key)
        except NoRoom:
            assert left(user) == before
            return key
    raise AssertionError("it never was full")


def long_press(user: User, key: str) -> Batch:
    return submit.submit(user, Source.PAGE, key, wishes.checked(f"cat {key} {'purring ' * 700}", "fast").wishes)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_where_the_disk_of_the_database_is_full_nothing_is_taken_and_nothing_is_charged(alice: User) -> None:
    Row.objects.seed()
    with full():
        key = filled(alice)
        assert not Batch.objects.filter(key=key).exists()
    assert long_press(alice, key).jobs.count() == 1


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_what_was_taken_ends_once_and_by_itself_when_there_is_room_again(alice: User, ttapi: Upstream) -> None:
    jobs = press(alice, "a cat --repeat 4")
    with full():
        filled(alice)
        for turn in (dispatch.run, follow.sweep, dispatch.run, follow.sweep):
            with suppress(OperationalError):  # where even little finds no room
                turn()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    drive(60)
    ends = set(Job.objects.filter(pk__in=[job.pk for job in jobs]).values_list("state", flat=True))
    assert (ends <= {State.DONE, State.LOST}, ttapi.taken("a cat") <= 4) == (True, True)


# A power cut ----------------------------------------------------------------------------------------------------------


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_disk_holds_the_intent_when_the_order_arrives(
    alice: User, ttapi: Upstream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(alice, "a cat")
    database, submitted, sent = Path(connection.settings_dict["NAME"]), ttapi.submit, []

    def submit(endpoint: str, fields: dict[str, object], fate: faults.Fault) -> Answer:
        """The service has the order; in this moment the power goes off."""
        for path in database.parent.glob(f"{database.name}*"):
            shutil.copy(path, tmp_path)
        sent.append(str(fields["prompt"]))
        return submitted(endpoint, fields, fate)

    monkeypatch.setattr(ttapi, "submit", submit)
    dispatch.run()
    with closing(sqlite3.connect(tmp_path / database.name)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = copy.execute("SELECT state, attempt, deadline_at IS NOT NULL FROM jobs_job").fetchall()
        tags = copy.execute("SELECT number, tag FROM jobs_attempt").fetchall()
    assert (len(sent), kept) == (1, [(State.SENDING, 1, 1)])
    assert tags == list(Attempt.objects.values_list("number", "tag"))


# Nothing more can be opened -------------------------------------------------------------------------------------------


@contextmanager
def no_more_files() -> Iterator[None]:
    """Whatever the process opens meanwhile, files as well as connections, is one too many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = max(int(path.name) for path in Path("/dev/fd").iterdir()) + 1
    taken: list[int] = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    try:
        with suppress(OSError):
            while True:
                taken.append(os.dup(0))
        yield
    finally:
        for handle in taken:
            os.close(handle)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("fresh", [True, False])
def test_what_cannot_be_sent_for_want_of_a_connection_is_sent_later(alice: User, ttapi: Upstream, fresh: bool) -> None:
    """`fresh`: the process has not sent anything yet, so that it would have to read what an engine is made of."""
    ttapi.seconds = 0
    (job,) = press(alice, "a cat")
    if not fresh:
        engines.of(Row.objects.get())
    with no_more_files():
        dispatch.run()
    job.refresh_from_db()
    assert (job.state, job.attempt, ttapi.taken("a cat")) == (State.QUEUED, 1, 0)
    Job.objects.update(due_at=timezone.now())
    drive()
    job.refresh_from_db()
    assert (job.state, ttapi.taken("a cat"), left(alice)) == (State.DONE, 1, 98_000)


def test_pictures_that_cannot_be_opened_are_fetched_again_and_nothing_is_charged_before(
    alice: User, ttapi: Upstream
) -> None:
    ttapi.seconds = 0
    (job,) = press(alice, "a cat")
    drive(until={State.FETCHING})
    with no_more_files():
        collect.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pictures.count(), Line.objects.filter(kind=Kind.SETTLE).count()) == (State.FETCHING, 0, 0)
    Job.objects.update(due_at=timezone.now(), lease_until=timezone.now())
    collect.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pictures.count(), left(alice)) == (State.DONE, 5, 98_000)


# A clock that jumps ---------------------------------------------------------------------------------------------------


@pytest.fixture
def jump(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """By how much the clock is wrong from now on: `jump[0] = timedelta(hours=1)`."""
    by, real = [timedelta(0)], timezone.now

    def now() -> datetime:
        return real() + by[0]

    monkeypatch.setattr(timezone, "now", now)
    return by


def test_a_clock_that_jumps_ahead_sends_nothing_twice_and_what_came_is_a_gift(
    alice: User, ttapi: Upstream, jump: list[timedelta]
) -> None:
    ttapi.seconds = 0.05
    (job,) = press(alice, "a cat")
    (sending,) = dispatch.claim()
    assert begin(sending)
    answer: Future[str] = Future()
    answer.set_result(send(sending, time.monotonic()))
    jump[0] = timedelta(hours=1)
    follow.sweep()
    follow.sweep()
    hear(sending, answer)
    dispatch.run()
    jump[0] = timedelta(0)  # the month that was paid from may be another by a wrong clock
    job.refresh_from_db()
    assert (job.state, left(alice), ttapi.taken("a cat")) == (State.LOST, 100_000, 1)


def test_a_clock_that_jumps_back_sends_nothing_twice(alice: User, ttapi: Upstream, jump: list[timedelta]) -> None:
    ttapi.seconds = 0.05
    (job,) = press(alice, "a cat")
    (sending,) = dispatch.claim()
    assert begin(sending)
    jump[0] = -timedelta(hours=1)
    follow.sweep()
    dispatch.run()
    answer: Future[str] = Future()
    answer.set_result(send(sending, time.monotonic()))
    hear(sending, answer)
    drive()
    jump[0] = timedelta(0)  # the month that was paid from may be another by a wrong clock
    job.refresh_from_db()
    assert (job.state, ttapi.taken("a cat"), left(alice)) == (State.DONE, 1, 98_000)


# An account of ours that is emptied -----------------------------------------------------------------------------------


def test_what_runs_goes_on_while_the_account_is_empty(alice: User, ttapi: Upstream) -> None:
    (running,) = press(alice, "a cat")
    drive(until={State.RUNNING, State.FETCHING, State.DONE})
    ttapi.script(faults.no_balance())
    (waiting,) = press(alice, "a dog")
    dispatch.run()
    drive(until={State.QUEUED})
    running.refresh_from_db()
    waiting.refresh_from_db()
    assert (running.state, waiting.state) == (State.DONE, State.QUEUED)
    Row.objects.update(paused_until=timezone.now())
    drive()
    waiting.refresh_from_db()
    assert (waiting.state, left(alice)) == (State.DONE, 96_000)
