"""The ledger as pages and files: filters, a page of any of them at the same cost, and rows for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.db.models.functions import Coalesce

from jobs.models import Mode, Work
from mjweb.gallery.lines import CHUNK, labelled
from mjweb.gallery.scope import Scope
from mjweb.quotas.models import Kind, Line
from mjweb.quotas.models.line import LineQuerySet
from mjweb.quotas.units import THOUSAND

PAGE = 50
# Several filters at once have no index: that of one is walked along, so many lines at most, for what fits the others.
MOST = 5_000
# Numbers of lines grow with time but for those that were written at the same moment, or while a clock was put right.
SLACK = timedelta(minutes=10)
# The columns that can be asked for, each with what it may be; the fewest lines are to be expected of the first ones.
_EQUAL = {"key": "key", "project": "project", "person": "user_id", "work": "work", "speed": "speed", "kind": "kind"}
_WORDS = {"kind": Kind.values, "speed": Mode.values, "work": Work.values}
_RARE = {Kind.RETURN, Kind.GRANT, Kind.CORRECT}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a ledger is asked for; the address carries all of it. Days are those of the scope's calendar."""

    kind: str = ""
    speed: str = ""
    work: str = ""
    person: str = ""
    project: str = ""
    key: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, parameters: dict[str, str]) -> Self:
        """Read from an address; what makes no sense is as if it were absent."""
        given: dict[str, Any] = {}
        for one in fields(cls):
            text = parameters.get(one.name, "")
            if one.name in ("since", "until"):
                given[one.name] = _day(text)
            elif text in _WORDS[one.name] if one.name in _WORDS else number(text) is not None:
                given[one.name] = text
        return cls(**given)

    @property
    def address(self) -> str:
        """The query part of an address, without what is not asked for."""
        pairs = {one.name: getattr(self, one.name) for one in fields(self)}
        return urlencode({name: str(value) for name, value in pairs.items() if value})

    @property
    def equal(self) -> list[tuple[str, str]]:
        """Column and value of each that has to be equal, the rarest first."""
        asked = [(column, getattr(self, name)) for name, column in _EQUAL.items() if getattr(self, name)]
        return sorted(asked, key=lambda pair: pair[0] == "kind" and pair[1] in _RARE, reverse=True)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and the cursor behind which the next ones are; `is_short`: only so many could be looked at."""

    lines: list[Line]
    after: int | None
    is_short: bool = False


def page(scope: Scope, filters: Filters, after: int | None) -> Page:
    """One page, newest first. Its cost does not grow with the ledger, whatever is asked for."""
    lines, rest = _walk(scope, filters)
    lines = lines.filter(pk__lt=after) if after else lines
    days = _moments(scope, filters)
    # With more than one filter an index is walked for numbers only, and lines are looked at until a page is full.
    fitting = (_among(lines.values("pk")[:MOST], rest) if rest else lines).filter(**days).newest_first()
    shown = list((fitting.select_related("user") if scope.team else fitting)[: PAGE + 1])
    if len(shown) > PAGE:
        return Page(shown[:PAGE], shown[PAGE - 1].pk)
    last = lines.values_list("pk", flat=True)[MOST - 1 : MOST].first() if rest else None
    return Page(shown, last, is_short=last is not None)


def _among(walked: models.QuerySet[Line, Any], rest: Mapping[str, str]) -> LineQuerySet:
    """Those of the lines walked along that are as asked.

    Told as expressions, so that no database takes an index of the whole ledger for one of them.
    """
    found = Line.objects.filter(pk__in=walked)
    for name, value in rest.items():
        kind = models.BigIntegerField() if name.endswith("_id") else models.CharField()
        found = found.alias(**{f"its_{name}": Coalesce(name, name, output_field=kind)}).filter(**{f"its_{name}": value})
    return found


def latest(scope: Scope, filters: Filters, count: int) -> list[Line]:
    """The newest, one line for each thing: a hold that was settled is told by its settlement."""
    found = list(_between(scope, filters, scope.lines).newest_first().select_related("user")[: 2 * count])
    settled = {line.reference for line in found if line.kind == Kind.SETTLE}
    told = [line for line in found if line.kind != Kind.HOLD or line.reference not in settled]
    return told[:count]


def _walk(scope: Scope, filters: Filters) -> tuple[LineQuerySet, dict[str, str]]:
    """The lines to walk along, newest first, by one index; and what has to be looked at in each of them."""
    rest = dict(filters.equal)
    lines = scope.lines
    first = next(iter(rest), "")
    if first in ("key", "project"):  # an index of their own: no space and no person stand in it
        lines = Line.objects.filter(**{first: rest.pop(first)})
        rest |= {"space_id": str(scope.team.pk)} if scope.team else {"user_id": str(scope.user.pk)}
    elif first:
        lines = lines.filter(**{first: rest.pop(first)})
    return _near(scope, filters, lines).newest_first(), rest


def _between(scope: Scope, filters: Filters, lines: LineQuerySet) -> LineQuerySet:
    """Those of the days that are asked for."""
    return _near(scope, filters, lines).filter(**_moments(scope, filters))


def _near(scope: Scope, filters: Filters, lines: LineQuerySet) -> LineQuerySet:
    """Those of about the days that are asked for, by the numbers that lines had then: an index is enough for that."""
    moments = _moments(scope, filters)
    if "at__gte" in moments:
        lines = lines.filter(pk__gte=_edge(moments["at__gte"] - SLACK))
    if "at__lt" in moments:
        lines = lines.filter(pk__lt=_edge(moments["at__lt"] + SLACK))
    return lines


def _moments(scope: Scope, filters: Filters) -> dict[str, datetime]:
    """When the days begin and end that are asked for."""
    found = {}
    if filters.since:
        found["at__gte"] = datetime.combine(filters.since, time.min, scope.zone)
    if filters.until:
        found["at__lt"] = datetime.combine(filters.until + timedelta(days=1), time.min, scope.zone)
    return found


def _edge(moment: datetime) -> int:
    """The number of the first line of that moment or later."""
    found = Line.objects.filter(at__gte=moment).order_by("at").values_list("pk", flat=True).first()
    return 2**63 - 1 if found is None else found


# Files --------------------------------------------------------------------------------------------------------------


def head(scope: Scope) -> list[str]:
    """The names of the columns. What a team sees of a person's line is not what that person has left elsewhere."""
    whose = ["person"] if scope.team else ["balance"]
    return ["time", "kind", "change", "amount", *whose, "speed", "work", "project", "key", "what", "reason"]


def rows(scope: Scope, filters: Filters) -> Iterator[list[object]]:
    """The lines as cells, oldest first, amounts in credits; however many they are, a few of them are in memory."""
    projects: dict[str | None, object] = {None: "", **dict(scope.projects())}
    keys: dict[str | None, object] = {None: "", **dict(scope.api_keys())}
    lines = _between(scope, filters, scope.lines).filter(**dict(filters.equal)).order_by("pk")
    for line, label in labelled(scope, lines.select_related("user").iterator(chunk_size=CHUNK)):
        yield [
            line.at.isoformat(timespec="seconds"),
            line.kind,
            _credits(line.change),
            _credits(line.amount),
            str(line.user or "") if scope.team else _credits(line.balance),
            line.speed,
            line.work,
            *(str(known.get(value, value)) for value, known in ((line.project, projects), (line.key, keys))),
            label,
            line.reason,
        ]


def _credits(amount: int) -> Decimal:
    """A number, so that no spreadsheet takes the minus before it for a formula."""
    return Decimal(amount) / THOUSAND


# Reading addresses --------------------------------------------------------------------------------------------------


def number(text: str) -> int | None:
    """A whole number from an address, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 9000 else None
