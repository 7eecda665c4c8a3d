"""The months in which there are pictures of a list, to jump to any of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db import connection
from django.utils import timezone

from mjweb.gallery import search
from mjweb.gallery.search import Terms

MOST = 120  # months; of an older library the latest
_NEVER = date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Month:
    """`newest` is its newest picture of the list."""

    first: date
    newest: int

    @property
    def after(self) -> int:
        """The cursor from which a page begins with it."""
        return self.newest + 1


def months(terms: Terms) -> list[Month]:
    """Newest first, in two questions."""
    starts = _starts(timezone.localdate())
    # Before the first picture of all, and after the last, months have no numbers.
    bounds = zip(starts, pairwise(_bounds([*starts, _NEVER])), strict=True)
    told = [(day, low, high) for day, (low, high) in bounds if low is not None and high is not None and low < high]
    days = [day for day, _low, _high in told]
    newest = search.latest_of_each(terms, [(low, high) for _day, low, high in told])
    return [Month(day, number) for day, number in reversed(list(zip(days, newest, strict=True))) if number is not None]


def _starts(today: date) -> list[date]:
    """The first days of so many months, oldest first."""
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - MOST + 1, last + 1)]


def _bounds(starts: list[date]) -> list[int | None]:
    """The first picture from each day on, else the number behind the last; numbers of pictures grow with time."""
    first = "SELECT id FROM jobs_picture WHERE created_at >= month.starts ORDER BY created_at LIMIT 1"
    sql = f"SELECT coalesce(({first}), (SELECT max(id) + 1 FROM jobs_picture)) FROM month ORDER BY starts"  # noqa: S608  # as below
    adapt = connection.ops.adapt_datetimefield_value
    moments = [adapt(timezone.make_aware(datetime.combine(day, datetime.min.time()))) for day in starts]
    rows = ", ".join(["(%s)"] * len(moments))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH month (starts) AS (VALUES {rows}) {sql}", moments)  # marks
        return [number for (number,) in cursor.fetchall()]
