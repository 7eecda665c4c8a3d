"""A service that is back first says what became of orders without answer; then it gets new ones."""

from __future__ import annotations

import math
import time
import uuid
from copy import copy
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import adoption, balances, breaker, census, dispatch, follow
from jobs.models import Job, Sighting
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
    press(alice, "a dog")
    dispatch.run()
    Row.objects.update(census_at=timezone.now())
    answered(census.due())
    Sighting.objects.update(due_at=timezone.now())
    answered(adoption.due(10))
    outage.refresh_from_db()
    assert (outage.state, ttapi.asked("a dog")) == (State.RUNNING, 0)
    dispatch.run()
    assert ttapi.taken("a dog") == 1


def test_a_list_that_cannot_be_read_keeps_nothing_back_for_ever(alice: User, ttapi: Upstream, outage: Job) -> None:
    press(alice, "a dog")
    ttapi.script(faults.status("list", 500), times=math.inf)
    breaker.answered(row())
    Row.objects.update(census_at=timezone.now())
    answered(census.due())
    assert dispatch.claim() == []
    Row.objects.update(heard_at=timezone.now() - timedelta(seconds=times().reconcile + 1))
    assert len(dispatch.claim()) == 1


def work() -> None:
    """What a dispatcher and a follower do for a moment."""
    dispatch.run()
    Job.objects.filter(state=State.RUNNING).update(due_at=timezone.now())
    end = time.monotonic() + 0.2
    follow.run(lambda: time.monotonic() > end)


def test_an_outage_with_a_thousand_in_line_costs_few_calls_and_then_they_go_within_the_limit(
    alice: User, ttapi: Upstream
) -> None:
    ttapi.seconds = 0.05
    for call in ("submit", "info", "list", "fetch"):
        ttapi.script(faults.status(call, 503), times=math.inf)
    (job,) = press(alice, "a cat")
    copies = [copy(job) for _ in range(999)]
    for number, each in enumerate(copies, start=1):
        each.pk, each.uid, each.number, each.quote = None, uuid.uuid4(), number, 0
    Job.objects.bulk_create(copies)
    for _probe in range(20):  # however long the rest before each was
        Row.objects.update(probe_at=timezone.now(), census_at=timezone.now())
        work()
    called = sum(request.path.endswith("imagine") for request in ttapi.requests)
    assert called <= 10
    assert Job.objects.waiting().count() >= 990
    ttapi.calm()
    Row.objects.update(probe_at=timezone.now(), census_at=timezone.now())
    end = time.monotonic() + 60
    while Job.objects.waiting().count() > 900:
        assert time.monotonic() < end
        work()
    assert ttapi.most <= row().limit


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
