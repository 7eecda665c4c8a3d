"""Holds that were left behind are ended, each with a cause that people can read."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone

from jobs import holds
from jobs.models import Job
from jobs.states import State
from jobs.times import times
from mjweb.accounts.models import User
from mjweb.quotas.models import Kind, Line, Purse, Window
from tests.jobs.conftest import press

pytestmark = pytest.mark.django_db


def swept() -> int:
    """Sweep with a clock that is past the time that everything may take."""
    now = timezone.now() + timedelta(seconds=times().slack + 1)
    with patch("django.utils.timezone.now", lambda: now):
        return holds.sweep()


def facts(user: User) -> tuple[int, int]:
    window = Window.objects.current(Purse.objects.of(user))
    return window.used, window.held


def ended(job: Job, state: State) -> None:
    """End a job by hand, as nothing in the code can: its hold stays."""
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=timezone.now())


def test_the_hold_of_a_job_that_may_still_end_is_left_alone(alice: User) -> None:
    press(alice, "a cat")
    assert (swept(), facts(alice)) == (0, (0, 2_000))


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELED, State.LOST])
def test_the_hold_of_a_job_that_ended_without_pictures_is_returned(alice: User, state: State) -> None:
    (job,) = press(alice, "a cat")
    ended(job, state)
    assert (swept(), facts(alice)) == (1, (0, 0))
    line = Line.objects.newest_first()[0]
    assert (line.kind, line.reason) == (Kind.RETURN, "The job ended without pictures; its hold was left behind")


def test_the_hold_of_a_job_that_is_done_is_settled(alice: User) -> None:
    (job,) = press(alice, "a cat")
    ended(job, State.DONE)
    assert (swept(), facts(alice)) == (1, (2_000, 0))


def test_an_earlier_hold_of_a_job_is_returned_and_the_present_one_stays(alice: User) -> None:
    (job,) = press(alice, "a cat")
    Job.objects.filter(pk=job.pk).update(holds=2)
    Window.objects.hold(Window.objects.paying(alice), 4_000, f"{job.uid.hex}.2", "a cat")
    assert (swept(), facts(alice)) == (1, (0, 4_000))


def test_the_hold_of_a_job_that_is_gone_is_returned_once(alice: User) -> None:
    Window.objects.hold(Window.objects.paying(alice), 4_000, f"{uuid4().hex}.1", "a cat")
    assert (swept(), swept(), facts(alice)) == (1, 0, (0, 0))
    assert Line.objects.newest_first()[0].reason == "The job is gone; its hold was left behind"


def test_a_hold_of_this_moment_is_not_looked_at(alice: User) -> None:
    (job,) = press(alice, "a cat")
    ended(job, State.FAILED)
    assert (holds.sweep(), facts(alice)) == (0, (0, 2_000))
