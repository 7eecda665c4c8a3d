"""A service that is back first says what became of orders without answer; then it gets new ones."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import balances, breaker, census, dispatch
from jobs.models import Job
from jobs.models import Upstream as Row
from jobs.models.upstream import SILENT
from jobs.states import State
from jobs.times import times
from jobs.waiting import Doors
from mjweb.accounts.models import User
from tests.jobs.conftest import answered, drive, press
from tests.jobs.test_census import stranger
from tests.jobs.upstream import Upstream, faults


def row() -> Row:
    return Row.objects.get()


@pytest.fixture
def outage(alice: User, ttapi: Upstream) -> Job:
    """A job whose answer was lost although the service took it, and then an outage, which is over now."""
    ttapi.seconds = 600
    ttapi.script(faults.drop(accept=True))
    Row.objects.update(census_at=timezone.now() + timedelta(hours=1), ask_at=timezone.now() + timedelta(hours=1))
    (job,) = press(alice, "a cat")
    drive(until={State.UNKNOWN})
    for _ in range(SILENT):
        breaker.silent(row())
    Row.objects.update(probe_at=timezone.now())
    Job.objects.update(deadline_at=timezone.now() + timedelta(hours=1))  # however slow the machine is
    ttapi.requests.clear()
    return job


def test_nothing_new_is_sent_before_the_list_was_read(alice: User, ttapi: Upstream, outage: Job) -> None:
    press(alice, "a dog")
    assert (dispatch.claim(), dispatch.ready()) == ([], False)


def test_an_answer_to_another_question_has_the_list_read_at_once(alice: User, ttapi: Upstream, outage: Job) -> None:
    Row.objects.update(ask_at=timezone.now())
    answered(balances.due())
    press(alice, "a dog")
    assert (row().is_parked, row().census_at <= timezone.now(), dispatch.claim()) == (True, True, [])


def test_when_the_list_was_read_work_goes_on(alice: User, ttapi: Upstream, outage: Job) -> None:
    press(alice, "a dog")
    Row.objects.update(census_at=timezone.now())
    answered(census.due())
    assert not row().is_parked
    assert [sending.job.prompt.split(" --")[0] for sending in dispatch.claim()] == ["a dog"]


def test_what_was_taken_runs_before_anything_new_is_sent(alice: User, ttapi: Upstream, outage: Job) -> None:
    Row.objects.update(census_at=timezone.now())
    (new,) = press(alice, "a dog")
    drive(until={State.RUNNING})
    outage.refresh_from_db()
    new.refresh_from_db()
    assert outage.state == new.state == State.RUNNING
    asked = [request.path for request in ttapi.requests]
    lists = [number for number, path in enumerate(asked) if path.endswith("fetch-list")]
    assert lists[0] < next(number for number, path in enumerate(asked) if path.endswith("imagine"))


def test_a_list_that_cannot_be_read_keeps_nothing_back_for_ever(alice: User, ttapi: Upstream, outage: Job) -> None:
    press(alice, "a dog")
    ttapi.script(faults.status("list", 500), times=math.inf)
    breaker.answered(row())
    Row.objects.update(census_at=timezone.now())
    answered(census.due())
    assert dispatch.claim() == []
    Row.objects.update(heard_at=timezone.now() - timedelta(seconds=times().reconcile + 1))
    assert len(dispatch.claim()) == 1


def test_where_no_answer_is_missing_any_answer_ends_the_parking(ttapi: Upstream) -> None:
    for _ in range(SILENT):
        breaker.silent(row())
    breaker.answered(row())
    assert not row().is_parked


def test_a_new_outage_has_the_list_read_anew(alice: User, ttapi: Upstream, outage: Job) -> None:
    Row.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    breaker.answered(row())
    assert not row().is_parked
    for _ in range(SILENT):
        breaker.silent(row())
    assert (row().heard_at, breaker.reconciles(row())) == (None, True)


def test_who_waits_meanwhile_is_told_why(alice: User, ttapi: Upstream, outage: Job) -> None:
    (job,) = press(alice, "a dog")
    assert Doors.now().why(job) == (
        "The image service is asked what became of jobs whose answer was lost. Then it goes on."
    )


def test_of_the_places_that_another_program_uses_none_is_counted_on(alice: User, ttapi: Upstream, outage: Job) -> None:
    for number in range(5):  # one of them might be ours
        stranger(f"a koi {number}")
    Row.objects.update(census_at=timezone.now())
    answered(census.due())
    assert (row().squeezed, row().room(1)) == (5, row().limit - 6)
