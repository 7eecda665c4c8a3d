"""Lines of the ledger beside the jobs they speak of, as far as whoever looks is told of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Self

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from jobs import privacy
from jobs.actions import Action
from jobs.models import Job, Picture, Upload
from jobs.states import FINAL, State
from mjweb.gallery.scope import Scope
from mjweb.gallery.spending import KINDS, NAMES, SPEEDS
from mjweb.quotas.models import Kind, Line

CHUNK = 1_000  # lines that are read at a time, of which jobs are asked for in one question


class Moment(NamedTuple):
    """A moment in words: for programs, '3 March 2026, 12:30', '3 Mar, 12:30' and '3 Mar 2026, 12:30'.

    Of today the two last are the time alone.
    """

    iso: str
    long: str
    brief: str
    dated: str

    @classmethod
    def of(cls, local: datetime, today: date) -> Self:
        clock, day = f"{local:%H:%M}", local.date()
        names = _day(day, get_language() or "")
        long, brief, dated = (f"{name}, {clock}" for name in names)
        return cls(local.isoformat(), long, *(clock, clock) if day == today else (brief, dated))


@lru_cache(maxsize=1000)
def _day(day: date, _language: str) -> tuple[str, str, str]:
    """What a day is called in the language of the page."""
    return date_format(day, "j F Y"), date_format(day, "j M"), date_format(day, "j M Y")


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger line with the job it speaks of, if it speaks of one, as they are to whoever looks."""

    line: Line
    job: Job | None
    at: Moment
    scope: Scope

    @property
    def is_seen(self) -> bool:
        """Whether who looks may see what the job made."""
        return self.scope.shows_pictures and (self.job is None or privacy.sees(self.job, self.scope.user))

    @property
    def label(self) -> str:
        """What its job is called to whoever looks, "" where they see the sums alone."""
        if self.job is None or privacy.tells(self.job, self.scope.user):
            return self.line.label if self.scope.shows_pictures or not self.line.reference else ""
        return privacy.instead(self.job) if self.scope.shows_pictures else ""

    @property
    def what(self) -> str:
        """'Grid, Fast'; for lines without a job what they are."""
        if not self.line.work:
            return self.kind
        return f"{NAMES[self.line.work]}, {SPEEDS[self.line.speed]}"

    @property
    def kind(self) -> str:
        return str(KINDS[self.line.kind])

    @property
    def picture(self) -> Picture | Upload | None:
        """What stands for the job: its first picture, of a description the picture that it describes."""
        if self.job is None or not self.is_seen:
            return None
        if self.job.action == Action.DESCRIBE:
            sources = (given.source for given in self.job.inputs.all())
            return next((one for one in sources if privacy.shows(one, self.scope.user)), None)
        return next(iter(self.job.shown_pictures()), None)

    @property
    def ended_badly(self) -> bool:
        """A hold whose job came to nothing; its return is a line of its own."""
        return bool(self.job and self.line.kind == Kind.HOLD and self.job.state in FINAL - {State.DONE})


def entries(scope: Scope, lines: Sequence[Line]) -> list[Entry]:
    """The lines beside their jobs and pictures, in two queries however many they are, some more with descriptions."""
    uids = {_uid(line) for line in lines if line.reference}
    jobs = {job.uid.hex: job for job in Job.objects.filter(uid__in=uids)}
    if scope.shows_pictures:
        prefetch_related_objects(list(jobs.values()), Prefetch("pictures", Picture.objects.shown()))
        described = [job for job in jobs.values() if job.action == Action.DESCRIBE]
        prefetch_related_objects(described, "inputs__upload", "inputs__picture")
    # A page has many lines of few days.
    zone, today = timezone.get_current_timezone(), timezone.localdate()
    found = ((line, jobs.get(_uid(line))) for line in lines)
    return [Entry(line, job, Moment.of(line.at.astimezone(zone), today), scope) for line, job in found]


def labelled(scope: Scope, lines: Iterable[Line]) -> Iterator[tuple[Line, str]]:
    """The lines with what their jobs are called to whoever looks, for files of any length."""
    rest = iter(lines)
    while chunk := list(islice(rest, CHUNK)):
        uids = {_uid(line) for line in chunk if line.reference}
        secret = Job.objects.filter(privacy.untold(scope.user), uid__in=uids).only("uid", "private_at", "hidden_at")
        instead = {job.uid.hex: privacy.instead(job) for job in secret}
        yield from ((line, instead.get(_uid(line), line.label) if scope.shows_pictures else "") for line in chunk)


def _uid(line: Line) -> str:
    return line.reference.partition(".")[0]
