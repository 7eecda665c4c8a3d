"""PromptCheck: 200 whatever it finds, and it finds what imagine would refuse."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.jobs.api.conftest import Caller, nothing_happened


def check(caller: Caller, prompt: object) -> tuple[int, str, str, object]:
    status, answer = caller.post("promptCheck", {"prompt": prompt})
    return status, answer["status"], answer["message"], answer["data"]


def test_a_good_prompt_passes_in_the_known_words(caller: Caller) -> None:
    assert check(caller, "a cat --ar 3:2") == (200, "SUCCESS", "success", "Prompt verification successful.")


def test_blocked_words_are_named_in_the_known_words(caller: Caller, settings: Settings) -> None:
    settings.BLOCKED_WORDS = frozenset({"gore", "blood bath"})
    expected = (200, "FAILED", "banned prompt words: [gore, blood bath]", None)
    assert check(caller, "gore and a blood bath, more gore") == expected


def test_a_blocked_word_makes_no_job(caller: Caller, settings: Settings) -> None:
    settings.BLOCKED_WORDS = frozenset({"gore"})
    status, _answer = caller.post("imagine", {"prompt": "Gore, in oil"})
    assert status == 400
    assert nothing_happened(caller.user)


@pytest.mark.parametrize(
    "prompt", ["a cat --ar 0:1", "a cat --cref https://a.example/x.png --v 7", "", None, 7, "a {red, blue} cat"]
)
def test_what_imagine_would_refuse_is_a_200_that_says_why(caller: Caller, prompt: object) -> None:
    status, state, message, data = check(caller, prompt)
    assert (status, state, data) == (200, "FAILED", None)
    assert caller.post("imagine", {"prompt": prompt})[1]["message"] == message


def test_it_costs_nothing(caller: Caller) -> None:
    check(caller, "a cat")
    assert nothing_happened(caller.user)


def test_it_needs_a_key(caller: Caller) -> None:
    caller.secret = "x"
    assert caller.post("promptCheck", {"prompt": "a cat"})[0] == 401


def test_a_stranger_hears_the_same(caller: Caller, stranger: Caller) -> None:
    assert check(caller, "a cat --ar 0:1") == check(stranger, "a cat --ar 0:1")
