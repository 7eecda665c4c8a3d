"""What credits went to in a month: sums by work, speed, person, project and key; the pace; lines beside their jobs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs.actions import RULES, Shape
from jobs.inheritance import PASSED_ON
from jobs.models import Mode, Work
from mjweb.accounts.models import User
from mjweb.gallery.month import Month
from mjweb.gallery.scope import Choices, Scope
from mjweb.quotas.models import Facet, Kind, Window
from mjweb.quotas.models.tally import Sums
from mjweb.quotas.units import THOUSAND

# The kinds of work as the page sums them, in the order of the page.
GROUPS: dict[str, tuple[str | Promise, frozenset[str]]] = {
    "grids": (_("Grids"), frozenset({Work.IMAGINE, Work.BLEND})),
    "variations": (_("Variations"), frozenset({Work.VARIATION, Work.REGION})),
    "upscales": (_("Upscales"), frozenset({Work.SINGLE, Work.UPSCALE})),
    "extends": (_("Zoom and pan"), frozenset({Work.ZOOM, Work.PAN})),
    "words": (_("Describe and seed"), frozenset({Work.DESCRIBE, Work.SEED})),
}
# What a line calls them; the row of the price table that all larger pictures share has a long name.
NAMES: dict[str, str | Promise] = {**{work.value: work.label for work in Work}, Work.UPSCALE.value: _("Upscale")}
KINDS, SPEEDS = dict(Kind.choices), dict(Mode.choices)
# How many pictures one job of each kind of work makes.
_MAKES = {Shape.GRID: 4, Shape.SINGLE: 1, Shape.UPSCALED: 1, Shape.TEXT: 0, Shape.BROUGHT: 1}
PICTURES = {rule.price: _MAKES[rule.makes] for rule in RULES.values()}
# What a hold was returned for without a failure: its person thought better of it, or somebody else goes on with it.
_NO_FAILURE = frozenset({"canceled", "operator", "speed", PASSED_ON})
MOST_BARS = 10
ROOM = 2  # days: on a phone two numbers nearer to each other would run into one


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of all that was spent: its share in percent, and the filter of the ledger that shows its lines."""

    label: str | Promise
    amount: int
    percent: float
    query: str = ""


@dataclass(slots=True)
class Day:
    """One day of the chart; amounts in thousandths by speed."""

    day: date
    ahead: bool
    today: bool
    amounts: dict[str, int] = field(default_factory=dict)
    scale: int = 1
    marked: bool = False  # its number stands below it

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    @property
    def top(self) -> float:
        """The height of the whole column in percent of the plot."""
        return 100 * self.total / self.scale

    @property
    def parts(self) -> list[tuple[str, int, float]]:
        """Speed, amount and height in percent, for the speeds that were used, from the bottom up."""
        return [
            (mode, amount, 100 * amount / self.scale) for mode in Mode.values if (amount := self.amounts.get(mode, 0))
        ]


class Report:
    """The sums of one month for a page, out of the daily tallies alone: no line of the ledger is read."""

    def __init__(self, scope: Scope, month: Month) -> None:
        self.scope, self.month = scope, month
        self.window = scope.window(month)
        self._tallies = scope.tallies.between(month.first, month.last)

    @property
    def is_current(self) -> bool:
        return self.month == Month.of(self.scope.today)

    @cached_property
    def _speeds(self) -> dict[tuple[date, str], int]:
        return self._tallies.by_day()

    @cached_property
    def _works(self) -> dict[str, Sums]:
        return self._tallies.by(Facet.WORK)

    @cached_property
    def _returns(self) -> dict[str, Sums]:
        return self._tallies.by(Facet.RETURN)

    @cached_property
    def spent(self) -> int:
        return sum(amount for amount, _count in self._works.values())

    # Parts ------------------------------------------------------------------------------------------------------------

    def groups(self) -> list[Slice]:
        """By kind of work, groups without any left out."""
        sums = {
            name: sum(amount for work, (amount, _count) in self._works.items() if work in works)
            for name, (_label, works) in GROUPS.items()
        }
        return [self._slice(GROUPS[name][0], amount) for name, amount in sums.items() if amount]

    def people(self) -> list[Slice]:
        sums = {str(user): amount for user, (amount, _count) in self._tallies.by_person().items()}
        # Whoever has left the team since has spent all the same.
        names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=sums)}
        return self._bars(sums, names, "person")

    def projects(self) -> list[Slice]:
        return self._named(Facet.PROJECT, self.scope.projects, "project", _("Without a project"))

    def keys(self) -> list[Slice]:
        return self._named(Facet.KEY, self.scope.api_keys, "key", _("On pages"))

    def _named(self, facet: Facet, choices: Callable[[], Choices], name: str, without: str | Promise) -> list[Slice]:
        """By a facet that not everything has; nothing where nothing has it."""
        sums = {value: amount for value, (amount, _count) in self._tallies.by(facet).items()}
        if not sums:
            return []
        rest = self.spent - sum(sums.values())
        return self._bars(sums, dict(choices()), name) + ([self._slice(without, rest)] if rest > 0 else [])

    def _bars(self, sums: Mapping[str, int], names: Mapping[str, str | Promise], name: str) -> list[Slice]:
        """The most first; behind so many all others as one."""
        ordered = sorted(sums.items(), key=lambda pair: (-pair[1], str(names.get(pair[0], ""))))
        bars = [
            self._slice(names.get(value, _("No longer here")), amount, f"{name}={value}")
            for value, amount in ordered[:MOST_BARS]
        ]
        if others := ordered[MOST_BARS:]:
            label = ngettext("%(n)d other", "%(n)d others", len(others)) % {"n": len(others)}
            bars.append(self._slice(label, sum(amount for _value, amount in others)))
        return bars

    def _slice(self, label: str | Promise, amount: int, query: str = "") -> Slice:
        return Slice(label, amount, 100 * amount / (self.spent or 1), query)

    # Days -------------------------------------------------------------------------------------------------------------

    def days(self) -> tuple[list[Day], list[int]]:
        """Every day of the month, and the four marks of the axis from the top down."""
        sums: dict[date, dict[str, int]] = defaultdict(dict)
        for (day, speed), amount in self._speeds.items():
            sums[day][speed] = amount
        scale = axis(max((sum(amounts.values()) for amounts in sums.values()), default=0))
        today = self.scope.today
        marks = marked(self.month, today)
        days = [Day(day, day > today, day == today, sums.get(day, {}), scale, day in marks) for day in self.month.days]
        return days, [scale, scale * 2 // 3, scale // 3, 0]

    # Figures ----------------------------------------------------------------------------------------------------------

    @property
    def jobs(self) -> int:
        return sum(count for _amount, count in self._works.values())

    @property
    def pictures(self) -> int:
        return sum(PICTURES.get(work, 0) * count for work, (_amount, count) in self._works.items())

    @property
    def a_picture(self) -> int | None:
        """What one cost, to a hundredth of a credit; all that was spent counts, also on words."""
        return round(self.spent / self.pictures / 10) * 10 if self.pictures else None

    @property
    def a_kept(self) -> int | None:
        """What one cost that somebody took out of its grid, likewise; None where nobody took one."""
        _amount, kept = self._works.get(Work.SINGLE.value, (0, 0))
        return round(self.spent / kept / 10) * 10 if kept else None

    @property
    def success(self) -> int | None:
        """Percent of the jobs that ended and were not taken back; None when none did."""
        failed = sum(count for reason, (_amount, count) in self._returns.items() if reason not in _NO_FAILURE)
        ended = self.jobs + failed
        return round(100 * self.jobs / ended) if ended else None

    @property
    def returned(self) -> int:
        return sum(amount for amount, _count in self._returns.values())

    @property
    def spared(self) -> int:
        """What was not spent, since the team had the pictures already."""
        return self.scope.spared.between(*self.month.span(self.scope.zone)).total()

    @property
    def days_left(self) -> int:
        return (self.month.after.first - self.scope.today).days

    @property
    def finish_with(self) -> int | None:
        """What is left at the end at this pace; None in the first day of a month, of a past one, without a limit."""
        return pace(self.window) if self.window and self.is_current else None

    @property
    def will_spend(self) -> int | None:
        """Where nothing limits it, what the month comes to at this pace."""
        if self.window or not self.is_current or not self.spent:
            return None
        starts = datetime.combine(self.month.first, time.min, self.scope.zone)
        passed = (timezone.now() - starts).total_seconds() / 86_400
        return round(self.spent * len(self.month.days) / passed / THOUSAND) * THOUSAND if passed >= 1 else None


def marked(month: Month, today: date) -> set[date]:
    """The days that have their number below: each week’s first, the last, and today, whose neighbours make room."""
    usual = {month.first.replace(day=day) for day in (1, 8, 15, 22)} | {month.last}
    return {day for day in usual if abs((day - today).days) > ROOM} | ({today} & set(month.days))


def axis(highest: int) -> int:
    """The top of the axis: the next of 3, 6, 12, 15, 30, 60, … credits, so that thirds are round."""
    top = 3000
    for step in (2, 2, 1.25):
        if top >= highest:
            return top
        top = int(top * step)
    while top < highest:
        top *= 2
    return top


def pace(window: Window, now: datetime | None = None) -> int | None:
    """What is left at the end when credits go on being spent as they were until now: thousandths, whole credits."""
    passed = ((now or timezone.now()) - window.starts).total_seconds()
    whole = (window.ends - window.starts).total_seconds()
    if passed < 86_400 or not window.used:
        return None
    return max(0, round((window.limit - window.used * whole / passed) / THOUSAND)) * THOUSAND
