"""Months of the calendar and of addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mjweb.gallery.month import Month


def test_a_month_turns_with_the_year() -> None:
    assert (Month(2026, 1).before, Month(2026, 12).after) == (Month(2025, 12), Month(2027, 1))


def test_february_of_a_leap_year_has_its_last_day() -> None:
    assert Month(2028, 2).last == date(2028, 2, 29)


def test_a_month_ends_where_the_next_begins_by_the_clock_there() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    assert Month(2026, 12).span(zone) == (
        datetime(2026, 11, 30, 15, tzinfo=UTC),
        datetime(2026, 12, 31, 15, tzinfo=UTC),
    )


def test_what_an_address_says_is_read_again() -> None:
    assert Month.read(str(Month(2026, 3))) == Month(2026, 3)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "1999-01", "2026-1", "2026-01-01", "٢٠٢٦-٠١"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.read(text) is None
