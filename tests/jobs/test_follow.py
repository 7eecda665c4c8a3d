"""The follower's looks at the table."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from jobs import follow, rounds
from jobs.engines.base import Report
from jobs.models import Job
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.quotas.models import Line
from tests.jobs.conftest import answered, drive, press
from tests.jobs.upstream import Upstream, faults


def taken(user: User, ttapi: Upstream) -> Job:
    """A job that runs, in the hands of a follower that is about to ask after it."""
    ttapi.seconds = 600
    press(user, "a cat")
    drive(until={State.RUNNING})
    return again()


def again() -> Job:
    """The same job, once more."""
    Job.objects.update(due_at=timezone.now(), lease_until=timezone.now())
    (job,) = rounds.take(60, 10)
    return job


@pytest.mark.sqlite  # whose plan says so also for an empty table
def test_what_is_due_is_found_by_an_index_however_much_has_ended(db: None) -> None:
    due = Job.objects.going(State.RUNNING).filter(due_at__lte=timezone.now(), lease_until__lte=timezone.now())
    plan = due.order_by("due_at").explain()
    assert "job_due" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.sqlite
def test_what_is_unfinished_is_found_by_an_index_too(alice: User) -> None:
    assert "job_due" in Job.objects.unfinished().explain()
    assert "job_unfinished" in Job.objects.of(alice).unfinished().explain()


def test_progress_never_goes_back(alice: User, ttapi: Upstream) -> None:
    follow.apply(taken(alice, ttapi), Report("running", progress=60))
    follow.apply(again(), Report("running", progress=20))
    assert Job.objects.get().progress == 60
    follow.apply(again(), Report("running", progress=61))
    assert Job.objects.get().progress == 61


def test_a_word_for_a_state_that_nobody_knows_changes_none_and_is_asked_about_again(
    alice: User, ttapi: Upstream
) -> None:
    job = taken(alice, ttapi)
    said = f'{{"status": "ON_HOLIDAY", "data": {{"jobId": "{job.engine_id}"}}}}'
    ttapi.script(faults.garbage(said.encode(), "fetch"))
    answered([(lambda: follow.ask(job), lambda answer: follow.hear(job, answer))])
    after = Job.objects.get()
    assert (after.state, after.tries) == (State.RUNNING, job.tries + 1)
    assert after.due_at > timezone.now()


def test_a_team_with_jobs_cannot_be_deleted_and_loses_none(alice: User, ttapi: Upstream) -> None:
    job = taken(alice, ttapi)
    lines = Line.objects.count()
    with pytest.raises(ProtectedError):
        alice.team.delete()
    assert (Job.objects.get().state, Line.objects.count(), job.team_id) == (State.RUNNING, lines, alice.team.pk)
