"""What a person's credits went to: sums by action and by day, the pace, and ledger lines beside their jobs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Sum, prefetch_related_objects
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs.actions import RULES, Action
from jobs.models import Job, Mode, Picture, Upload, Work
from jobs.models.job import JobQuerySet
from jobs.states import FINAL, State
from mjweb.accounts.models import User
from mjweb.quotas.models import Kind, Line, Window
from mjweb.quotas.models.line import LineQuerySet
from mjweb.quotas.units import THOUSAND

# The kinds of work as the page sums them, in the order of the page.
GROUPS: dict[str, tuple[str | Promise, frozenset[str]]] = {
    "grids": (_("Grids"), frozenset({Work.IMAGINE, Work.BLEND})),
    "variations": (_("Variations"), frozenset({Work.VARIATION, Work.REGION})),
    "upscales": (_("Upscales"), frozenset({Work.SINGLE, Work.UPSCALE})),
    "extends": (_("Zoom and pan"), frozenset({Work.ZOOM, Work.PAN})),
    "words": (_("Describe and seed"), frozenset({Work.DESCRIBE, Work.SEED})),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """One group of work: its share of all that was spent, in percent."""

    label: str | Promise
    amount: int
    percent: float


def by_group(user: User, window: Window) -> list[Slice]:
    """What was spent in the window by kind of work, groups without any left out."""
    sums: dict[str, int] = defaultdict(int)
    done = _paid(user, window).values_list("action").annotate(sum=Sum("quote"))
    for action, amount in done:
        work = RULES[Action(action)].price
        sums[next(name for name, (_label, works) in GROUPS.items() if work in works)] += amount
    total = sum(sums.values()) or 1
    return [Slice(GROUPS[name][0], sums[name], 100 * sums[name] / total) for name in GROUPS if sums[name]]


@dataclass(slots=True)
class Day:
    """One day of the chart; amounts in thousandths by speed."""

    day: date
    ahead: bool
    today: bool
    amounts: dict[str, int] = field(default_factory=dict)
    scale: int = 1

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


def by_day(user: User, window: Window) -> tuple[list[Day], list[int]]:
    """Every day of the window, and the four marks of the axis from the top down."""
    sums: dict[date, dict[str, int]] = defaultdict(dict)
    rows = (
        _paid(user, window).annotate(day=TruncDate("created_at")).values_list("day", "mode").annotate(sum=Sum("quote"))
    )
    for day, mode, amount in rows:
        sums[day][mode] = amount
    today = timezone.localdate()
    first, last = timezone.localdate(window.starts), timezone.localdate(window.ends - timedelta(seconds=1))
    highest = max((sum(amounts.values()) for amounts in sums.values()), default=0)
    scale = axis(highest)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return (
        [Day(day, day > today, day == today, sums.get(day, {}), scale) for day in days],
        [scale, scale * 2 // 3, scale // 3, 0],
    )


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


def _paid(user: User, window: Window) -> JobQuerySet:
    """The jobs whose hold of this window was settled: they were asked for in it and are done."""
    return (
        Job.objects.of(user)
        .filter(state=State.DONE, created_at__gte=window.starts, created_at__lt=window.ends)
        .order_by()
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """The four figures under the meter."""

    pictures: int
    success: int | None  # percent of the jobs that ended, None when none did
    returned: int
    finish_with: int | None  # what is left at the end at this pace, None in the first hours of a month


def figures(user: User, window: Window) -> Figures:
    pictures = Picture.objects.shown().filter(user=user, created_at__gte=window.starts).count()
    mine = Job.objects.of(user).filter(created_at__gte=window.starts, created_at__lt=window.ends)
    ended = mine.filter(state__in=FINAL - {State.CANCELED}).aggregate(
        all=Count("pk"), good=Count("pk", filter=Q(state=State.DONE))
    )
    returned = Line.objects.filter(window=window, kind=Kind.RETURN).aggregate(sum=Sum("amount", default=0))["sum"]
    success = round(100 * ended["good"] / ended["all"]) if ended["all"] else None
    return Figures(pictures, success, returned, pace(window))


def pace(window: Window, now: datetime | None = None) -> int | None:
    """What is left at the end when credits go on being spent as they were until now: thousandths, whole credits."""
    passed = ((now or timezone.now()) - window.starts).total_seconds()
    whole = (window.ends - window.starts).total_seconds()
    if passed < 86_400 or not window.used:
        return None
    return max(0, round((window.limit - window.used * whole / passed) / THOUSAND)) * THOUSAND


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger line with the job it speaks of, if it speaks of one."""

    line: Line
    job: Job | None

    @property
    def what(self) -> str:
        """'Grid, Fast'; for lines without a job what they are."""
        if self.job is None:
            return self.line.get_kind_display()
        return f"{Work(RULES[Action(self.job.action)].price).label}, {Mode(self.job.mode).label}"

    @property
    def picture(self) -> Picture | Upload | None:
        """What stands for the job: its first picture, of a description the picture that it describes."""
        if self.job is None:
            return None
        if self.job.action == Action.DESCRIBE:
            return next((given.source for given in self.job.inputs.all()), None)
        return next(iter(self.job.shown_pictures()), None)

    @property
    def ended_badly(self) -> bool:
        """A hold whose job came to nothing; its return is a line of its own."""
        return bool(self.job and self.line.kind == Kind.HOLD and self.job.state in FINAL - {State.DONE})


def entries(lines: Sequence[Line]) -> list[Entry]:
    """The lines beside their jobs and pictures, in two queries however many they are, some more with descriptions."""
    uids = {line.reference.partition(".")[0] for line in lines if line.reference}
    tiles = Prefetch("pictures", Picture.objects.shown())
    jobs = {job.uid.hex: job for job in Job.objects.filter(uid__in=uids).prefetch_related(tiles)}
    described = [job for job in jobs.values() if job.action == Action.DESCRIBE]
    prefetch_related_objects(described, "inputs__upload", "inputs__picture")
    return [Entry(line, jobs.get(line.reference.partition(".")[0])) for line in lines]


def latest(window: Window) -> LineQuerySet:
    """One line for each thing: a hold that was settled is told by its settlement."""
    settled = Line.objects.filter(window=OuterRef("window"), reference=OuterRef("reference"), kind=Kind.SETTLE)
    return Line.objects.filter(window=window).exclude(Exists(settled), kind=Kind.HOLD).newest_first()
