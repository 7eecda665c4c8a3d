"""Any statement to the database may fail, also the first or the last of a transaction: nothing is lost or doubled."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from jobs import collect, dispatch, follow, submit, wishes
from jobs.errors import JobError
from jobs.models import Batch, Event, Job, Source
from jobs.models import Upstream as Row
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.quotas.models import Line, Purse, Window
from mjweb.quotas.models.line import Kind
from tests.jobs.conftest import drive
from tests.jobs.upstream import Upstream


class Failing:
    """The statement with that number fails, once; `failed` says whether it came to it."""

    def __init__(self, number: int) -> None:
        self.number, self.count = number, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        if self.count == self.number:
            raise OperationalError(f"statement {self.number} failed: {sql[:60]}")
        return execute(sql, params, many, context)

    @property
    def failed(self) -> bool:
        return self.count >= self.number


@contextmanager
def failing(number: int) -> Iterator[Failing]:
    fault = Failing(number)
    with connection.execute_wrapper(fault):
        yield fault


def asked(user: User, text: str, key: str) -> Batch:
    return submit.submit(user, Source.PAGE, key, wishes.checked(text, "fast").wishes)


def window(user: User) -> Window:
    return Window.objects.current(Purse.objects.of(user))


def test_a_submit_of_which_any_statement_fails_leaves_nothing_and_may_be_repeated(alice: User) -> None:
    Row.objects.seed()
    asked(alice, "a first one", "first")  # what is made once for all is there
    before = window(alice).held
    numbers = itertools.count(1)
    for number in numbers:
        with failing(number) as fault:
            try:
                asked(alice, "a cat --repeat 2", f"press {number}")
            except (DatabaseError, JobError):
                assert not Batch.objects.filter(key=f"press {number}").exists()
                assert window(alice).held == before
        if not fault.failed:
            break
        batch = asked(alice, "a cat --repeat 2", f"press {number}")
        held = sum(batch.jobs.values_list("quote", flat=True))
        assert (batch.jobs.count(), window(alice).held) == (2, before + held)
        for job in batch.jobs.all():
            submit.cancel(job)
    assert number > 20
    assert Event.objects.count() == Job.objects.count() * 2 - 3  # all of the last press and the first one wait


@contextmanager
def unheard(number: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The commit with that number comes about, and is said to have failed; yields how many there were."""
    commits, commit = [0], connection.commit

    def lied() -> None:
        commit()
        commits[0] += 1
        if commits[0] == number:
            raise OperationalError(f"nobody heard of commit {number}")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "commit", lied)
        yield commits


@pytest.mark.django_db(transaction=True)
def test_a_submit_of_whose_commit_nobody_heard_is_found_by_who_repeats_it(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Row.objects.seed()
    with unheard(1, monkeypatch), pytest.raises(OperationalError):
        asked(alice, "a cat --repeat 2", "press")
    batch = asked(alice, "a cat --repeat 2", "press")
    assert (Batch.objects.count(), window(alice).held) == (1, sum(batch.jobs.values_list("quote", flat=True)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(1, 9))
def test_a_job_of_one_of_whose_commits_nobody_heard_ends_once(
    alice: User, ttapi: Upstream, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    ttapi.seconds = 0
    (job,) = asked(alice, "a cat", "fails").jobs.all()
    with unheard(number, monkeypatch) as commits:
        for _ in range(12):
            with suppress(DatabaseError):
                step()
            if commits[0] >= number:
                break
    ends(job, ttapi)


def step() -> None:
    """All that a dispatcher, a follower and a collector do once."""
    dispatch.run()
    Job.objects.filter(state=State.RUNNING).update(due_at=timezone.now())
    rounds = iter([False, False, True])
    follow.run(lambda: next(rounds, True))
    for pk in Job.objects.filter(state=State.FETCHING).values_list("pk", flat=True):
        collect.run(pk)


def count_of(work: Callable[[], None]) -> int:
    with failing(0) as counting:
        work()
    return counting.count


# Some of all that there are, spread over the way: each takes the whole life of a job. In transactions of its own, as on
# a site; within one of the test's a failure could not be got over.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("share", [number / 16 for number in range(16)])
def test_a_job_on_whose_way_any_statement_fails_ends_once(alice: User, ttapi: Upstream, share: float) -> None:
    ttapi.seconds = 0
    asked(alice, "a dog", "counts")

    def work() -> None:
        for _ in range(6):
            step()

    count = count_of(work)
    assert not Job.objects.exclude(state=State.DONE).exists()
    assert count > 60
    (job,) = asked(alice, "a cat", "fails").jobs.all()
    number = 1 + round(share * count)
    with failing(number) as fault:
        for _ in range(12):
            with suppress(DatabaseError):
                step()
            if fault.failed:
                break
    ends(job, ttapi)


def ends(job: Job, ttapi: Upstream) -> None:
    """Somebody else takes over, and the job ends: drawn once and charged once, or never sent and returned."""
    over()
    drive()
    job.refresh_from_db()
    lines = list(Line.objects.filter(reference=job.reference).order_by("pk").values_list("kind", flat=True))
    right = {State.DONE: (1, [Kind.HOLD, Kind.SETTLE], 5), State.LOST: (0, [Kind.HOLD, Kind.RETURN], 0)}
    assert (ttapi.asked("a cat"), lines, job.pictures.count()) == right[State(job.state)]


def over() -> None:
    """Whoever had a job is presumed dead."""
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    Row.objects.update(census_at=timezone.now())
    follow.sweep()
