"""Numbers as people type them."""

import pytest

from jobs.prompts.values import decimal, ratio, shown, whole


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("-3", -3),
        ("50", 50),
        ("-0", 0),
        ("9" * 5000, 10**18 - 1),
        ("-" + "9" * 5000, 1 - 10**18),
        ("1.0", None),
        ("1e3", None),
        ("\u0663", None),
        ("--3", None),
        ("", None),
        ("5\n", None),
    ],
)
def test_whole_numbers(typed: str, number: int | None) -> None:
    assert whole(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"), [(".5", 0.5), ("-.5", -0.5), ("2.", 2), ("9" * 5000, 1e15), ("nan", None), ("1.2.3", None)]
)
def test_decimal_numbers(typed: str, number: float | None) -> None:
    assert decimal(typed) == number


@pytest.mark.parametrize(
    ("typed", "sides"),
    [("16:9", (16, 9)), ("0:1", None), ("1:0", None), ("16x9", None), ("1:1:1", None), ("1" * 10 + ":1", None)],
)
def test_ratios(typed: str, sides: tuple[int, int] | None) -> None:
    assert ratio(typed) == sides


@pytest.mark.parametrize(("number", "words"), [(2.0, "2"), (0.5, "0.5"), (-0.5, "-0.5"), (4294967295, "4294967295")])
def test_numbers_are_shown_plainly(number: float, words: str) -> None:
    assert shown(number) == words
