"""Calendar periods, and the window that follows another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjweb.quotas.spans import ALWAYS, Span, following, period

AMSTERDAM, AUCKLAND = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Pacific/Auckland")
ZONES = st.sampled_from(
    [ZoneInfo("UTC"), AMSTERDAM, AUCKLAND, ZoneInfo("America/Los_Angeles"), ZoneInfo("Asia/Kolkata")]
)
HOURS = st.integers(0, 24 * 365 * 6)


@pytest.mark.parametrize(
    ("span", "starts", "ends"),
    [
        (Span.DAY, "2026-10-15T00:00:00+02:00", "2026-10-16T00:00:00+02:00"),
        (Span.WEEK, "2026-10-12T00:00:00+02:00", "2026-10-19T00:00:00+02:00"),
        (Span.MONTH, "2026-10-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00"),
    ],
)
def test_a_period_ends_at_midnight_of_its_zone_though_the_clocks_change(span: Span, starts: str, ends: str) -> None:
    found = period(span, datetime(2026, 10, 15, 12, tzinfo=UTC), AMSTERDAM)
    assert tuple(moment.isoformat() for moment in found) == (starts, ends)


def test_what_is_given_in_total_never_turns() -> None:
    assert period(Span.TOTAL, datetime(2026, 10, 15, 12, tzinfo=UTC), AUCKLAND) == ALWAYS


def test_a_year_ends_in_december() -> None:
    assert period(Span.MONTH, datetime(2026, 12, 31, 12, tzinfo=UTC), AMSTERDAM)[1].isoformat() == (
        "2027-01-01T00:00:00+01:00"
    )


def test_a_zone_to_the_west_gives_no_month_for_the_hours_between() -> None:
    over = datetime(2026, 11, 30, 11, tzinfo=UTC)  # December in Auckland
    assert following(Span.MONTH, over, ZoneInfo("UTC"), over) == (over, datetime(2027, 1, 1, tzinfo=UTC))


def test_a_zone_to_the_east_goes_on_where_the_last_month_ended() -> None:
    over = datetime(2026, 12, 1, tzinfo=UTC)
    starts, ends = following(Span.MONTH, over, AUCKLAND, over)
    assert (starts, ends) == (over, datetime(2027, 1, 1, tzinfo=AUCKLAND))


@given(st.sampled_from([Span.DAY, Span.WEEK, Span.MONTH]), HOURS, ZONES, ZONES)
def test_the_next_window_holds_its_moment_and_does_not_reach_into_the_last(
    span: Span, hours: int, before: ZoneInfo, after: ZoneInfo
) -> None:
    last = period(span, datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours), before)[1]
    starts, ends = following(span, last, after, last)
    assert starts == last < ends
    assert ends == period(span, ends, after)[0]
