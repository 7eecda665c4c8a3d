"""Whether an upstream takes work: parked when nobody is there, tried by one job, narrowed when others use it."""

from __future__ import annotations

import math
from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import dispatch, follow, rounds
from jobs.engines.base import Report
from jobs.errors import JobError
from jobs.models import Attempt, Job
from jobs.models import Upstream as Row
from jobs.models.upstream import SILENT
from jobs.states import State
from jobs.times import times
from mjweb.accounts.models import User
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream, faults


def row() -> Row:
    return Row.objects.get()


def silent(count: int) -> None:
    for _ in range(count):
        Row.objects.missed(row())


def probing() -> None:
    """The rest of a parked upstream is over."""
    Row.objects.update(probe_at=timezone.now())


def dead(service: Upstream) -> None:
    """Each submit is answered by a gateway that cannot say what became of it."""
    service.script(faults.status("submit", 503), times=math.inf)
    service.script(faults.status("info", 503), times=math.inf)


# Parked ---------------------------------------------------------------------------------------------------------------


def test_some_calls_in_vain_are_bad_luck(ttapi: Upstream) -> None:
    silent(SILENT - 1)
    assert (row().is_parked, bool(Row.objects.open())) == (False, True)


def test_too_many_in_a_row_park_it(ttapi: Upstream) -> None:
    silent(SILENT)
    assert (row().is_parked, bool(Row.objects.open())) == (True, False)


def test_an_answer_in_between_begins_the_count_anew(ttapi: Upstream) -> None:
    silent(SILENT - 1)
    Row.objects.answered(row())
    silent(SILENT - 1)
    assert not row().is_parked


def test_more_calls_in_vain_do_not_put_the_probe_off(ttapi: Upstream) -> None:
    silent(SILENT)
    parked = row()
    silent(3)
    assert (row().parked_at, row().probe_at) == (parked.parked_at, parked.probe_at)


def test_each_probe_in_vain_doubles_the_rest_up_to_a_limit(ttapi: Upstream) -> None:
    silent(SILENT)
    rests = []
    for _ in range(6):
        Row.objects.missed(row(), probe=True)
        rests.append((row().probe_at - timezone.now()).total_seconds())
    first = times().park
    assert rests == pytest.approx([min(first * 2**n, times().park_max) for n in range(1, 7)], abs=0.1)


def test_a_probe_in_vain_does_not_move_the_moment_since_when(ttapi: Upstream) -> None:
    silent(SILENT)
    since = row().parked_at
    Row.objects.missed(row(), probe=True)
    assert row().parked_at == since


def test_an_answer_ends_the_parking_at_once(ttapi: Upstream) -> None:
    silent(SILENT)
    assert Row.objects.answered(row())
    assert (row().is_parked, row().silent, bool(Row.objects.open())) == (False, 0, True)


def test_nothing_is_claimed_for_a_parked_one(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat --repeat 3")
    silent(SILENT)
    assert (dispatch.claim(), dispatch.ready()) == ([], False)


def test_one_job_is_the_probe(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat --repeat 3")
    silent(SILENT)
    probing()
    assert len(dispatch.claim()) == 1


def test_while_a_probe_is_on_its_way_no_second_one_goes(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat --repeat 3")
    silent(SILENT)
    probing()
    dispatch.claim()
    assert dispatch.claim() == []


def test_a_probe_whose_process_died_is_followed_by_another(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat --repeat 3")
    silent(SILENT)
    probing()
    dispatch.claim()
    assert row().probe_at <= timezone.now() + timedelta(seconds=times().send)


# With a service that goes and comes -----------------------------------------------------------------------------------


def test_an_outage_costs_a_few_jobs_their_answer_and_no_more(alice: User, ttapi: Upstream) -> None:
    dead(ttapi)
    Row.objects.update(limit=1)
    for number in range(SILENT):
        press(alice, f"a cat {number}")
        dispatch.run()
        Job.objects.filter(state=State.UNKNOWN).update(slot=None)
    press(alice, "a dog --repeat 20")
    dispatch.run()
    assert (ttapi.asked("a dog"), Job.objects.waiting().count()) == (0, 20)


def test_a_probe_knocks_by_a_call_that_costs_nothing(alice: User, ttapi: Upstream) -> None:
    dead(ttapi)
    silent(SILENT)
    (job,) = press(alice, "a cat")
    probing()
    dispatch.run()
    job.refresh_from_db()
    assert (ttapi.asked("a cat"), job.state, Attempt.objects.get().outcome) == (0, State.QUEUED, "NotSent")
    assert (row().probes, row().is_parked) == (1, True)


def test_what_waited_goes_by_itself_when_the_service_is_back(alice: User, ttapi: Upstream) -> None:
    silent(SILENT)
    press(alice, "a cat --repeat 3")
    probing()
    drive()
    assert Job.objects.filter(state=State.DONE).count() == 3
    assert not row().is_parked


def test_a_followed_job_that_is_answered_ends_the_parking(alice: User, ttapi: Upstream) -> None:
    ttapi.seconds = math.inf
    press(alice, "a cat")
    drive(until={State.RUNNING})
    silent(SILENT)
    (job,) = running()
    follow.hear(job, asked(job))
    assert not row().is_parked


def running() -> list[Job]:
    Job.objects.update(due_at=timezone.now(), lease_until=timezone.now())
    return rounds.take(times().poll, 1)


def asked(job: Job) -> Future[Report]:
    said: Future[Report] = Future()
    try:
        said.set_result(follow.ask(job))
    except JobError as error:
        said.set_exception(error)
    return said


def test_followed_jobs_that_nobody_answers_park_it(alice: User, ttapi: Upstream) -> None:
    ttapi.seconds = math.inf
    press(alice, "a cat")
    drive(until={State.RUNNING})
    ttapi.script(faults.status("fetch", 503), times=math.inf)
    for _ in range(SILENT):
        (job,) = running()
        follow.hear(job, asked(job))
    assert row().is_parked


# Full -----------------------------------------------------------------------------------------------------------------


def test_who_refuses_for_want_of_room_has_one_place_less(ttapi: Upstream) -> None:
    Row.objects.full(row())
    assert (row().room(0), row().room(8)) == (9, 1)


def test_orders_that_met_the_same_full_house_count_once(ttapi: Upstream) -> None:
    before = row()
    Row.objects.full(before)
    Row.objects.full(before)
    assert row().squeezed == 1


def test_each_calm_while_gives_one_place_back(ttapi: Upstream) -> None:
    for _ in range(3):
        Row.objects.full(row())
    Row.objects.update(squeezed_at=timezone.now() - timedelta(seconds=2 * times().squeeze))
    assert row().squeezed == 1


def test_one_place_always_stays(ttapi: Upstream) -> None:
    Row.objects.update(limit=2)
    for _ in range(5):
        Row.objects.full(row())
    assert row().room(0) == 1


def test_a_service_with_fewer_places_than_we_count_fails_nobody(alice: User, ttapi: Upstream) -> None:
    ttapi.limit = 2
    press(alice, "a cat --repeat 6")
    drive(60)
    assert (Job.objects.filter(state=State.DONE).count(), ttapi.most) == (6, 2)


def test_too_many_questions_take_no_place_away(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.too_many("0"))
    press(alice, "a cat")
    drive()
    assert row().squeeze == 0


# Trouble with the account ---------------------------------------------------------------------------------------------


def test_a_new_reason_to_rest_is_news(ttapi: Upstream) -> None:
    assert Row.objects.pause(row(), timezone.now() + timedelta(minutes=5), "Wrong key.")


def test_the_same_reason_again_is_none(ttapi: Upstream) -> None:
    Row.objects.pause(row(), timezone.now(), "Wrong key.")
    until = timezone.now() + timedelta(minutes=5)
    assert not Row.objects.pause(row(), until, "Wrong key.")
    assert row().paused_until == until


def test_a_job_that_is_taken_ends_the_reason(alice: User, ttapi: Upstream) -> None:
    Row.objects.pause(row(), timezone.now(), "Wrong key.")
    press(alice, "a cat")
    drive()
    assert row().pause_reason == ""
