"""What an image service calls: it makes us ask at once, and nothing that it says is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from jobs import dispatch, follow, rounds, webhooks
from jobs.engines.base import Report
from jobs.models import Attempt, Job
from jobs.models.attempt import CALLS
from jobs.states import State
from mjweb.accounts.models import User
from tests.chaos.test_statements import failing
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream

FORGED = b'{"status": "FAILED", "message": "forged", "jobId": "x", "data": {}}'


@pytest.fixture
def running(alice: User, ttapi: Upstream) -> Job:
    """A job at the service that is not due for a minute."""
    ttapi.seconds = 600
    (job,) = press(alice, "a cat")
    drive(until={State.RUNNING})
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() + timedelta(minutes=1))
    job.refresh_from_db()
    return job


def tag_of(job: Job) -> str:
    return Attempt.objects.get(job=job, number=job.attempt).tag


def call(client: Client, tag: str) -> int:
    return client.post(f"/hook/{tag}", FORGED, content_type="application/json").status_code


def is_due(job: Job) -> bool:
    job.refresh_from_db()
    return job.due_at <= timezone.now()


def test_a_call_has_the_job_asked_after_at_once(client: Client, running: Job) -> None:
    assert call(client, tag_of(running)) == 200
    assert is_due(running)


@pytest.mark.parametrize("answered", [True, False])
def test_a_call_while_the_job_is_being_asked_after_has_it_asked_again_at_once(
    client: Client, running: Job, answered: bool
) -> None:
    Job.objects.filter(pk=running.pk).update(due_at=timezone.now(), lease_until=timezone.now())
    (asked,) = rounds.take(60, 1)
    assert call(client, tag_of(running)) == 200
    if answered:
        follow.apply(asked, Report("running", 50))
    else:
        follow.missed(asked)
    assert [job.pk for job in rounds.take(60, 1)] == [running.pk]


def test_without_a_call_the_next_question_comes_later(running: Job) -> None:
    Job.objects.filter(pk=running.pk).update(due_at=timezone.now(), lease_until=timezone.now())
    (asked,) = rounds.take(60, 1)
    follow.apply(asked, Report("running", 50))
    assert not is_due(running)


def test_what_the_call_says_is_not_believed(client: Client, running: Job) -> None:
    call(client, tag_of(running))
    running.refresh_from_db()
    assert (running.state, running.message) == (State.RUNNING, "")


def test_nobody_calls_without_knowing_the_address(client: Client, running: Job) -> None:
    assert call(client, "A" * 43) == 404
    assert not is_due(running)


def test_a_call_for_an_earlier_attempt_wakes_nobody(client: Client, running: Job) -> None:
    tag = tag_of(running)
    Job.objects.filter(pk=running.pk).update(attempt=running.attempt + 1)
    assert call(client, tag) == 200
    assert not is_due(running)


def test_a_late_call_changes_nothing(client: Client, running: Job) -> None:
    Job.objects.move(running.pk, State.RUNNING, State.LOST)
    assert call(client, tag_of(running)) == 200
    running.refresh_from_db()
    assert running.state == State.LOST


def test_a_flood_of_calls_makes_us_ask_so_often_and_no_more(client: Client, running: Job) -> None:
    tag, later = tag_of(running), timezone.now() + timedelta(minutes=1)
    woken = 0
    for _ in range(CALLS + 20):
        Job.objects.update(due_at=later)
        assert call(client, tag) == 200
        woken += is_due(running)
    assert woken == CALLS


def test_a_call_for_somebody_who_is_gone_is_answered_like_any(client: Client, running: Job, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert (call(client, tag_of(running)), is_due(running)) == (200, True)


def test_while_the_database_is_away_the_service_is_asked_to_call_again(client: Client, running: Job) -> None:
    tag = tag_of(running)
    with failing(1):
        answer = client.post(f"/hook/{tag}", FORGED, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"], is_due(running)) == (503, "5", False)
    assert call(client, tag) == 200


def test_the_address_is_only_posted_to(client: Client, running: Job) -> None:
    assert client.get(f"/hook/{tag_of(running)}").status_code == 405


def test_each_attempt_has_an_address_of_its_own(alice: User, ttapi: Upstream, settings: Settings) -> None:
    settings.ENV = replace(settings.ENV, webhooks="on")
    settings.PUBLIC_URL = "http://localhost:8000"
    first, second = press(alice, "a {cat, dog}")
    dispatch.run()
    told = {str(seen.fields.get("hookUrl")) for seen in ttapi.requests if seen.path.endswith("/imagine")}
    assert told == {f"http://localhost:8000/hook/{tag_of(Job.objects.get(pk=job.pk))}" for job in (first, second)}


@pytest.mark.parametrize(
    ("url", "reachable"),
    [
        ("https://pictures.example.org", True),
        ("https://pictures.example.org:8443", True),
        ("http://pictures.example.org", False),
        ("https://studio.local", False),
    ],
)
def test_a_service_is_told_where_to_call_only_where_it_could(settings: Settings, url: str, reachable: bool) -> None:
    settings.PUBLIC_URL = url
    assert (webhooks.address("t" * 43) != "") is reachable


def test_no_address_is_told_where_that_is_switched_off(settings: Settings) -> None:
    settings.ENV = replace(settings.ENV, webhooks="off")
    settings.PUBLIC_URL = "https://pictures.example.org"
    assert webhooks.address("t" * 43) == ""
