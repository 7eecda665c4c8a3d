"""Running jobs are taken to be asked after and put back by the handful."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs import rounds
from jobs.models import Attempt, Job, Sighting
from jobs.models import Upstream as UpstreamRow
from jobs.rounds import Unchanged
from jobs.states import State
from mjweb.accounts.models import User
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream


@pytest.fixture
def running(alice: User, ttapi: Upstream) -> list[Job]:
    """Three jobs that run and are due, the last one longest."""
    ttapi.seconds = 600
    press(alice, "a {cat, dog, fox}")
    drive(until={State.RUNNING})
    UpstreamRow.objects.update(ask_at=timezone.now() + timedelta(hours=1))
    jobs = list(Job.objects.order_by("pk"))
    for number, job in enumerate(jobs):
        due_at = timezone.now() - timedelta(seconds=number + 1)
        Job.objects.filter(pk=job.pk).update(due_at=due_at, lease_until=due_at)
    return jobs


def later(job: Job) -> Unchanged:
    return Unchanged(job, timezone.now() + timedelta(seconds=30))


def test_what_is_due_longest_is_taken_first(running: list[Job]) -> None:
    assert {job.pk for job in rounds.take(60, 2)} == {running[1].pk, running[2].pk}


def test_of_two_followers_one_takes_a_job(running: list[Job]) -> None:
    assert [len(rounds.take(60, 10)) for _ in range(2)] == [3, 0]


def test_what_a_dead_follower_took_is_taken_again(running: list[Job]) -> None:
    rounds.take(-1, 10)
    assert len(rounds.take(60, 10)) == 3


def test_what_is_not_due_is_not_taken(running: list[Job]) -> None:
    Job.objects.update(due_at=timezone.now() + timedelta(seconds=30))
    assert rounds.take(60, 10) == []


def test_taking_many_costs_no_more_questions_than_taking_one(
    running: list[Job], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        taken = rounds.take(60, 10)
    with django_assert_num_queries(0):
        assert {(job.uid, job.engine_id, job.upstream, job.deadline_at) for job in taken}


def test_what_is_put_back_is_due_at_its_moment(running: list[Job]) -> None:
    put = [later(job) for job in rounds.take(60, 10)]
    rounds.put_back(put)
    assert set(Job.objects.values_list("pk", "due_at")) == {(one.job.pk, one.again) for one in put}
    assert not rounds.take(60, 10)
    Job.objects.update(due_at=timezone.now())
    assert len(rounds.take(60, 10)) == 3


def test_what_was_called_for_meanwhile_is_due_at_once(running: list[Job]) -> None:
    taken = rounds.take(60, 10)
    Job.objects.filter(pk=running[0].pk).update(due_at=timezone.now())
    rounds.put_back([later(job) for job in taken])
    assert [job.pk for job in rounds.take(60, 10)] == [running[0].pk]


def test_what_somebody_else_has_taken_since_is_not_put_back(running: list[Job]) -> None:
    late = rounds.take(-1, 10)
    rounds.take(60, 10)
    rounds.put_back([later(job) for job in late])
    assert not Job.objects.filter(due_at__gt=timezone.now()).exists()


def test_what_has_ended_meanwhile_stays_ended(running: list[Job]) -> None:
    taken = rounds.take(60, 10)
    Job.objects.move(running[0].pk, State.RUNNING, State.FAILED, reason="engine")
    before = Job.objects.get(pk=running[0].pk).due_at
    rounds.put_back([later(job) for job in taken])
    assert Job.objects.get(pk=running[0].pk).due_at == before


def test_a_look_tells_what_is_due(running: list[Job]) -> None:
    assert rounds.looks() == (True, False)
    Job.objects.move(running[0].pk, State.RUNNING, State.FETCHING, due_at=timezone.now())
    assert rounds.looks() == (True, True)
    rounds.take(60, 10)
    Job.objects.filter(pk=running[0].pk).update(due_at=timezone.now() + timedelta(seconds=1))
    assert rounds.looks() == (False, False)


def test_without_loose_ends_nobody_asks_for_more(running: list[Job]) -> None:
    assert not rounds.has_loose_ends()


def test_an_account_that_is_due_is_a_loose_end(running: list[Job]) -> None:
    UpstreamRow.objects.update(ask_at=timezone.now())
    assert rounds.has_loose_ends()


def test_a_job_whose_answer_was_lost_is_a_loose_end(running: list[Job]) -> None:
    Job.objects.filter(pk=running[0].pk).update(state=State.UNKNOWN)
    assert rounds.has_loose_ends()


def test_a_job_that_may_still_bring_something_is_a_loose_end(running: list[Job]) -> None:
    Job.objects.move(running[0].pk, State.RUNNING, State.LOST, late_at=timezone.now())
    assert rounds.has_loose_ends()


def test_an_id_to_be_asked_about_is_a_loose_end(running: list[Job]) -> None:
    Sighting.objects.note(Attempt.objects.get(job=running[0]), "seen")
    assert rounds.has_loose_ends()


def test_questions_of_one_second_are_due_together() -> None:
    moment = rounds.at_a_whole_second(30)
    assert moment.microsecond == 0
    assert timedelta(seconds=29) < moment - timezone.now() < timedelta(seconds=31)
