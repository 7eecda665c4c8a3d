"""What it all has cost: each person's months, the lines of the ledger, and the sums that tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mjweb.gallery.demo.rows import Row, Rows, moment
from mjweb.quotas.models import Allowance, Line, Purse, Tally, Window
from mjweb.quotas.models.line import Kind
from mjweb.quotas.models.tally import added_up
from mjweb.quotas.spans import LABELS, Span, period

_Key = tuple[int, int, int]  # the person, the year, the month


@dataclass(slots=True)
class _Month:
    """A window while it is filled."""

    pk: int
    limit: int
    used: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """One job as the ledger tells it."""

    user: int
    team: int
    uid: str
    label: str
    quote: int
    speed: str
    work: str
    project: str | None
    asked: datetime
    ended: datetime
    is_failed: bool


class Books:
    """Of so many purses of people, for the months from one moment to another."""

    def __init__(self, purses: Iterable[Purse], since: datetime, until: datetime) -> None:
        self.rows = Rows(
            Line,
            *("window_id", "kind", "amount", "balance", "reference", "label", "reason", "at", "space_id", "user_id"),
            *("day", "speed", "work", "project"),
        )
        self._windows = Rows(
            Window, "id", "purse_id", "span", "starts", "ends", "limit", "used", "held", "owed", "is_soft", "warned"
        )
        self._open(list(purses), since, until)

    def _open(self, purses: list[Purse], since: datetime, until: datetime) -> None:
        """All the months at once; those that are open already go on."""
        amounts = dict(Allowance.objects.filter(purse__in=purses, span=Span.MONTH).values_list("purse_id", "amount"))
        there = Window.objects.filter(purse__in=purses, span=Span.MONTH)
        known = {(one.purse_id, one.starts): one for one in there}
        self._months: dict[_Key, _Month] = {}
        first = self._windows.next_id()
        opened: list[Row] = []
        grants: list[Row] = []
        for purse in purses:
            assert purse.user_id is not None
            for middle in _middles(since, until):
                starts, ends = period(Span.MONTH, middle, purse.zone)
                key = (purse.user_id, middle.year, middle.month)
                if window := known.get((purse.pk, starts)):
                    self._months[key] = _Month(window.pk, window.limit, window.used + window.held)
                    continue
                pk, limit = first + len(opened), amounts[purse.pk]
                self._months[key] = _Month(pk, limit)
                opened.append((pk, purse.pk, Span.MONTH.value, moment(starts), moment(ends), limit, 0, 0, 0, False, 0))
                told: tuple[Any, ...] = (None, purse.user_id, None, "", "", None)
                grants.append(
                    (pk, Kind.GRANT.value, limit, limit, "", str(LABELS[Span.MONTH]), "", moment(starts), *told)
                )
        self._windows.write(opened)
        self.rows.write(grants)

    def pay(self, job: Spent) -> list[Row]:
        """The hold, and that it was settled or returned."""
        month = self._months[job.user, job.asked.year, job.asked.month]
        quote, left = job.quote, month.limit - month.used - job.quote
        told = (job.team, job.user, job.asked.date().isoformat(), job.speed, job.work, job.project)
        reference = f"{job.uid}.1"
        asked, ended = moment(job.asked), moment(job.ended)
        hold = (month.pk, Kind.HOLD.value, quote, left, reference, job.label, "", asked, *told)
        if job.is_failed:
            kind, left, reason = Kind.RETURN.value, left + quote, "engine"
        else:
            month.used += quote
            kind, reason = Kind.SETTLE.value, ""
        return [hold, (month.pk, kind, quote, left, reference, job.label, reason, ended, *told)]

    def close(self) -> None:
        """Write down what was used of each month, and the sums of days."""
        used = [Window(pk=month.pk, used=month.used) for month in self._months.values() if month.used]
        Window.objects.bulk_update(used, ["used"], batch_size=200)
        Tally.objects.all().delete()
        sums = [
            (space, user, day.isoformat(), facet, value or "", amount, count)
            for (space, user, day, facet, value), (amount, count) in added_up()
        ]  # all of them first: while rows are copied PostgreSQL answers nothing
        Rows(Tally, "space_id", "user_id", "day", "facet", "value", "amount", "count").write(sums)


def _middles(since: datetime, until: datetime) -> Iterator[datetime]:
    """A moment in the midst of each month."""
    at = since.replace(day=15)
    while (at.year, at.month) <= (until.year, until.month):
        yield at
        at = (at + timedelta(days=31)).replace(day=15)
