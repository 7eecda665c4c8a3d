"""Who was refused for their words too often is to wait, and everybody concerned is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from jobs import dispatch, strikes
from jobs.actions import Action
from jobs.errors import WordsRefused
from jobs.models import Batch, Job, Source
from jobs.states import State
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream, faults


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


@pytest.fixture
def refused(alice: User, ttapi: Upstream) -> list[Job]:
    """Three prompts of Alice's whose words the service refused when it had taken them."""
    found = []
    for number in range(3):
        ttapi.script(faults.fails())
        (job,) = press(alice, f"a bad word, {number}")
        drive()
        job.refresh_from_db()
        assert (job.state, job.reason) == (State.FAILED, "banned")
        found.append(job)
    return found


def test_who_was_refused_three_times_in_a_day_is_to_wait(alice: User, refused: list[Job]) -> None:
    before = Job.objects.count()
    with pytest.raises(WordsRefused) as refusal:
        press(alice, "a cat")
    assert refused[0].finished_at is not None
    assert refusal.value.until == refused[0].finished_at + timedelta(hours=24)
    assert (Job.objects.count(), left(alice)) == (before, 100_000)


def test_twice_is_no_more_than_twice(alice: User, refused: list[Job]) -> None:
    Job.objects.filter(pk=refused[0].pk).update(reason="refused")
    assert press(alice, "a cat")


def test_a_day_later_they_go_on(alice: User, refused: list[Job]) -> None:
    Job.objects.filter(pk=refused[0].pk).update(finished_at=timezone.now() - timedelta(hours=24))
    assert press(alice, "a cat")


def test_what_the_service_refuses_at_once_does_not_count(alice: User, ttapi: Upstream) -> None:
    for number in range(4):
        ttapi.script(faults.refused())
        press(alice, f"a bad word, {number}")
        dispatch.run()
    assert set(Job.objects.values_list("reason", flat=True)) == {"banned"}
    assert press(alice, "a cat")


def test_others_go_on_meanwhile(bob: User, refused: list[Job]) -> None:
    assert press(bob, "a cat")


def test_what_needs_no_words_goes_on(alice: User, ttapi: Upstream, refused: list[Job]) -> None:
    strikes.check(alice, [Action.UPSCALE, Action.VARY, Action.BLEND], Source.PAGE)
    with pytest.raises(WordsRefused):
        strikes.check(alice, [Action.UPSCALE, Action.REGION], Source.PAGE)


def test_the_same_press_again_is_still_the_batch_that_it_made(alice: User, refused: list[Job]) -> None:
    (batch,) = [refused[0].batch]
    assert press(alice, "a bad word, 0", key=batch.key) == [refused[0]]


def test_what_waits_already_goes_on(alice: User, ttapi: Upstream) -> None:
    ttapi.seconds = 0
    (waiting,) = press(alice, "a cat")
    Job.objects.filter(pk=waiting.pk).update(due_at=timezone.now() + timedelta(minutes=5))
    for number in range(3):
        press(alice, f"a bad word, {number}")
        ttapi.script(faults.fails())
        dispatch.run()
        drive(until={State.QUEUED})
    assert strikes.ends(alice, Source.PAGE)
    Job.objects.filter(pk=waiting.pk).update(due_at=timezone.now())
    drive()
    waiting.refresh_from_db()
    assert waiting.state == State.DONE


def test_an_operator_may_leave_it_out(alice: User, refused: list[Job], settings: Settings) -> None:
    settings.MOST_REFUSED = 0
    assert press(alice, "a cat", source=Source.API)


def test_a_page_says_what_happened_and_until_when(alice: User, refused: list[Job]) -> None:
    client = Client()
    client.force_login(alice)
    page = client.post("/create/", {"prompt": "a cat", "mode": "fast", "key": "k"}).content.decode()
    assert "refused the words of 3 of your prompts within a day" in page
    assert "Nothing was charged. New prompts are taken from" in page


def test_a_program_may_ask_for_many_people(alice: User, refused: list[Job]) -> None:
    Batch.objects.update(source=Source.API)
    assert press(alice, "a cat", source=Source.API)


def test_programs_are_told_when_to_come_again(alice: User, refused: list[Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strikes, "PROGRAMS", 1)
    Batch.objects.update(source=Source.API)
    secret = str(ApiKey.objects.issue(alice).secret)
    body = json.dumps({"prompt": "a cat"})
    answer = Client().post(
        "/midjourney/v1/imagine", body, content_type="application/json", headers={"TT-API-KEY": secret}
    )
    assert (answer.status_code, answer.json()["status"]) == (429, "FAILED")
    assert 23 * 3600 < int(answer["Retry-After"]) <= 24 * 3600
    assert "refused the words of 3 of your prompts" in answer.json()["message"]


def test_operators_see_whose_words_were_refused(alice: User, refused: list[Job]) -> None:
    client = Client()
    client.force_login(alice)
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    page = client.get("/ops/health/").content.decode()
    assert "Words refused in 24 hours" in page
    assert "Alice Archer: 3" in page


def test_one_look_finds_whether_somebody_is_to_wait(
    alice: User, refused: list[Job], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert strikes.ends(alice, Source.PAGE)
