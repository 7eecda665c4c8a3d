"""Fetches for waiting calls: two at a time in a process, and one for each person."""

from __future__ import annotations

import pytest
from django.test import Client

from jobs.api.fetching import fetched, turn
from jobs.api.refusals import Refusal
from tests.jobs.api.conftest import Caller, nothing_happened, png, web


def test_a_person_has_one_turn_at_a_time() -> None:
    with turn(1):
        with pytest.raises(Refusal, match="for you") as refused, turn(1):
            pass
        with turn(2):
            pass
    assert (refused.value.status, refused.value.retry_after) == (429, 5)
    with turn(1):
        pass


def test_a_process_has_two_turns_at_a_time() -> None:
    with turn(1), turn(2), pytest.raises(Refusal) as refused, turn(3):
        pass
    assert (refused.value.status, refused.value.retry_after) == (429, 5)
    with turn(3):
        pass


@pytest.mark.usefixtures("allowed")
def test_a_fetch_that_fails_gives_its_turn_back() -> None:
    with web(b"", 404) as url, pytest.raises(Refusal, match="Invalid link"):
        fetched(url, 1)
    with web(b"x") as url:
        assert fetched(url, 1) == b"x"


@pytest.mark.usefixtures("allowed")
def test_a_call_past_the_turns_is_asked_to_come_back(caller: Caller) -> None:
    paths: list[str] = []
    with web(png(), paths=paths) as url, turn(caller.user.pk):
        status, answer = caller.post("describe", {"url": url})
    assert (status, caller.last.headers["Retry-After"], answer["status"]) == (429, "5", "FAILED")
    assert (paths, nothing_happened(caller.user)) == ([], True)


@pytest.mark.usefixtures("allowed")
def test_others_are_served_while_turns_are_taken(caller: Caller, client: Client) -> None:
    with turn(-1), turn(-2):
        assert caller.post("imagine", {"prompt": "a cat"})[0] == 200
        assert client.get("/midjourney/v1/openapi.json").status_code == 200
