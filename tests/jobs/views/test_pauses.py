"""Pausing an image service or the intake: by operators only, and what everybody else meets then."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jobs import dispatch, submit, waiting
from jobs.errors import IntakeClosed
from jobs.models import Batch, Feed, Intake, Job, Source, Upstream
from jobs.times import FOREVER
from mjweb.accounts.models import ApiKey, Entry, User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import press
from tests.jobs.views.conftest import running
from tests.jobs.views.test_deliveries import text

Browse = Callable[[User], Client]
PAGE, INTAKE = "/ops/queue/", "/ops/queue/intake/"


@pytest.fixture
def hers(browse: Browse, alice: User) -> Client:
    Upstream.objects.seed()
    return browse(alice)


def service(act: str) -> str:
    return f"{PAGE}upstreams/{Upstream.objects.get().pk}/{act}/"


def soon() -> str:
    return timezone.localtime(timezone.now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")


def close(client: Client, address: str = f"{INTAKE}pause/", until: str = "", reason: str = "We move.") -> str:
    return client.post(address, {"until": until, "reason": reason}, follow=True).content.decode()


def verbs() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


# Who may ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_nobody_else_pauses_or_resumes_anything(
    browse: Browse, hers: Client, name: str, request: pytest.FixtureRequest
) -> None:
    client = browse(request.getfixturevalue(name))
    addresses = [f"{INTAKE}pause/", f"{INTAKE}resume/", service("pause"), service("resume")]
    assert {client.post(one, {"reason": "x"}).status_code for one in addresses} == {404}
    assert (Intake.objects.closed(), Upstream.objects.get().is_open, verbs()) == (None, True, [])


def test_a_get_asks_and_changes_nothing(hers: Client) -> None:
    assert [hers.get(one).status_code for one in (f"{INTAKE}pause/", service("pause"))] == [200, 200]
    assert [hers.get(one).status_code for one in (f"{INTAKE}resume/", service("resume"))] == [405, 405]
    assert (Intake.objects.closed(), Upstream.objects.get().is_open) == (None, True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"reason": ""}, "Say why"), ({"reason": "x", "until": "2020-01-01T10:00"}, "This time is over.")],
)
def test_a_pause_needs_a_reason_and_a_time_to_come(hers: Client, fields: dict[str, str], sentence: str) -> None:
    answer = hers.post(f"{INTAKE}pause/", fields)
    assert (answer.status_code, sentence in answer.content.decode(), Intake.objects.closed()) == (422, True, None)


# The intake ---------------------------------------------------------------------------------------------------------


def test_a_closed_intake_makes_no_jobs_and_holds_nothing(hers: Client, alice: User) -> None:
    close(hers)
    with pytest.raises(IntakeClosed):
        press(alice, "a cat")
    assert (Job.objects.count(), Batch.objects.count()) == (0, 0)
    assert Window.objects.current(Purse.objects.of(alice)).held == 0


def test_a_press_on_the_page_reads_until_when_and_why(hers: Client, browse: Browse, bob: User) -> None:
    close(hers)
    answer = browse(bob).post("/create/", {"prompt": "a cat", "mode": "fast", "key": "k"})
    sentence = "No new jobs are taken until further notice: We move. Jobs that wait go on. Nothing was charged."
    assert (answer.status_code, sentence in text(answer.content.decode())) == (422, True)


def test_create_says_so_before_anything_is_pressed(hers: Client, browse: Browse, bob: User) -> None:
    close(hers, until=soon())
    assert "No new jobs are taken until " in browse(bob).get("/create/").content.decode()


@pytest.mark.parametrize("fields", [{}, {"dry_run": True}])
def test_a_call_gets_503_with_the_time_to_come_again(hers: Client, alice: User, fields: dict[str, bool]) -> None:
    close(hers)
    answer = Client().post(
        "/midjourney/v1/imagine",
        json.dumps({"prompt": "a cat", **fields}),
        content_type="application/json",
        headers={"TT-API-KEY": ApiKey.objects.issue(alice).secret},
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    message = "This site takes no new jobs for now: We move. Nothing was held; jobs that wait go on."
    assert answer.json() == {"status": "FAILED", "message": message, "data": None}


def test_a_pause_that_ends_soon_says_when_to_call_again(db: None) -> None:
    assert 50 <= IntakeClosed("x", timezone.now() + timedelta(seconds=60)).retry_after <= 60


def test_status_says_that_no_jobs_are_taken(hers: Client, alice: User) -> None:
    secret = ApiKey.objects.issue(alice).secret
    close(hers)
    answer = hers.get("/midjourney/status", headers={"TT-API-KEY": secret}).json()
    assert answer["data"]["fast"]["status"] == 503


def test_the_same_press_again_is_answered_as_before(hers: Client, alice: User) -> None:
    before = press(alice, "a cat", key="k", source=Source.API)
    close(hers)
    assert press(alice, "a cat", key="k", source=Source.API) == before


def test_what_waits_goes_on(hers: Client, alice: User) -> None:
    press(alice, "a cat")
    close(hers)
    assert [sending.job.text for sending in dispatch.claim()] == ["a cat"]


def test_a_pause_ends_by_itself(hers: Client, alice: User) -> None:
    close(hers, until=soon())
    Intake.objects.update(closed_until=timezone.now())
    assert press(alice, "a cat")


def test_resuming_takes_jobs_again_and_both_are_told(hers: Client, alice: User) -> None:
    close(hers)
    assert "New jobs are taken again" in hers.post(f"{INTAKE}resume/", follow=True).content.decode()
    assert press(alice, "a cat")
    assert "New jobs are taken already" in hers.post(f"{INTAKE}resume/", follow=True).content.decode()
    assert verbs() == ["intake.paused", "intake.resumed"]
    assert Entry.objects.order_by("pk")[0].detail == "until further notice: We move."


def test_a_retry_by_an_operator_waits_as_well(hers: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    submit.cancel(job)
    close(hers)
    page = hers.post(f"{PAGE}{job.uid}/retry/", follow=True).content.decode()
    assert "Not retried, for Alice Archer: No new jobs are taken" in page


# An image service ----------------------------------------------------------------------------------------------------


def test_a_paused_service_gets_no_work_and_what_it_has_goes_on(hers: Client, alice: User) -> None:
    runs = running(alice)
    press(alice, "a cat")
    close(hers, service("pause"))
    assert dispatch.claim() == []
    runs.refresh_from_db()
    assert runs.state == "running"


def test_people_and_programs_read_why_they_wait(hers: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    close(hers, service("pause"))
    why = "The image service is paused until further notice: We move."
    assert why in hers.get("/create/").content.decode()
    answer = hers.get(
        f"/midjourney/v1/fetch?jobId={job.uid}", headers={"TT-API-KEY": ApiKey.objects.issue(alice).secret}
    )
    assert answer.json()["data"]["waiting"] == why


def test_a_time_is_said(hers: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    close(hers, service("pause"), until=soon())
    until = waiting.clock(Upstream.objects.get().closed_until)
    assert waiting.why([job]) == {job.pk: f"The image service is paused until {until}: We move."}


def test_waiting_pages_hear_of_it(hers: Client) -> None:
    before = Feed.objects.versions("line")["line"]
    close(hers, service("pause"))
    hers.post(service("resume"))
    assert Feed.objects.versions("line")["line"] == before + 2


def test_a_rest_of_its_own_ends_no_pause(hers: Client) -> None:
    close(hers, service("pause"))
    Upstream.objects.pause(Upstream.objects.get(), timezone.now(), "invalid key")
    upstream = Upstream.objects.get()
    assert (upstream.is_open, upstream.closed_until, bool(Upstream.objects.open())) == (False, FOREVER, False)


def test_resuming_ends_a_rest_too(hers: Client) -> None:
    Upstream.objects.update(paused_until=timezone.now() + timedelta(minutes=5), pause_reason="invalid key")
    assert "first takes work again" in hers.post(service("resume"), follow=True).content.decode()
    assert bool(Upstream.objects.open())
    assert "first was not paused" in hers.post(service("resume"), follow=True).content.decode()
    assert verbs() == ["upstream.resumed"]


def test_the_queue_says_what_is_paused(hers: Client) -> None:
    close(hers)
    page = text(close(hers, service("pause")))
    assert "New jobs No new jobs are taken until further notice: We move. Jobs that wait go on. Paused Resume" in page
    assert "first first is paused until further notice: We move. Paused Resume" in page
