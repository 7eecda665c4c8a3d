"""DELETE job: what waits is taken out of the line, what runs only where its engine stops it."""

from __future__ import annotations

import math

from jobs import dispatch
from jobs.models import Job
from jobs.sending import begin
from jobs.states import State
from mjweb.quotas.models import Window
from tests.jobs.api.conftest import Caller
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream, faults


def left(caller: Caller) -> int:
    return min(window.left for window in Window.objects.paying(caller.user))


def test_a_waiting_job_is_cancelled_and_returned(caller: Caller) -> None:
    (job,) = press(caller.user, "a cat", "turbo")
    status, answer = caller.ask("DELETE", f"job?jobId={job.uid}")
    assert (status, answer["status"], answer["data"]) == (
        *(200, "SUCCESS"),
        {"jobId": str(job.uid), "job_id": str(job.uid), "returned": 4},
    )
    assert left(caller) == 100_000


def test_fetch_says_so_afterwards(caller: Caller) -> None:
    (job,) = press(caller.user, "a cat")
    caller.ask("DELETE", "job", {"jobId": str(job.uid)})
    answer = caller.fetched(job)
    assert (answer["status"], answer["message"]) == ("FAILED", "You cancelled this job. It had not started.")


def test_a_second_time_says_the_same_and_returns_nothing_more(caller: Caller) -> None:
    (job,) = press(caller.user, "a cat")
    answers = [caller.ask("DELETE", f"job?jobId={job.uid}") for _ in range(2)]
    assert answers[0] == answers[1]
    assert left(caller) == 100_000


def test_a_job_that_has_a_place_is_pending_and_can_be_cancelled(caller: Caller, ttapi: Upstream) -> None:
    (job,) = press(caller.user, "a cat")
    dispatch.claim()
    assert caller.fetched(job)["status"] == "PENDING_QUEUE"
    assert caller.ask("DELETE", f"job?jobId={job.uid}")[0] == 200
    assert (Job.objects.get().state, left(caller)) == (State.CANCELED, 100_000)


def test_a_job_that_is_being_sent_is_said_to_be_on_its_way(caller: Caller, ttapi: Upstream) -> None:
    (job,) = press(caller.user, "a cat")
    (sending,) = dispatch.claim()
    begin(sending)
    status, answer = caller.ask("DELETE", f"job?jobId={job.uid}")
    assert (status, answer["message"]) == (
        409,
        "This job cannot be cancelled: it is on its way to the image service; its status is ON_QUEUE.",
    )


def test_a_job_whose_answer_was_lost_is_said_to_have_been_sent(caller: Caller, ttapi: Upstream) -> None:
    ttapi.script(faults.drop(accept=True))
    (job,) = press(caller.user, "a cat")
    drive(until={State.UNKNOWN})
    status, answer = caller.ask("DELETE", f"job?jobId={job.uid}")
    assert (status, "has not said yet whether it draws it" in answer["message"]) == (409, True)


def test_a_running_job_whose_engine_stops_nothing_runs_on(caller: Caller, ttapi: Upstream) -> None:
    ttapi.seconds = math.inf
    (job,) = press(caller.user, "a cat")
    drive(until={State.RUNNING})
    status, answer = caller.ask("DELETE", f"job?jobId={job.uid}")
    assert (status, "is being drawn" in answer["message"]) == (409, True)
    assert Job.objects.get().state == State.RUNNING


def test_a_finished_job_is_not_cancelled(caller: Caller, grid: Job) -> None:
    status, answer = caller.ask("DELETE", f"job?jobId={grid.uid}")
    assert (status, "its status is SUCCESS" in answer["message"]) == (409, True)


def test_to_ask_by_get_is_told_the_right_endpoint(caller: Caller) -> None:
    (job,) = press(caller.user, "a cat")
    status, answer = caller.get(f"job?jobId={job.uid}")
    assert (status, "/midjourney/v1/fetch?jobId=" in answer["message"]) == (405, True)


def test_a_stranger_s_job_does_not_exist(caller: Caller, stranger: Caller) -> None:
    (job,) = press(caller.user, "a cat")
    assert stranger.ask("DELETE", f"job?jobId={job.uid}")[0] == 400
    assert Job.objects.get().state == State.QUEUED
