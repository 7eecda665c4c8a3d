"""Amounts in words and numbers."""

from __future__ import annotations

import pytest

from mjweb.quotas import units


@pytest.mark.parametrize(
    ("amount", "text"), [(0, "0"), (1000, "1"), (1500, "1.5"), (250, "0.25"), (1, "0.001"), (-4000, "-4")]
)
def test_plain_has_no_trailing_zeros(amount: int, text: str) -> None:
    assert units.plain(amount) == text


@pytest.mark.parametrize(("amount", "text"), [(1_000_000, "1,000"), (1_234_500, "1,234.5"), (4000, "4")])
def test_grouped_reads_as_people_write(amount: int, text: str) -> None:
    assert units.grouped(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"), [(1000, "1 credit"), (4000, "4 credits"), (1500, "1.5 credits"), (0, "0 credits")]
)
def test_only_one_is_a_credit(amount: int, text: str) -> None:
    assert units.credits(amount) == text


def test_a_whole_amount_is_an_int_for_programs() -> None:
    assert [repr(units.number(amount)) for amount in (2000, 1500)] == ["2", "1.5"]


@pytest.mark.parametrize(("text", "amount"), [("200", 200_000), ("1.5", 1_500), (" 3 ", 3_000)])
def test_an_amount_is_read(text: str, amount: int) -> None:
    assert units.units(text) == amount


@pytest.mark.parametrize("text", ["", "-1", "1.5555", "ten", "1e3", "NaN", "٣"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="such as"):
        units.units(text)
