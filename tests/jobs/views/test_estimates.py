"""How long jobs take, from our own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import turns
from jobs.models import Job, Upstream
from jobs.states import State
from jobs.views import estimates
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.views.conftest import running


def ended(user: User, state: State, seconds: int, count: int) -> None:
    """Finished jobs as rows alone: only what is measured."""
    one = press(user, "a cat")[0]
    now = timezone.now()
    drawn = now if state is State.DONE else None
    Job.objects.bulk_create(
        Job(
            batch=one.batch,
            number=Job.objects.count() + n,
            user=user,
            team=one.team,
            action="imagine",
            prompt="a cat",
            mode="fast",
            quote=0,
            timeout=300,
            state=state,
            sent_at=now - timedelta(seconds=seconds),
            drawn_at=drawn,
            finished_at=now,
        )
        for n in range(count)
    )


def test_too_few_jobs_say_nothing(alice: User) -> None:
    ended(alice, State.DONE, 50, estimates.ENOUGH - 1)
    assert estimates.pace("fast") == estimates.Pace(None, None)


def test_the_median_and_the_share_come_from_the_last_hour(alice: User) -> None:
    ended(alice, State.DONE, 50, 18)
    ended(alice, State.FAILED, 10, 2)
    assert estimates.pace("fast").seconds == pytest.approx(50)
    assert estimates.pace("fast").percent == 90
    assert estimates.pace("turbo") == estimates.Pace(None, None)


def test_a_cancelled_job_is_no_failure(alice: User) -> None:
    ended(alice, State.DONE, 50, 20)
    ended(alice, State.CANCELED, 10, 20)
    assert estimates.pace("fast").percent == 100


def test_places_follow_the_turns(alice: User, bob: User) -> None:
    jobs = [press(user, "a cat")[0] for user in (alice, bob, alice)]
    assert estimates.places(jobs, 0) == {pk: place for place, pk in enumerate(turns.order(), 1)}


def test_a_job_asked_for_since_has_a_place_all_the_same(alice: User) -> None:
    estimates.places(press(alice, "a cat"), 0)
    assert set(estimates.places(press(alice, "a dog"), 0).values()) == {2}


def test_the_wait_counts_the_rounds_before_mine(alice: User) -> None:
    upstream = Upstream.objects.seed()
    ended(alice, State.DONE, 50, 20)
    assert estimates.until_ready(1, "fast") == pytest.approx(50)
    assert estimates.until_ready(upstream.limit + 1, "fast") == pytest.approx(100)


def test_what_is_left_follows_from_the_progress(alice: User) -> None:
    assert estimates.left(running(alice, seconds=40, progress=80)) == pytest.approx(10, abs=1)


def test_three_times_as_long_as_promised_is_stuck(alice: User) -> None:
    assert estimates.is_stuck(running(alice, seconds=300))
    assert not estimates.is_stuck(running(alice, seconds=60))


@pytest.mark.parametrize(
    ("seconds", "rough", "exact"),
    [
        (3, "5 s", "3 s"),
        (52, "50 s", "52 s"),
        (90, "90 s", "1 min 30 s"),
        (250, "4 min", "4 min 10 s"),
        (7300, "2 h", "2 h 1 min"),
    ],
)
def test_times_in_words(seconds: int, rough: str, exact: str) -> None:
    assert (estimates.roughly(seconds), estimates.exactly(seconds)) == (rough, exact)
