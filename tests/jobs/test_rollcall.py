"""Where many jobs run, one look at the service's list stands for a question after each."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs import rollcall
from jobs.models import Job
from jobs.models import Upstream as UpstreamRow
from jobs.states import State
from mjweb.accounts.models import User
from tests.jobs.conftest import answered, drive, press
from tests.jobs.upstream import Upstream, faults

AGES = timedelta(minutes=10)


@pytest.fixture
def running(alice: User, ttapi: Upstream, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Three jobs that run as if for minutes, to be asked after in a few seconds; they count as many."""
    ttapi.seconds = 600
    press(alice, "a {cat, dog, fox}")
    drive(until={State.RUNNING})
    monkeypatch.setattr(rollcall, "MANY", 3)
    now = timezone.now()
    Job.objects.update(
        accepted_at=now - AGES, deadline_at=now + AGES, due_at=now + timedelta(seconds=3), lease_until=now
    )
    return list(Job.objects.order_by("pk"))


@pytest.fixture
def rolls() -> rollcall.Rolls:
    return rollcall.Rolls()


def call(rolls: rollcall.Rolls) -> None:
    """A look at the list, as if its time had come."""
    rolls._next.clear()
    answered(rolls.due())


def soon(job: Job) -> bool:
    """Whether the job is asked after within the few seconds that were meant first."""
    return Job.objects.get(pk=job.pk).due_at <= timezone.now() + timedelta(seconds=3)


def asked(ttapi: Upstream, endpoint: str) -> int:
    return sum(seen.path.endswith(endpoint) for seen in ttapi.requests)


def test_who_is_listed_is_asked_after_later(running: list[Job], rolls: rollcall.Rolls) -> None:
    call(rolls)
    assert not any(map(soon, running))


def test_no_question_after_a_single_job_is_asked_for_that(
    running: list[Job], rolls: rollcall.Rolls, ttapi: Upstream
) -> None:
    before = asked(ttapi, "/fetch")
    call(rolls)
    assert (asked(ttapi, "/fetch") - before, asked(ttapi, "/fetch-list")) == (0, 3)  # two pages, and an empty state


def test_who_has_left_the_list_is_asked_after_at_once(
    running: list[Job], rolls: rollcall.Rolls, ttapi: Upstream
) -> None:
    call(rolls)
    ttapi.finish(str(running[1].engine_id))
    call(rolls)
    due = Job.objects.going(State.RUNNING).filter(due_at__lte=timezone.now())
    assert list(due) == [running[1]]


def test_who_never_was_in_the_list_is_asked_after_when_that_was_meant(
    running: list[Job], rolls: rollcall.Rolls, ttapi: Upstream
) -> None:
    ttapi.list_lag = math.inf
    for _ in range(2):
        call(rolls)
    assert {job.pk: job.due_at for job in running} == dict(Job.objects.values_list("pk", "due_at"))


def test_whose_question_is_due_already_is_asked_after(running: list[Job], rolls: rollcall.Rolls) -> None:
    Job.objects.filter(pk=running[0].pk).update(due_at=timezone.now())  # as a call to its webhook has it
    call(rolls)
    assert [soon(job) for job in running] == [True, False, False]


def test_whose_time_is_nearly_over_is_asked_after(running: list[Job], rolls: rollcall.Rolls) -> None:
    Job.objects.filter(pk=running[0].pk).update(deadline_at=timezone.now() + timedelta(seconds=5))
    call(rolls)
    assert [soon(job) for job in running] == [True, False, False]


def test_who_is_being_asked_after_is_left_alone(running: list[Job], rolls: rollcall.Rolls) -> None:
    Job.objects.filter(pk=running[0].pk).update(lease="another", lease_until=timezone.now() + timedelta(seconds=9))
    call(rolls)
    assert [soon(job) for job in running] == [True, False, False]


def test_progress_is_taken_from_the_list_and_never_goes_back(running: list[Job], rolls: rollcall.Rolls) -> None:
    upstream = UpstreamRow.objects.get()
    ids = [str(job.engine_id) for job in running]
    rollcall.apply(upstream, dict(zip(ids, (40, 50, 60), strict=True)), frozenset(), 5)
    rollcall.apply(upstream, dict(zip(ids, (30, 55, 60), strict=True)), frozenset(), 5)
    assert list(Job.objects.order_by("pk").values_list("progress", flat=True)) == [40, 55, 60]


def test_a_list_that_cannot_be_had_says_nothing(running: list[Job], rolls: rollcall.Rolls, ttapi: Upstream) -> None:
    call(rolls)
    before = dict(Job.objects.values_list("pk", "due_at"))
    ttapi.script(faults.status("list", 500))
    call(rolls)
    assert dict(Job.objects.values_list("pk", "due_at")) == before


def test_after_a_list_that_could_not_be_had_nobody_counts_as_gone(
    running: list[Job], rolls: rollcall.Rolls, ttapi: Upstream
) -> None:
    call(rolls)
    ttapi.script(faults.status("list", 500))
    call(rolls)
    ttapi.finish(str(running[1].engine_id))
    call(rolls)
    assert not any(map(soon, running))


def test_few_jobs_are_asked_after_one_by_one(
    running: list[Job], rolls: rollcall.Rolls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollcall, "MANY", 4)
    assert rolls.due() == []


def test_nobody_looks_at_the_list_of_a_service_that_is_parked(running: list[Job], rolls: rollcall.Rolls) -> None:
    UpstreamRow.objects.update(parked_at=timezone.now())
    assert rolls.due() == []


def test_a_list_is_asked_for_once_at_a_time_and_then_after_a_while(running: list[Job], rolls: rollcall.Rolls) -> None:
    (errand,) = rolls.due()
    assert rolls.due() == []
    answered([errand])
    assert rolls.due() == []


def test_a_look_costs_no_more_questions_for_many_than_for_few(
    running: list[Job], rolls: rollcall.Rolls, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    upstream = UpstreamRow.objects.get()
    listed = {str(job.engine_id): job.progress for job in running}
    with django_assert_num_queries(4):  # begin, read, write all, commit
        rollcall.apply(upstream, listed, frozenset(), 5)
