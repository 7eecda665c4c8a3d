"""How long an allowance lasts: a day, a week, a month, or for good; calendar periods of a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class Span(models.TextChoices):
    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    TOTAL = "total", _("In total")


ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))
LABELS = {
    Span.DAY: _("Daily allowance"),
    Span.WEEK: _("Weekly allowance"),
    Span.MONTH: _("Monthly allowance"),
    Span.TOTAL: _("Allowance in total"),
}


def period(span: Span, moment: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """The calendar period round a moment: its first instant and the next one's. Weeks begin on Monday."""
    if span is Span.TOTAL:
        return ALWAYS
    day = moment.astimezone(zone).date()
    if span is Span.MONTH:
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
    else:
        first = day - timedelta(days=day.weekday()) if span is Span.WEEK else day
        after = first + timedelta(days=7 if span is Span.WEEK else 1)
    return _midnight(first, zone), _midnight(after, zone)


def following(span: Span, moment: datetime, zone: tzinfo, last: datetime | None) -> tuple[datetime, datetime]:
    """The window to open at a moment, when the one before it ended at `last`: never over it, never a second full one.

    After a change of the time zone the calendar's period may have begun before `last`. The new window begins there
    then, and runs to the end of the period, or of the next one where most of this one is over: nobody gets a whole
    month's allowance for the few hours by which two zones differ.
    """
    starts, ends = period(span, moment, zone)
    if last is None or last <= starts:
        return starts, ends
    if last - starts > (ends - starts) / 2:
        ends = period(span, ends, zone)[1]
    return last, ends


def _midnight(day: date, zone: tzinfo) -> datetime:
    # Built anew, not added to: the offset may change with daylight saving in between.
    return datetime(day.year, day.month, day.day, tzinfo=zone)
