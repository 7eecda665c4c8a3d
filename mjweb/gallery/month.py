"""A month of the calendar, as the pages of usage turn them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Self

_FORM = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """Written 2026-11 in addresses."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """A month out of an address; None for what is none."""
        found = _FORM.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> Month:
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> Month:
        return Month.of(self.first + timedelta(days=31))

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first moment there, and that of the next month."""
        return datetime.combine(self.first, time.min, zone), datetime.combine(self.after.first, time.min, zone)

    def middle(self, zone: tzinfo) -> datetime:
        """A moment that lies in the month in whatever way a window is off its edges by a change of the time zone."""
        return datetime(self.year, self.number, 15, 12, tzinfo=zone)
