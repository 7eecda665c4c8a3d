"""Guesses for misspelt names."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.prompts.nearest import distance, may_be, nearest


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("arr", "ar"),
        ("weirdness", "weird"),
        ("stilize", "stylize"),
        ("apsect", "aspect"),
        ("versoin", "version"),
        ("personalize", "p"),
        ("seeds", "seed"),
        ("tyle", "tile"),
    ],
)
def test_a_slip_is_understood(typed: str, meant: str) -> None:
    assert nearest(typed) == meant


@pytest.mark.parametrize("typed", ["glowing", "z", "masterpiece", "a" * 500, "\u05e9\u05dc\u05d5\u05dd"])
def test_another_word_is_no_slip(typed: str) -> None:
    assert nearest(typed) is None


@pytest.mark.parametrize(
    ("one", "other", "steps"), [("", "ar", 2), ("ar", "ar", 0), ("ra", "ar", 1), ("seed", "sede", 1)]
)
def test_distance_counts_letters(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == steps


@settings(deadline=None)
@given(st.text("abr", max_size=7), st.text("abr", max_size=7))
def test_no_word_within_reach_is_passed_over(one: str, other: str) -> None:
    assert may_be(one, other, distance(one, other))


def test_a_word_with_too_many_new_letters_is_out_of_reach() -> None:
    assert not may_be("masque", "random", 2)
