"""What operators do with the jobs of others, and what the audit trail tells of it."""

from __future__ import annotations

import math

import pytest

from jobs import operating, turns
from jobs.endings import ending
from jobs.models import Feed, Job
from jobs.states import State
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, User
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream
from tests.jobs.views.conftest import fail, finished, late


def window(user: User) -> Window:
    return Window.objects.current(Purse.objects.of(user))


@pytest.fixture
def by(alice: User) -> By:
    return By(alice, "192.0.2.7")


@pytest.fixture
def his(bob: User) -> Job:
    """A waiting job of Bob, who can pay."""
    Purse.objects.of(bob, 100_000)
    return press(bob, "a heron")[0]


def trail() -> list[tuple[str, str, str]]:
    return list(Entry.objects.filter(verb__startswith="job.").order_by("pk").values_list("verb", "subject", "detail"))


# Cancel -------------------------------------------------------------------------------------------------------------


def test_a_waiting_job_is_cancelled_with_a_full_return_and_told(by: By, his: Job, bob: User) -> None:
    assert operating.cancel(by, his)
    his.refresh_from_db()
    assert (his.state, his.reason, window(bob).held, window(bob).left) == ("canceled", "operator", 0, 100_000)
    assert trail() == [("job.canceled", f"Grid {his.uid.hex[:8]}", "Bob Baker")]


def test_its_person_reads_who_cancelled_it(by: By, his: Job) -> None:
    operating.cancel(by, his)
    his.refresh_from_db()
    assert ending(his).sentence == "An operator of this site cancelled this job. It had not started."


def test_a_job_that_its_service_does_not_stop_goes_on_untold(by: By, his: Job, ttapi: Upstream) -> None:
    ttapi.seconds = math.inf
    drive(until={State.RUNNING})
    assert not operating.cancel(by, his)
    assert (Job.objects.get().state, trail()) == ("running", [])


def test_a_second_press_cancels_and_tells_nothing(by: By, his: Job) -> None:
    assert [operating.cancel(by, his), operating.cancel(by, his)] == [True, False]
    assert len(trail()) == 1


# Retry --------------------------------------------------------------------------------------------------------------


def test_a_retry_is_a_new_job_of_the_same_person_tied_to_the_old_one(by: By, his: Job, bob: User) -> None:
    batch = operating.retry(by, fail(his))
    assert batch is not None
    new = batch.jobs.get()
    assert (new.user, new.retry_of, new.prompt, new.state) == (bob, his, "a heron", "queued")
    assert trail() == [("job.retried", f"Grid {his.uid.hex[:8]}", "Bob Baker")]


def test_what_came_late_is_not_retried(by: By, bob: User) -> None:
    assert operating.retry(by, late(bob)) is None


def test_a_retry_is_held_once_and_the_failure_is_not_charged(by: By, his: Job, alice: User, bob: User) -> None:
    operating.retry(by, fail(his))
    assert (window(bob).held, window(bob).used, window(alice).held) == (2000, 0, 0)


def test_a_job_that_was_retried_is_not_retried_beside_that(by: By, his: Job, bob: User) -> None:
    fail(his)
    assert [operating.retry(by, his) is None for _ in range(2)] == [False, True]
    assert (window(bob).held, len(trail())) == (2000, 1)


def test_a_job_whose_retry_failed_may_be_retried_again(by: By, his: Job) -> None:
    batch = operating.retry(by, fail(his))
    assert batch is not None
    fail(batch.jobs.get())
    assert operating.retry(by, his) is not None


def test_only_what_ended_badly_is_retried(by: By, alice: User) -> None:
    assert operating.retry(by, finished(alice)) is None


def test_who_cannot_pay_is_not_retried_for_and_nothing_is_told(by: By, his: Job, bob: User) -> None:
    fail(his)
    Window.objects.allow(Purse.objects.of(bob), 1_000)
    with pytest.raises(NotEnough):
        operating.retry(by, his)
    assert (Job.objects.count(), trail()) == (1, [])


# To the front -------------------------------------------------------------------------------------------------------


def in_line() -> list[str]:
    return [Job.objects.get(pk=pk).text for pk in turns.order()]


def test_the_last_becomes_the_next(by: By, alice: User) -> None:
    jobs = [press(alice, text)[0] for text in ("a cat", "a dog", "a koi")]
    assert operating.to_front(by, jobs[2])
    assert in_line() == ["a koi", "a cat", "a dog"]
    assert [verb for verb, _subject, _detail in trail()] == ["job.first"]


def test_the_pages_of_those_who_wait_hear_of_it(by: By, alice: User) -> None:
    jobs = [press(alice, text)[0] for text in ("a cat", "a dog")]
    before = Feed.objects.versions("line")["line"]
    operating.to_front(by, jobs[1])
    assert Feed.objects.versions("line")["line"] == before + 1


def test_who_is_the_next_already_stays_so_untold(by: By, alice: User) -> None:
    jobs = [press(alice, text)[0] for text in ("a cat", "a dog")]
    assert not operating.to_front(by, jobs[0])
    assert (in_line(), trail()) == (["a cat", "a dog"], [])


def test_what_runs_has_no_turn_to_change(by: By, alice: User) -> None:
    press(alice, "a cat")
    job = press(alice, "a dog")[0]
    assert Job.objects.move(job.pk, State.QUEUED, State.CLAIMED)
    rank = Job.objects.get(pk=job.pk).rank
    assert not operating.to_front(by, job)
    assert Job.objects.get(pk=job.pk).rank == rank
