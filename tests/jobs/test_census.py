"""A job whose answer was lost is found in its engine's list, or known to be lost before its deadline."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from jobs import adoption, census, engines, follow
from jobs.actions import Action
from jobs.engines.base import Listed, Listing, Order
from jobs.engines.sketch import SketchEngine
from jobs.errors import NotReachable
from jobs.models import Attempt, Job, Sighting
from jobs.models import Upstream as UpstreamRow
from jobs.states import State
from jobs.times import times
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import answered, drive, press
from tests.jobs.upstream import Upstream, faults


@pytest.fixture
def reachable(settings: Settings) -> None:
    settings.ENV = replace(settings.ENV, webhooks="on")
    settings.PUBLIC_URL = "http://127.0.0.1:9"


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def lost_answer(user: User, upstream: Upstream, text: str = "a cat", *, taken: bool = True) -> Job:
    """A job of which nobody knows whether it arrived, since a good while."""
    upstream.seconds = 600
    upstream.script(faults.drop(accept=taken))
    UpstreamRow.objects.update(census_at=timezone.now() + timedelta(hours=1))
    (job,) = press(user, text)
    drive(until={State.UNKNOWN, State.RUNNING})
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=times().quiet))
    return now(job)


def look() -> None:
    """One walk through the list, as if its time had come, and what follows from it."""
    UpstreamRow.objects.update(census_at=timezone.now())
    answered(census.due())
    Sighting.objects.filter(verdict="").update(due_at=timezone.now())
    answered(adoption.due(10))


def long_ago() -> None:
    """The first list without the job was begun long enough before the next."""
    Attempt.objects.exclude(absent_at=None).update(absent_at=timezone.now() - timedelta(seconds=times().census))


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


def stranger(prompt: str, seed: str = "") -> str:
    """A job that another program has sent with the same key."""
    return engines.named("ttapi").submit(Order(Action.IMAGINE, prompt + seed, "fast", tag="x"))


def test_the_follower_walks_by_itself(alice: User, ttapi: Upstream) -> None:
    job = lost_answer(alice, ttapi)
    UpstreamRow.objects.update(census_at=timezone.now())
    end = time.monotonic() + 20
    follow.run(lambda: time.monotonic() > end or now(job).state != State.UNKNOWN)
    assert (now(job).state, ttapi.taken("a cat")) == (State.RUNNING, 1)


@pytest.mark.usefixtures("reachable")
def test_a_job_that_is_listed_runs(alice: User, ttapi: Upstream) -> None:
    job = lost_answer(alice, ttapi)
    look()
    assert (now(job).state, now(job).engine_id) == (State.RUNNING, ttapi.accepted[0].job_id)


def test_a_job_that_is_listed_runs_where_no_address_was_told(alice: User, ttapi: Upstream) -> None:
    job = lost_answer(alice, ttapi)
    look()
    assert (now(job).state, now(job).engine_id) == (State.RUNNING, ttapi.accepted[0].job_id)


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("ended", ["SUCCESS", "FAILED"])
def test_a_job_that_has_ended_there_is_found_as_well(alice: User, ttapi: Upstream, ended: str) -> None:
    if ended == "FAILED":
        ttapi.script(replace(faults.fails(), drop=True))
    job = lost_answer(alice, ttapi)
    ttapi.finish()
    look()
    assert now(job).engine_id == ttapi.accepted[0].job_id


@pytest.mark.usefixtures("reachable")
def test_a_list_without_the_column_of_addresses_leads_to_the_job_all_the_same(alice: User, ttapi: Upstream) -> None:
    ttapi.hidden = {"hook_url"}
    job = lost_answer(alice, ttapi, "a cat --seed 7")
    for _ in range(2):
        stranger("a cat --seed 7")
    look()
    assert (now(job).state, now(job).engine_id) == (State.RUNNING, ttapi.accepted[0].job_id)


@pytest.mark.usefixtures("reachable")
def test_of_the_same_words_five_times_each_job_finds_its_own(alice: User, ttapi: Upstream) -> None:
    ttapi.hidden = {"hook_url"}
    jobs = [lost_answer(alice, ttapi, "a cat") for _ in range(5)]
    look()
    sent = {str(each.fields["hookUrl"])[-43:]: each.fields for each in ttapi.requests if "hookUrl" in each.fields}
    for job in jobs:
        taken = ttapi.job(now(job).engine_id)
        assert taken is not None
        assert taken.hook_url[-43:] == Attempt.objects.get(job=job).tag
    assert len(sent) == 5


def test_a_job_in_no_list_is_lost_after_two_and_returned_at_once(alice: User, ttapi: Upstream) -> None:
    job = lost_answer(alice, ttapi, taken=False)
    look()
    assert (now(job).state, left(alice)) == (State.UNKNOWN, 98_000)
    long_ago()
    look()
    assert (now(job).state, now(job).reason, now(job).slot, left(alice)) == (State.LOST, "absent", None, 100_000)
    assert now(job).deadline_at > timezone.now()  # type: ignore[operator]  # it has one
    assert ttapi.asked("a cat") == 1


def test_two_lists_too_soon_after_one_another_are_one(alice: User, ttapi: Upstream) -> None:
    job = lost_answer(alice, ttapi, taken=False)
    walks = [census.due, census.due]
    for due in walks:
        UpstreamRow.objects.update(census_at=timezone.now())
        ((_go, hear),) = due()
        hear(answer())
    assert now(job).state == State.UNKNOWN


def test_a_list_begun_soon_after_our_waiting_says_nothing_of_who_is_not_there(alice: User, ttapi: Upstream) -> None:
    job = lost_answer(alice, ttapi, taken=False)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    look()
    assert Attempt.objects.get(job=job).absent_at is None


@pytest.mark.parametrize("state", range(4))
def test_a_list_of_which_a_part_is_missing_says_nothing(alice: User, ttapi: Upstream, state: int) -> None:
    job = lost_answer(alice, ttapi, taken=False)
    whole = faults.Fault(at="list")
    ttapi.script(*[whole] * state, faults.status("list", 503))
    look()
    assert (now(job).state, Attempt.objects.get(job=job).absent_at) == (State.UNKNOWN, None)


def test_a_job_that_is_listed_late_is_found_after_all(alice: User, ttapi: Upstream) -> None:
    ttapi.list_lag = 600
    job = lost_answer(alice, ttapi)
    look()
    assert Attempt.objects.get(job=job).absent_at is not None
    ttapi.list_lag = 0
    long_ago()
    look()
    assert now(job).state == State.RUNNING


@pytest.mark.parametrize("text", ["a cat", "a cat --seed 7"])
def test_a_job_of_another_program_is_never_adopted(alice: User, ttapi: Upstream, text: str) -> None:
    job = lost_answer(alice, ttapi, text, taken=False)
    stranger("a cat --seed 7")
    look()
    long_ago()
    look()
    assert now(job).engine_id is None
    # Where the words are the same and nothing else tells, nobody can know: the deadline decides.
    assert now(job).state == (State.UNKNOWN if "seed" in text else State.LOST)


def test_an_id_that_was_brought_keeps_a_job_from_being_given_up(alice: User, ttapi: Upstream) -> None:
    ttapi.list_lag = 600
    job = lost_answer(alice, ttapi)
    Attempt.objects.update(absent_at=timezone.now() - timedelta(minutes=1))
    Sighting.objects.note(Attempt.objects.get(), "an-id")
    census.absent(Attempt.objects.get(), timezone.now())
    assert now(job).state == State.UNKNOWN


def test_one_walk_serves_all_unknown_jobs(alice: User, ttapi: Upstream) -> None:
    jobs = [lost_answer(alice, ttapi, f"a cat {number}") for number in range(3)]
    ttapi.requests.clear()
    look()
    assert {now(job).state for job in jobs} == {State.RUNNING}
    asked = [str(each.fields["status"]) for each in ttapi.requests if each.path.endswith("fetch-list")]
    assert sorted(set(asked)) == ["FAILED", "ON_QUEUE", "PENDING_QUEUE", "SUCCESS"]
    assert len(asked) <= 8


def test_of_two_followers_one_walks(alice: User, ttapi: Upstream) -> None:
    lost_answer(alice, ttapi)
    UpstreamRow.objects.update(census_at=timezone.now())
    assert [len(census.due()) for _ in range(2)] == [1, 0]


def test_nobody_walks_where_nothing_is_unknown(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat")
    UpstreamRow.objects.update(census_at=timezone.now())
    assert census.due() == []


def test_a_job_of_which_an_answer_came_meanwhile_stays_as_it_is(alice: User, ttapi: Upstream) -> None:
    job = lost_answer(alice, ttapi, taken=False)
    attempt = Attempt.objects.select_related("job").get()
    Attempt.objects.update(absent_at=timezone.now() - timedelta(minutes=1))
    Job.objects.move(job.pk, State.UNKNOWN, State.RUNNING, engine_id="an-id")
    census.absent(attempt, timezone.now())
    assert now(job).state == State.RUNNING


def test_a_list_that_broke_off_draws_no_error(alice: User, ttapi: Upstream) -> None:
    lost_answer(alice, ttapi)
    UpstreamRow.objects.update(census_at=timezone.now())
    ((_go, hear),) = census.due()
    hear(answer(NotReachable("gone")))
    hear(answer(RuntimeError("a fault of ours")))
    assert Attempt.objects.get().absent_at is None


def test_the_embedded_engine_lists_what_it_took(tmp_path: Path) -> None:
    engine = SketchEngine(tmp_path)
    assert isinstance(engine, Listing)
    since = timezone.now()
    assert engine.listed(since, {}) == ()
    ids = [engine.submit(Order(Action.IMAGINE, "a cat", "fast", tag=tag)) for tag in ("t", "u")]
    found = [(one.engine_id, one.mark.tag) for one in engine.listed(since, {})]
    assert found == [(ids[1], "u"), (ids[0], "t")]
    assert engine.listed(timezone.now() + timedelta(seconds=1), {}) == ()


def answer(error: Exception | None = None) -> Future[tuple[Listed, ...]]:
    said: Future[tuple[Listed, ...]] = Future()
    if error is None:
        said.set_result(())
    else:
        said.set_exception(error)
    return said
