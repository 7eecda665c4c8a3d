"""A job whose answer was lost gets its id from a call to its webhook, and only what is its own."""

from __future__ import annotations

import http.client
import json
import threading
import time
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jobs import adoption, dispatch, engines, webhooks
from jobs.actions import Action
from jobs.engines.base import Order
from jobs.models import Attempt, Job, Sighting
from jobs.models import Upstream as UpstreamRow
from jobs.models.sighting import MOST, Verdict
from jobs.sending import begin, hear, send
from jobs.states import State
from jobs.times import times
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import answered, drive, press
from tests.jobs.upstream import Upstream, faults


@pytest.fixture
def reachable(settings: Settings) -> None:
    """A site that tells services where to call; nobody listens there."""
    settings.ENV = replace(settings.ENV, webhooks="on")
    settings.PUBLIC_URL = "http://127.0.0.1:9"


@pytest.fixture
def unknown(alice: User, ttapi: Upstream, reachable: None) -> Job:
    """A job that the service took, and whose answer was lost."""
    ttapi.seconds = 600
    ttapi.script(faults.drop(accept=True))
    UpstreamRow.objects.update(census_at=timezone.now() + timedelta(hours=1))
    (job,) = press(alice, "a cat")
    drive(until={State.UNKNOWN})
    return now(job)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def attempt_of(job: Job) -> Attempt:
    return Attempt.objects.get(job=job, number=job.attempt)


def call(client: Client, job: Job, engine_id: str, status: str = "SUCCESS") -> int:
    """The service, or whoever has the address, says that this id has ended."""
    body = json.dumps({"status": status, "message": "", "jobId": engine_id, "data": {"jobId": engine_id}})
    return client.post(f"/hook/{attempt_of(job).tag}", body, content_type="application/json").status_code


def follow_on() -> None:
    """Ask after every sighting, as if its time had come."""
    Sighting.objects.filter(verdict=Verdict.OPEN).update(due_at=timezone.now())
    answered(adoption.due(10))


def verdicts() -> list[str]:
    return list(Sighting.objects.order_by("pk").values_list("verdict", flat=True))


def test_a_call_brings_the_id(client: Client, unknown: Job, ttapi: Upstream) -> None:
    assert call(client, unknown, ttapi.accepted[0].job_id) == 200
    follow_on()
    job = now(unknown)
    assert (job.state, job.engine_id, verdicts()) == (State.RUNNING, ttapi.accepted[0].job_id, ["ours"])


def test_an_adopted_job_ends_like_any_other(client: Client, alice: User, unknown: Job, ttapi: Upstream) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    ttapi.finish()
    drive()
    window = Window.objects.current(Purse.objects.of(alice))
    assert (now(unknown).state, ttapi.taken("a cat"), window.used, window.held) == (State.DONE, 1, 2_000, 0)


def test_an_adopted_job_has_the_time_of_one_that_was_taken_last_of_all(
    client: Client, unknown: Job, ttapi: Upstream
) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    follow_on()
    job = now(unknown)
    assert job.sent_at is not None
    assert job.deadline_at is not None
    given = (job.deadline_at - job.sent_at).total_seconds()
    assert times().patience(job.timeout) <= given <= times().patience(job.timeout) + times().upload


def test_the_call_itself_asks_nobody(client: Client, unknown: Job, ttapi: Upstream) -> None:
    before = len(ttapi.requests)
    call(client, unknown, ttapi.accepted[0].job_id)
    assert (len(ttapi.requests), now(unknown).state, verdicts()) == (before, State.UNKNOWN, [""])


def test_a_call_is_quicker_than_the_answer_to_the_submit(
    client: Client, alice: User, ttapi: Upstream, reachable: None
) -> None:
    ttapi.seconds = 600
    (job,) = press(alice, "a cat")
    (sending,) = dispatch.claim()
    assert begin(sending)
    answer: Future[str] = Future()
    answer.set_result(send(sending, time.monotonic()))
    call(client, now(job), ttapi.accepted[0].job_id)
    follow_on()
    assert now(job).state == State.RUNNING
    hear(sending, answer)
    assert (now(job).state, now(job).engine_id) == (State.RUNNING, ttapi.accepted[0].job_id)
    assert attempt_of(now(job)).outcome == "accepted"


def test_the_answer_to_the_submit_is_quicker_than_the_call(
    client: Client, alice: User, ttapi: Upstream, reachable: None
) -> None:
    ttapi.seconds = 600
    (job,) = press(alice, "a cat")
    drive(until={State.RUNNING})
    Job.objects.update(due_at=timezone.now() + timedelta(minutes=1))
    call(client, now(job), ttapi.accepted[0].job_id)
    assert not Sighting.objects.exists()
    assert now(job).due_at <= timezone.now()


def test_another_job_of_ours_is_not_taken(client: Client, alice: User, unknown: Job, ttapi: Upstream) -> None:
    (other,) = press(alice, "a dog")
    drive(until={State.RUNNING, State.UNKNOWN})
    engine_id = now(other).engine_id
    assert engine_id is not None
    call(client, unknown, engine_id)
    follow_on()
    assert (now(unknown).state, now(unknown).engine_id, verdicts()) == (State.UNKNOWN, None, ["foreign"])
    assert now(other).state == State.RUNNING


@pytest.mark.parametrize("prompt", ["a cat", "a cat --seed 5", "a dog"])
def test_a_job_of_another_program_is_not_taken(client: Client, unknown: Job, ttapi: Upstream, prompt: str) -> None:
    stranger = engines.named("ttapi").submit(Order(Action.IMAGINE, prompt, "fast", tag="x"))
    call(client, unknown, stranger)
    follow_on()
    assert (now(unknown).state, now(unknown).engine_id, verdicts()) == (State.UNKNOWN, None, ["foreign"])


def test_an_id_that_another_job_has_already_stays_with_it(
    client: Client, alice: User, unknown: Job, ttapi: Upstream
) -> None:
    (other,) = press(alice, "a dog")
    Job.objects.filter(pk=other.pk).update(upstream=unknown.upstream, engine_id=ttapi.accepted[0].job_id)
    call(client, unknown, ttapi.accepted[0].job_id)
    follow_on()
    assert (now(unknown).state, now(unknown).engine_id) == (State.UNKNOWN, None)


def test_a_call_for_an_earlier_attempt_brings_nothing(client: Client, unknown: Job, ttapi: Upstream) -> None:
    tag = attempt_of(unknown).tag
    Job.objects.filter(pk=unknown.pk).update(attempt=unknown.attempt + 1)
    body = json.dumps({"status": "SUCCESS", "jobId": ttapi.accepted[0].job_id})
    assert client.post(f"/hook/{tag}", body, content_type="application/json").status_code == 200
    follow_on()
    assert (now(unknown).state, Sighting.objects.count()) == (State.UNKNOWN, 0)


def test_what_an_attempt_brought_does_not_count_for_the_next(client: Client, unknown: Job, ttapi: Upstream) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    Job.objects.filter(pk=unknown.pk).update(attempt=unknown.attempt + 1)
    follow_on()
    assert (now(unknown).state, verdicts()) == (State.UNKNOWN, [""])


def test_calls_in_the_wrong_order_change_nothing(client: Client, unknown: Job, ttapi: Upstream) -> None:
    engine_id = ttapi.accepted[0].job_id
    for status in ("SUCCESS", "ON_QUEUE", "FAILED", "PENDING_QUEUE", "NONSENSE"):
        assert call(client, unknown, engine_id, status) == 200
        follow_on()
    assert (now(unknown).state, now(unknown).message, verdicts()) == (State.RUNNING, "", ["ours"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[" * 100_000,
        b"1" * 9_000,
        b"[1]",
        b'{"jobId": ""}',
        b'{"jobId": "two words"}',
        b'{"jobId": ["x"]}',
        json.dumps({"jobId": "x" * 81}).encode(),
        json.dumps({"jobId": "a/../b"}).encode(),
    ],
)
def test_what_names_no_id_is_taken_and_has_no_effect(client: Client, unknown: Job, body: bytes) -> None:
    answer = client.post(f"/hook/{attempt_of(unknown).tag}", body, content_type="application/json")
    assert (answer.status_code, Sighting.objects.count()) == (200, 0)


def test_a_call_that_says_too_much_is_not_read(client: Client, unknown: Job, ttapi: Upstream) -> None:
    body = json.dumps({"jobId": ttapi.accepted[0].job_id, "data": "x" * webhooks.MOST}).encode()
    answer = client.post(f"/hook/{attempt_of(unknown).tag}", body, content_type="application/json")
    assert (answer.status_code, Sighting.objects.count()) == (413, 0)


def test_too_much_is_not_read_either_where_nobody_said_how_much(unknown: Job, ttapi: Upstream) -> None:
    assert webhooks.named_in(json.dumps({"jobId": "x", "data": "x" * webhooks.MOST}).encode()) == ""


def test_whoever_has_the_address_can_name_ten_ids_at_most(client: Client, unknown: Job) -> None:
    for number in range(MOST + 3):
        assert call(client, unknown, f"id-{number}") == 200
    assert Sighting.objects.count() == MOST


def test_a_service_that_does_not_answer_is_asked_again(client: Client, unknown: Job, ttapi: Upstream) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    ttapi.script(faults.status("fetch", 503))
    follow_on()
    assert (now(unknown).state, verdicts()) == (State.UNKNOWN, [""])
    follow_on()
    assert now(unknown).state == State.RUNNING


def test_a_job_that_is_not_there_at_once_is_asked_after_again(client: Client, unknown: Job, ttapi: Upstream) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    ttapi.script(faults.status("fetch", 400, "The job does not exist."))
    follow_on()
    follow_on()
    assert now(unknown).state == State.RUNNING


def test_an_id_that_nobody_knows_is_given_up(client: Client, unknown: Job) -> None:
    call(client, unknown, "never-heard-of-it")
    for _ in range(adoption.GONE):
        follow_on()
    assert (verdicts(), now(unknown).state) == (["foreign"], State.UNKNOWN)


def test_of_two_followers_one_asks(client: Client, unknown: Job, ttapi: Upstream) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    assert [len(adoption.due(10)) for _ in range(2)] == [1, 0]


def test_an_id_whose_follower_died_is_asked_after_again(client: Client, unknown: Job, ttapi: Upstream) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    assert len(adoption.due(10)) == 1
    Sighting.objects.update(due_at=timezone.now())  # as it is when the time of the question is over
    assert len(adoption.due(10)) == 1


def test_two_followers_that_both_heard_adopt_once(client: Client, unknown: Job, ttapi: Upstream) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    (sighting,) = Sighting.objects.lease(1, 10)
    mark = engines.named("ttapi").fetch(sighting.engine_id).mark
    adoption.look(sighting, mark)
    adoption.look(sighting, mark)
    assert now(unknown).events.filter(state=State.RUNNING).count() == 1


def test_a_job_that_has_ended_is_not_taken_up_again(client: Client, unknown: Job, ttapi: Upstream) -> None:
    call(client, unknown, ttapi.accepted[0].job_id)
    (sighting,) = Sighting.objects.lease(1, 10)
    Job.objects.move(unknown.pk, State.UNKNOWN, State.LOST)
    adoption.look(sighting, engines.named("ttapi").fetch(sighting.engine_id).mark)
    assert now(unknown).state == State.LOST


def test_where_no_address_was_told_our_seed_tells_the_job(alice: User, ttapi: Upstream) -> None:
    ttapi.seconds = 600
    ttapi.script(faults.drop(accept=True))
    UpstreamRow.objects.update(census_at=timezone.now() + timedelta(hours=1))
    (job,) = press(alice, "a cat")
    drive(until={State.UNKNOWN})
    assert ttapi.accepted[0].hook_url == ""
    Sighting.objects.note(attempt_of(now(job)), ttapi.accepted[0].job_id)
    follow_on()
    assert now(job).engine_id == ttapi.accepted[0].job_id


@pytest.mark.django_db(transaction=True)
def test_the_service_s_own_calls_end_a_job_whose_answer_was_lost(
    live_server: LiveServer, alice: User, ttapi: Upstream, settings: Settings
) -> None:
    settings.ENV = replace(settings.ENV, webhooks="on")
    settings.PUBLIC_URL = live_server.url
    ttapi.script(faults.drop(accept=True))
    (job,) = press(alice, "a cat")
    drive()
    assert (now(job).state, ttapi.taken("a cat"), ttapi.hooks[0].status) == (State.DONE, 1, 200)


@pytest.mark.django_db(transaction=True)
def test_ten_calls_at_once_are_one(live_server: LiveServer, unknown: Job, ttapi: Upstream) -> None:
    body = json.dumps({"status": "SUCCESS", "jobId": ttapi.accepted[0].job_id})
    tag, statuses = attempt_of(unknown).tag, list[int]()

    def ring() -> None:
        host, _, port = live_server.url.removeprefix("http://").partition(":")
        line = http.client.HTTPConnection(host, int(port), timeout=30)
        line.request("POST", f"/hook/{tag}", body, {"Content-Type": "application/json"})
        statuses.append(line.getresponse().status)
        line.close()

    threads = [threading.Thread(target=ring) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    follow_on()
    assert (statuses, verdicts(), now(unknown).state) == ([200] * 10, ["ours"], State.RUNNING)
