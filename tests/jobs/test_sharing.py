"""Several accounts at once: what goes where, and that each is spoken to with its own key."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs import dispatch, submit
from jobs.actions import Action
from jobs.models import Job
from jobs.models import Upstream as Row
from jobs.models.upstream import SILENT
from jobs.sharing import shares
from jobs.states import State
from jobs.waiting import Doors
from mjweb.accounts.models import User
from mjweb.seal import seal
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream


@pytest.fixture
def other(ttapi: Upstream) -> Iterator[Upstream]:
    """A second service with an account of its own, beside the first."""
    with Upstream() as second:
        second.key = "another-key-of-another-account"
        Row.objects.create(name="second", engine="ttapi", address=second.url, sealed_key=seal(second.key))
        yield second


def row(name: str) -> Row:
    return Row.objects.get(name=name)


def asked(user: User, count: int, mode: str = "fast") -> None:
    for number in range(count):
        press(user, f"a cat {number}", mode)


def went() -> dict[str, int]:
    """How many jobs each has."""
    return dict(Counter(Job.objects.exclude(upstream=None).values_list("upstream__name", flat=True)))


def test_work_is_shared_and_each_service_gets_its_own_key(alice: User, ttapi: Upstream, other: Upstream) -> None:
    asked(alice, 6)
    drive()
    assert (len(ttapi.accepted), len(other.accepted)) == (3, 3)
    assert Job.objects.filter(state=State.DONE).count() == 6


def test_twice_the_weight_is_twice_the_work(alice: User, ttapi: Upstream, other: Upstream) -> None:
    Row.objects.filter(name="second").update(weight=2)
    asked(alice, 6)
    dispatch.claim()
    assert went() == {"first": 2, "second": 4}


def test_what_one_has_no_place_for_goes_to_the_other(alice: User, ttapi: Upstream, other: Upstream) -> None:
    Row.objects.filter(name="first").update(limit=1)
    asked(alice, 6)
    dispatch.claim()
    assert went() == {"first": 1, "second": 5}


def test_both_full_keep_the_rest_in_line(alice: User, ttapi: Upstream, other: Upstream) -> None:
    Row.objects.update(limit=2)
    asked(alice, 6)
    dispatch.claim()
    dispatch.claim()
    assert (went(), Job.objects.waiting().count()) == ({"first": 2, "second": 2}, 2)


def test_a_service_gets_new_work_at_its_speeds_only(alice: User, ttapi: Upstream, other: Upstream) -> None:
    Row.objects.filter(name="first").update(speeds=["relax"])
    asked(alice, 3)
    asked(alice, 2, "relax")
    dispatch.claim()
    assert went() == {"first": 2, "second": 3}


def test_at_a_speed_that_nobody_works_at_a_job_waits_and_says_so(alice: User, ttapi: Upstream) -> None:
    Row.objects.update(speeds=["relax"])
    (job,) = press(alice, "a cat", "turbo")
    dispatch.claim()
    job.refresh_from_db()
    assert (job.state, Doors.now().why(job)) == (State.QUEUED, "No image service works at Turbo now.")


def test_what_nobody_may_take_now_calls_no_dispatcher(alice: User, ttapi: Upstream, other: Upstream) -> None:
    Row.objects.update(speeds=["relax"])
    press(alice, "a cat", "turbo")
    assert dispatch.ready() is False
    Row.objects.filter(name="second").update(speeds=["relax", "turbo"])
    assert dispatch.ready() is True


def test_what_waits_for_a_service_that_is_closed_calls_no_dispatcher(
    alice: User, ttapi: Upstream, other: Upstream
) -> None:
    (job,) = press(alice, "a cat")
    Job.objects.filter(pk=job.pk).update(upstream=row("first"))
    Row.objects.filter(name="first").update(enabled=False)
    assert dispatch.ready() is False


def test_actions_go_to_where_their_picture_was_made(alice: User, ttapi: Upstream, other: Upstream) -> None:
    Row.objects.filter(name="first").update(enabled=False)
    (grid,) = press(alice, "a cat")
    drive()
    grid.refresh_from_db()
    # The other is all but full, and works at another speed only.
    Row.objects.filter(name="first").update(enabled=True)
    Row.objects.filter(name="second").update(speeds=["relax"], weight=1, limit=2)
    asked(alice, 3)
    step = next(step for step in grid.steps() if step.action is Action.UPSCALE)
    submit.act(alice, grid, step, "press")
    drive()
    assert [job.action for job in other.accepted] == ["imagine", "upsample1"]


def test_who_did_not_answer_lately_comes_last(alice: User, ttapi: Upstream, other: Upstream) -> None:
    Row.objects.filter(name="first").update(silent=SILENT - 1)
    asked(alice, 3)
    dispatch.claim()
    assert went() == {"second": 3}


def test_an_account_with_little_left_is_used_where_no_other_has_a_place(
    alice: User, ttapi: Upstream, other: Upstream
) -> None:
    Row.objects.filter(name="second").update(balance=19_999, limit=2)
    Row.objects.filter(name="first").update(balance=20_000, limit=2)
    asked(alice, 3)
    dispatch.claim()
    assert went() == {"first": 2, "second": 1}


def test_an_outage_of_one_stops_nobody(alice: User, ttapi: Upstream, other: Upstream) -> None:
    Row.objects.filter(name="first").update(parked_at=timezone.now(), probe_at=timezone.now() + timedelta(hours=1))
    asked(alice, 4)
    drive()
    assert (len(ttapi.accepted), len(other.accepted)) == (0, 4)


def test_one_alone_is_asked_nothing(ttapi: Upstream, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = row("first")
    with django_assert_num_queries(0):
        assert shares([first]) == {first.pk: first.limit}


def test_less_is_sent_where_the_service_itself_allows_less(alice: User, ttapi: Upstream) -> None:
    Row.objects.update(limit=10, most=3)
    asked(alice, 5)
    dispatch.claim()
    assert went() == {"first": 3}


# Hours ----------------------------------------------------------------------------------------------------------------


def at(hour: int) -> time:
    return time(hour)


@pytest.mark.parametrize(
    ("opens", "shuts", "hour", "works"),
    [
        (9, 17, 9, True), (9, 17, 16, True), (9, 17, 17, False), (9, 17, 8, False),
        (22, 6, 23, True), (22, 6, 5, True), (22, 6, 6, False), (22, 6, 12, False),
    ],
)  # fmt: skip
def test_hours_begin_at_the_first_and_end_before_the_second(opens: int, shuts: int, hour: int, works: bool) -> None:
    moment = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)
    assert Row(opens=at(opens), shuts=at(shuts)).works_at(moment) is works


def test_without_hours_it_works_day_and_night() -> None:
    assert {Row().works_at(timezone.now() + timedelta(hours=each)) for each in range(24)} == {True}


def outside() -> dict[str, time]:
    """Hours that are over now, and begin again in two hours."""
    now = timezone.localtime()
    return {"opens": (now + timedelta(hours=2)).time(), "shuts": (now - timedelta(hours=2)).time()}


def test_outside_its_hours_nothing_is_claimed_and_the_job_says_when(alice: User, ttapi: Upstream) -> None:
    Row.objects.update(**outside())
    (job,) = press(alice, "a cat")
    assert dispatch.claim() == []
    first = row("first")
    assert first.hours is not None
    opens, shuts = (each.strftime("%H:%M") for each in first.hours)
    assert Doors.now().why(job) == f"The image service works from {opens} to {shuts}."


def test_outside_its_hours_it_opens_within_a_day(ttapi: Upstream) -> None:
    Row.objects.update(**outside())
    first = row("first")
    assert first.opens_at is not None
    ahead = first.opens_at - timezone.now()
    assert (first.is_open, math.floor(ahead / timedelta(minutes=1)) in (119, 120)) == (False, True)


def test_a_speed_whose_services_are_full_stands_before_no_other(alice: User, bob: User, other: Upstream) -> None:
    Row.objects.filter(name="first").update(speeds=["fast"], limit=1)
    Row.objects.filter(name="second").update(speeds=["relax"], limit=2)
    press(alice, "a cat --repeat 4")
    dispatch.claim()
    press(alice, "a dog", "relax")
    assert [sending.upstream.name for sending in dispatch.claim()] == ["second"]
