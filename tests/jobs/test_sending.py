"""On its way: the intent, the call, and the one move that each answer allows, also one that comes late."""

from __future__ import annotations

import time
from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import dispatch, follow
from jobs.errors import AccountTrouble, Busy, NoAnswer, NotSent, Refused
from jobs.models import Attempt, Job
from jobs.sending import Sending, begin, hear, send
from jobs.states import State
from jobs.times import times
from jobs.troubles import Trouble
from mjweb.accounts.models import User
from tests.jobs.conftest import drive, press
from tests.jobs.test_dispatch import left
from tests.jobs.upstream import Upstream


def swept(user: User) -> Sending:
    """A sending whose lease was over before its answer came, so that the sweep called it unknown."""
    (job,) = press(user, "a cat")
    (sending,) = dispatch.claim()
    assert begin(sending)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    follow.sweep()
    assert Job.objects.get(pk=job.pk).state == State.UNKNOWN
    return sending


def answer(what: str | Exception) -> Future[str]:
    """What an engine said in its thread."""
    said: Future[str] = Future()
    if isinstance(what, str):
        said.set_result(what)
    else:
        said.set_exception(what)
    return said


def test_an_acceptance_after_the_lease_still_counts(alice: User, ttapi: Upstream) -> None:
    sending = swept(alice)
    hear(sending, answer(send(sending, time.monotonic())))
    job = Job.objects.get()
    assert (job.state, job.engine_id) == (State.RUNNING, ttapi.accepted[0].job_id)
    assert Attempt.objects.get().outcome == "accepted"
    drive()
    assert Job.objects.get().state == State.DONE


def test_a_refusal_after_the_lease_still_counts(alice: User, ttapi: Upstream) -> None:
    hear(swept(alice), answer(Refused("banned prompt", Trouble.BANNED)))
    job = Job.objects.get()
    assert (job.state, job.reason, left(alice)) == (State.FAILED, "banned", 100_000)


@pytest.mark.parametrize("no", [NotSent("no connection"), Busy("full"), AccountTrouble("wrong key", Trouble.KEY)])
def test_a_definite_no_after_the_lease_goes_back_into_line(alice: User, ttapi: Upstream, no: Exception) -> None:
    hear(swept(alice), answer(no))
    job = Job.objects.get()
    assert (job.state, job.slot) == (State.QUEUED, None)


def test_silence_after_the_lease_changes_nothing(alice: User, ttapi: Upstream) -> None:
    hear(swept(alice), answer(NoAnswer("nothing came")))
    assert Job.objects.get().state == State.UNKNOWN


@pytest.mark.parametrize("said", ["an-id", Refused("banned prompt"), Busy("full")])
def test_an_answer_to_a_job_that_ended_is_written_down_as_what_it_is(
    alice: User, ttapi: Upstream, said: str | Exception
) -> None:
    sending = swept(alice)
    Job.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    follow.sweep()
    hear(sending, answer(said))
    assert (Job.objects.get().state, Attempt.objects.get().outcome, left(alice)) == (State.LOST, "late", 100_000)
    assert Attempt.objects.get().note.startswith(("accepted: an-id", "refused: ", "Busy: "))


def test_the_time_of_an_engine_begins_when_it_accepts(alice: User, ttapi: Upstream) -> None:
    sending = swept(alice)
    Job.objects.update(deadline_at=timezone.now() + timedelta(seconds=1))
    hear(sending, answer("an-id"))
    job = Job.objects.get()
    assert job.accepted_at is not None
    assert job.deadline_at == job.accepted_at + timedelta(seconds=times().patience(job.timeout))
