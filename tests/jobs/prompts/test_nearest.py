"""Guesses for misspelt names."""

import pytest

from jobs.prompts.nearest import distance, nearest


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
