"""A job that was given up may come all the same: its pictures are shown, and nothing is charged for them."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import adoption, collect, follow, gifts, submit
from jobs.actions import Action, Step
from jobs.engines.base import Report
from jobs.errors import NotOffered
from jobs.models import Attempt, Job, Picture, Sighting
from jobs.models import Upstream as UpstreamRow
from jobs.states import State
from jobs.times import times
from mjweb.accounts.models import User
from mjweb.quotas.models import Line, Purse, Window
from tests.jobs.conftest import answered, drive, press
from tests.jobs.upstream import Upstream, faults


@pytest.fixture
def lost(alice: User, ttapi: Upstream) -> Job:
    """A job that runs at the service for longer than we wait."""
    ttapi.seconds = 600
    (job,) = press(alice, "a cat")
    drive(until={State.RUNNING})
    overdue(job)
    drive()
    assert now(job).state == State.LOST
    return now(job)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def overdue(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(deadline_at=timezone.now() - timedelta(seconds=times().slack + 1))


def look() -> None:
    """The next look after every job that was given up, as if its time had come."""
    Job.objects.exclude(late_at=None).update(late_at=timezone.now(), lease_until=timezone.now())
    answered(gifts.due(10))


def collected(job: Job) -> Job:
    collect.run(job.pk)
    return now(job)


def money(user: User) -> tuple[int, int, int]:
    window = Window.objects.current(Purse.objects.of(user))
    return window.used, window.held, Line.objects.count()


# The last look --------------------------------------------------------------------------------------------------------


def test_a_job_whose_deadline_is_over_is_asked_after_once_more(alice: User, ttapi: Upstream) -> None:
    ttapi.seconds = 600
    (job,) = press(alice, "a cat")
    drive(until={State.RUNNING})
    overdue(job)
    ttapi.finish()
    drive()
    assert (now(job).state, money(alice)[:2]) == (State.DONE, (2_000, 0))


def test_a_last_look_that_finds_it_failed_says_why(alice: User, ttapi: Upstream) -> None:
    ttapi.seconds = 600
    ttapi.script(faults.fails())
    (job,) = press(alice, "a cat")
    drive(until={State.RUNNING})
    overdue(job)
    ttapi.finish()
    drive()
    assert (now(job).state, now(job).reason) == (State.FAILED, "banned")


def test_a_job_that_never_ends_is_given_up_and_returned(alice: User, lost: Job) -> None:
    assert (lost.reason, money(alice)[:2]) == ("deadline", (0, 0))
    assert lost.late_at is not None
    assert lost.finished_at is not None
    assert abs((lost.late_at - lost.finished_at).total_seconds() - times().late[0]) < 0.5


def test_a_job_that_was_given_an_id_since_is_not_given_up(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.drop(accept=True))
    UpstreamRow.objects.update(census_at=timezone.now() + timedelta(hours=1))
    (job,) = press(alice, "a cat")
    drive(until={State.UNKNOWN})
    read = now(job)
    Job.objects.move(job.pk, State.UNKNOWN, State.RUNNING, engine_id=ttapi.accepted[0].job_id)
    follow.give_up(read)
    assert now(job).state == State.RUNNING


def test_nobody_asks_after_a_job_that_failed(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.fails())
    (job,) = press(alice, "a cat")
    drive()
    assert (now(job).state, now(job).late_at) == (State.FAILED, None)


# The gift -------------------------------------------------------------------------------------------------------------


def test_pictures_that_come_late_are_kept_and_cost_nothing(alice: User, lost: Job, ttapi: Upstream) -> None:
    before = money(alice)
    ttapi.finish()
    look()
    job = collected(lost)
    assert (job.state, job.reason, job.late, job.late_at) == (State.LOST, "deadline", True, None)
    assert sorted(Picture.objects.shown().values_list("index", flat=True)) == [1, 2, 3, 4]
    assert money(alice) == before
    assert (job.cost, job.seed) == ("2", lost.seed)


def test_the_pages_hear_of_it(lost: Job, ttapi: Upstream) -> None:
    ttapi.finish()
    look()
    assert now(lost).person_version == lost.person_version
    assert collected(lost).person_version > lost.person_version


def test_it_is_looked_after_three_times(lost: Job, ttapi: Upstream) -> None:
    ttapi.requests.clear()
    whens = []
    for _ in range(5):
        look()
        job = now(lost)
        assert job.finished_at is not None
        whens.append(job.late_at and round((job.late_at - job.finished_at).total_seconds()))
    assert whens == [times().late[1], times().late[2], None, None, None]
    assert len(ttapi.requests) == 3


def test_a_service_that_does_not_answer_is_asked_the_next_time(lost: Job, ttapi: Upstream) -> None:
    ttapi.script(faults.status("fetch", 503))
    look()
    ttapi.finish()
    look()
    assert collected(lost).late


@pytest.mark.parametrize("answer", ["failed", "gone"])
def test_what_failed_or_is_gone_stays_as_it_is(alice: User, lost: Job, ttapi: Upstream, answer: str) -> None:
    if answer == "gone":
        ttapi.script(faults.status("fetch", 400, "The job does not exist."))
    else:
        body = (
            f'{{"status": "FAILED", "message": "Job Timeout", "jobId": "{lost.engine_id}", "data": {{"quota": "2"}}}}'
        )
        ttapi.script(faults.garbage(body.encode(), at="fetch"))
    look()
    job = now(lost)
    assert (job.state, job.reason, job.message, job.late, job.late_at) == (State.LOST, "deadline", "", False, None)


def test_of_two_followers_one_looks(lost: Job) -> None:
    Job.objects.update(late_at=timezone.now(), lease_until=timezone.now())
    assert [len(gifts.due(10)) for _ in range(2)] == [1, 0]


def test_a_look_whose_follower_died_is_made_again(lost: Job, ttapi: Upstream) -> None:
    Job.objects.update(late_at=timezone.now(), lease_until=timezone.now())
    gifts.due(10)
    ttapi.finish()
    look()
    assert collected(lost).late


def test_an_answer_that_another_follower_had_first_changes_nothing(lost: Job, ttapi: Upstream) -> None:
    Job.objects.update(late_at=timezone.now(), lease_until=timezone.now())
    first = gifts.due(10)
    Job.objects.update(lease_until=timezone.now())
    second = gifts.due(10)
    ttapi.finish()
    answered(second)
    links = now(lost).links
    answered(first)
    assert (now(lost).links, links != []) == (links, True)


def test_a_hint_that_got_lost_is_sent_again(lost: Job, ttapi: Upstream) -> None:
    ttapi.finish()
    look()
    before = now(lost).late_at
    Job.objects.update(late_at=timezone.now() - timedelta(seconds=1))
    assert gifts.due(10) == []
    assert before is not None
    assert now(lost).late_at > timezone.now()  # type: ignore[operator]  # it has one


def test_pictures_that_do_not_come_at_once_are_tried_again(lost: Job, ttapi: Upstream) -> None:
    ttapi.finish()
    look()
    ttapi.script(faults.dead_picture(503), times=5)
    assert not collected(lost).late
    assert collected(lost).late


def test_pictures_that_never_come_leave_the_job_as_it_was(alice: User, lost: Job, ttapi: Upstream) -> None:
    ttapi.finish()
    look()
    ttapi.script(faults.dead_picture(), times=float("inf"))
    Job.objects.update(links_until=timezone.now() - timedelta(seconds=1))
    job = collected(lost)
    assert (job.state, job.late, job.late_at, job.reason) == (State.LOST, False, None, "deadline")


def test_a_collection_of_a_gift_runs_once(lost: Job, ttapi: Upstream) -> None:
    ttapi.finish()
    look()
    collected(lost)
    before = len(ttapi.requests)
    collected(lost)
    assert len(ttapi.requests) == before


def test_a_job_that_was_given_up_otherwise_is_not_collected(alice: User, ttapi: Upstream, lost: Job) -> None:
    Job.objects.update(late_at=None)
    assert gifts.lease(lost.pk) is None


def test_an_id_that_is_brought_after_the_end_brings_the_pictures(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.drop(accept=True))
    UpstreamRow.objects.update(census_at=timezone.now() + timedelta(hours=1))
    (job,) = press(alice, "a cat")
    drive(until={State.UNKNOWN})
    overdue(job)
    follow.sweep()
    assert (now(job).state, now(job).late_at) == (State.LOST, None)
    Sighting.objects.note(Attempt.objects.get(job=job), ttapi.accepted[0].job_id)
    ttapi.finish()
    answered(adoption.due(10))
    look()
    assert (collected(job).state, now(job).late, money(alice)[:2]) == (State.LOST, True, (0, 0))


def test_words_that_come_late_are_kept_too(lost: Job) -> None:
    Job.objects.filter(pk=lost.pk).update(action=Action.DESCRIBE, late_at=timezone.now(), lease_until=timezone.now())
    (leased,) = [Job.objects.lease_one(lost.pk, State.LOST, 60)]
    assert leased is not None
    gifts.apply(leased, Report("success", 100, text="a cat, asleep", cost="1"))
    job = now(lost)
    assert (job.state, job.words, job.late, job.late_at, job.cost) == (State.LOST, "a cat, asleep", True, None, "1")


# What may follow ------------------------------------------------------------------------------------------------------


def test_what_came_late_offers_what_any_picture_offers(alice: User, lost: Job, ttapi: Upstream) -> None:
    assert lost.steps() == []
    with pytest.raises(NotOffered):
        submit.act(alice, lost, Step(Action.UPSCALE, 2), "before")
    ttapi.finish()
    look()
    job = collected(lost)
    ttapi.seconds = 0.1
    submit.act(alice, job, Step(Action.UPSCALE, 2), "after")
    drive()
    child = Job.objects.get(parent=job)
    assert (child.state, money(alice)[:2]) == (State.DONE, (child.quote, 0))


def test_the_follower_does_all_this_by_itself(lost: Job, ttapi: Upstream) -> None:
    ttapi.finish()
    Job.objects.update(late_at=timezone.now())
    end = time.monotonic() + 20
    follow.run(lambda: time.monotonic() > end or now(lost).links != [])
    assert collected(lost).late
