"""The page of deliveries: one's own, what came of each attempt, and sending again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs import hooks
from jobs.models import Delivery, Job
from jobs.models.delivery import Outcome
from jobs.views import deliveries
from mjweb.accounts.models import User
from tests.jobs.test_hooks import cut_off, ended

Browse = Callable[[User], Client]
PAGE = "/account/keys/deliveries/"
URL = "https://receiver.example.org/hooks/mjweb?token=secret"
QUERIES = 7  # session, person, their spaces, credits, keys, deliveries with their jobs, attempts
FAILED, DELIVERED = Outcome(500, "", 120), Outcome(200, "", 34)


def again(job: Job) -> str:
    return f"{PAGE}{job.uid}/again/"


def attempted(job: Job, *outcomes: Outcome) -> Job:
    """Let the sender have made these attempts."""
    for outcome in outcomes:
        Delivery.objects.filter(job=job).update(due_at=timezone.now())
        (attempt,) = hooks.take([])
        hooks.hear(attempt, outcome)
    return job


def text(page: str) -> str:
    """What is read on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def read(client: Client, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


# Who may come in ----------------------------------------------------------------------------------------------------


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, alice: User) -> None:
    assert client.get(PAGE).headers["Location"] == f"/login/?next={PAGE}"


def test_a_signed_out_visitor_sends_nothing_again(client: Client, alice: User) -> None:
    job = attempted(ended(alice, URL), DELIVERED)
    assert client.post(again(job)).status_code == 302
    assert Delivery.objects.get(job=job).state == "delivered"


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_a_delivery_is_seen_by_its_person_alone(
    browse: Browse, alice: User, name: str, request: pytest.FixtureRequest
) -> None:
    job = ended(alice, URL)
    page = read(browse(request.getfixturevalue(name)))
    assert str(job.uid) not in page
    assert "No deliveries" in page


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_a_delivery_is_sent_again_by_its_person_alone(
    browse: Browse, alice: User, name: str, request: pytest.FixtureRequest
) -> None:
    job = attempted(ended(alice, URL), DELIVERED)
    assert browse(request.getfixturevalue(name)).post(again(job)).status_code == 404
    assert Delivery.objects.get(job=job).state == "delivered"


def test_a_get_sends_nothing_again(browse: Browse, alice: User) -> None:
    job = attempted(ended(alice, URL), DELIVERED)
    assert browse(alice).get(again(job)).status_code == 405


def test_sending_again_needs_the_token_of_the_page(alice: User) -> None:
    job = attempted(ended(alice, URL), DELIVERED)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.post(again(job)).status_code == 403


# What it says -------------------------------------------------------------------------------------------------------


def test_each_attempt_is_told_with_its_status_and_time(browse: Browse, alice: User) -> None:
    attempted(ended(alice, URL), FAILED, DELIVERED)
    said = text(read(browse(alice)))
    assert re.search(r"Delivered .*today \d\d:\d\d:\d\d 500 120 ms .*today \d\d:\d\d:\d\d 200 34 ms", said)


def test_a_waiting_delivery_says_when_its_next_attempt_is(browse: Browse, alice: User) -> None:
    job = attempted(ended(alice, URL), FAILED)
    due = timezone.localtime(Delivery.objects.get(job=job).due_at)
    said = text(read(browse(alice)))
    assert f"Next attempt at {due:%H:%M:%S}" in said
    assert "Send again" not in said


def test_an_attempt_without_an_answer_says_why(browse: Browse, alice: User) -> None:
    attempted(ended(alice, URL), Outcome(None, "receiver.example.org could not be reached.", 5000))
    assert "receiver.example.org could not be reached. 5,000 ms" in text(read(browse(alice)))


def test_an_attempt_under_way_is_told_from_one_that_was_cut_off(browse: Browse, alice: User) -> None:
    ended(alice, URL)
    hooks.take([])
    assert "Under way" in text(read(browse(alice)))
    cut_off()
    said = text(read(browse(alice)))
    assert "Under way" not in said
    assert "it may have arrived" in said


def test_a_delivery_that_was_never_tried_says_why(browse: Browse, alice: User) -> None:
    job = ended(alice, URL)
    Delivery.objects.filter(job=job).update(state="failed")
    assert "Not called" in text(read(browse(alice)))


def test_the_address_is_shown_without_its_query(browse: Browse, alice: User) -> None:
    ended(alice, URL)
    said = text(read(browse(alice)))
    assert "https://receiver.example.org/hooks/mjweb?…" in said
    assert "secret" not in said


def test_a_hostile_address_stays_text(browse: Browse, alice: User) -> None:
    ended(alice, 'https://receiver.example.org/"><script>alert(1)</script>')
    assert "<script>alert" not in read(browse(alice))


def test_a_page_without_deliveries_says_what_would_be_here(browse: Browse, alice: User) -> None:
    assert "hookUrl" in text(read(browse(alice)))


def test_a_job_leads_to_its_page(browse: Browse, alice: User) -> None:
    job = ended(alice, URL)
    assert f'href="/jobs/{job.uid}/"' in read(browse(alice))


# Paging ---------------------------------------------------------------------------------------------------------------


def test_the_newest_come_first_and_the_others_a_page_later(
    browse: Browse, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "PAGE", 2)
    jobs = [ended(alice, URL) for _ in range(3)]
    client = browse(alice)
    first = read(client)
    assert re.findall(r'id="d-([\w-]+)"', first) == [str(jobs[2].uid), str(jobs[1].uid)]
    (query,) = re.findall(r'href="(\?after=\d+)"', first)
    second = read(client, query)
    assert re.findall(r'id="d-([\w-]+)"', second) == [str(jobs[0].uid)]
    assert 'rel="next"' not in second


@pytest.mark.parametrize("query", ["?after=", "?after=x", "?after=-1", "?after=" + "9" * 40])
def test_a_place_that_is_none_is_no_error(browse: Browse, alice: User, query: str) -> None:
    assert browse(alice).get(PAGE + query).status_code == 200


def test_a_page_costs_the_same_however_much_is_on_it(
    browse: Browse, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = browse(alice)
    attempted(ended(alice, URL), DELIVERED)
    read(client)
    with django_assert_num_queries(QUERIES):
        read(client)
    for _ in range(5):
        attempted(ended(alice, URL), FAILED, DELIVERED)
    with django_assert_num_queries(QUERIES):
        read(client)


# Sending again --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcomes", [(DELIVERED,), (FAILED, FAILED, FAILED)])
def test_sending_again_has_three_attempts_ahead(browse: Browse, alice: User, outcomes: tuple[Outcome, ...]) -> None:
    job = attempted(ended(alice, URL), *outcomes)
    answer = browse(alice).post(again(job), follow=True)
    assert "It is sent again now" in answer.content.decode()
    attempted(job, FAILED, FAILED, FAILED)
    delivery = Delivery.objects.get(job=job)
    assert (delivery.state, delivery.attempts.count()) == ("failed", len(outcomes) + 3)


def test_what_waits_already_is_not_begun_anew(browse: Browse, alice: User) -> None:
    job = attempted(ended(alice, URL), FAILED)
    answer = browse(alice).post(again(job), follow=True)
    assert "It waits for its next attempt already" in answer.content.decode()
    assert Delivery.objects.get(job=job).tries == 1


def test_two_presses_are_one_round(browse: Browse, alice: User) -> None:
    job = attempted(ended(alice, URL), DELIVERED)
    client = browse(alice)
    client.post(again(job))
    attempted(job, FAILED)
    client.post(again(job))
    assert Delivery.objects.get(job=job).tries == 1


def test_sending_again_leads_back_to_the_same_part_of_the_list(browse: Browse, alice: User) -> None:
    job = attempted(ended(alice, URL), DELIVERED)
    answer = browse(alice).post(again(job), {"after": "77"})
    assert answer.headers["Location"] == f"{PAGE}?after=77"


def test_of_many_attempts_the_last_are_shown(browse: Browse, alice: User) -> None:
    job = ended(alice, URL)
    for _ in range(4):
        attempted(job, FAILED, FAILED, FAILED)
        Delivery.objects.again(Delivery.objects.get(job=job).pk)
    said = text(read(browse(alice)))
    assert "3 earlier attempts" in said
    assert said.count("500 120 ms") == deliveries.MOST_ATTEMPTS


def test_an_old_delivery_that_waits_again_is_not_forgotten(alice: User) -> None:
    job = attempted(ended(alice, URL), DELIVERED)
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    Delivery.objects.again(Delivery.objects.get(job=job).pk)
    hooks.sweep()
    assert Delivery.objects.filter(job=job).exists()
