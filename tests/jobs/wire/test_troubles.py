"""What the reasons of a service mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import wire
from jobs.troubles import Trouble


@pytest.mark.parametrize(
    ("message", "trouble"),
    [
        ("[Banned prompt detected] word", Trouble.BANNED),
        ("  [banned PROMPT detected]", Trouble.BANNED),
        ("【敏感词】 word", Trouble.BANNED),
        ("[Image denied] no", Trouble.DENIED),
        ("[Invalid link!] x", Trouble.LINK),
        ("[Invalid parameter] --foo", Trouble.PARAMETER),
        ("timeout parameter error", Trouble.PARAMETER),
        ("Related job does not offer this action.", Trouble.PARENT),
        ("Job Timeout", Trouble.TIMEOUT),
        ("Sorry: the queue is full", Trouble.FULL),
        ("Insufficient balance.", Trouble.BALANCE),
        ("Wrong TT-API-KEY or email is not activated.", Trouble.KEY),
        ("Account is blocked", Trouble.BLOCKED),
        ("Unknown Integration", Trouble.INTERNAL),
        ("Bad gateway", Trouble.DOWN),
        ("", None),
        ("Nein", None),
    ],
)
def test_each_reason_has_its_kind(message: str, trouble: Trouble | None) -> None:
    assert wire.read_trouble(message) is trouble


def test_what_a_reason_begins_with_counts_whatever_it_quotes() -> None:
    assert wire.read_trouble("Banned prompt detected: queue is full, job timeout") is Trouble.BANNED
    assert not wire.is_not_now("Invalid parameter: try again later")


@pytest.mark.parametrize("words", ["insufficient balance", "wrong tt-api-key", "account blocked", "余额不足"])
def test_no_prompt_that_is_quoted_speaks_of_the_account(words: str) -> None:
    trouble = wire.read_trouble(f"Not drawn: {words}")
    assert trouble is None or not trouble.of_the_account


@pytest.mark.parametrize(
    "message", ["No available accounts", "[Internal error] try again later", "请稍后再试", "Queue full"]
)
def test_some_refusals_only_mean_later(message: str) -> None:
    assert wire.is_not_now(message)


@pytest.mark.parametrize("message", ["", "Nein", "Job Timeout", "Insufficient balance"])
def test_most_do_not(message: str) -> None:
    assert not wire.is_not_now(message)


@given(st.text())
def test_any_text_is_read(message: str) -> None:
    assert wire.read_trouble(message) in {None, *Trouble}
