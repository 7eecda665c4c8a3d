"""Why a job that waits does so, in a sentence: for its person, for operators, and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from jobs import breaker
from jobs.caps import Caps, Going
from jobs.models import Job, Mode, Upstream
from jobs.states import State
from jobs.times import FOREVER
from mjweb.quotas.units import plain


@dataclass(frozen=True, slots=True)
class Door:
    """An upstream as it is now, and how many of its places are used.

    `keeps_relax`: Relax has all that it may have there; `reconciles`: it is back, and its list is being read.
    """

    upstream: Upstream
    used: int
    keeps_relax: bool
    reconciles: bool

    @property
    def is_open(self) -> bool:
        return self.upstream.is_open and not self.reconciles

    @property
    def is_full(self) -> bool:
        return not self.upstream.room(self.used)

    @property
    def balance(self) -> str:
        """What is left on our account there, in its own unit; "" where it does not say."""
        return "" if self.upstream.balance is None else plain(self.upstream.balance)

    @property
    def closed(self) -> str:
        """Why it takes no work, to operators; "" where it does."""
        return "" if self.is_open else _closed(self, operator=True)


@dataclass(frozen=True, slots=True)
class Doors:
    """All upstreams and what is in progress, read once and asked for many jobs.

    `kept` are the numbers of those who wait because their key has as many jobs in progress as it may.
    """

    doors: tuple[Door, ...]
    full_teams: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()

    @classmethod
    def now(cls) -> Doors:
        """As things stand; as many queries whatever waits."""
        going, rows = Going.now(), list(Upstream.objects.order_by("pk"))
        doors = (
            Door(row, len(going.slots[row.pk]), Caps(going, row, rows).keeps_relax, breaker.reconciles(row))
            for row in rows
        )
        kept: Iterable[int] = ()
        if going.full_keys:
            kept = Job.objects.waiting().filter(batch__api_key__in=going.full_keys).values_list("pk", flat=True)
        return cls(tuple(doors), frozenset(going.full_teams), frozenset(kept))

    def of(self, job: Job) -> list[Door]:
        """Where a job may go: to its parent's upstream, else to any at its speed that is not switched off."""
        if job.upstream_id is not None:
            return [door for door in self.doors if door.upstream.pk == job.upstream_id]
        able = [door for door in self.doors if door.upstream.does(job.mode)]
        return [door for door in able if door.upstream.enabled] or able

    def why(self, job: Job, *, operator: bool = False) -> str:
        """Why it waits, "" for one that does not. An operator reads names, and what a service said of our account."""
        if job.state == State.CLAIMED:
            return _("It has a place and is being sent.")
        if job.state != State.QUEUED:
            return ""
        if closed := self.trouble(job, operator=operator):
            return closed
        if job.due_at > timezone.now():
            return _("Another try at %(time)s.") % {"time": clock(job.due_at, seconds=True)}
        if limit := self.limit(job):
            return limit
        if all(door.is_full for door in self.of(job)):
            return _("Waits for a free place.")
        return _("It is about to start.")

    def limit(self, job: Job) -> str:
        """Which limit beside the places keeps it, "" where none does."""
        if job.team_id in self.full_teams:
            return _("Its team has as many jobs in progress as it may have at once.")
        if job.pk in self.kept:
            return _("Its API key has as many jobs in progress as it may have at once.")
        if job.mode == Mode.RELAX and all(door.keeps_relax for door in self.of(job)):
            return _("Relax leaves the last places to faster work. It goes on by itself.")
        return ""

    def trouble(self, job: Job, *, operator: bool = False) -> str:
        """What keeps every upstream that it may go to from taking work, "" where one takes some."""
        doors = self.of(job)
        if any(door.is_open for door in doors):
            return ""
        if not doors:
            if not self.doors:
                return _("There is no image service.")
            return _("No image service works at %(speed)s now.") % {"speed": job.get_mode_display()}
        return _closed(min(doors, key=_opens), operator=operator)


def _opens(door: Door) -> datetime:
    return door.upstream.opens_at or FOREVER


def _closed(door: Door, *, operator: bool) -> str:
    upstream = door.upstream
    name = upstream.name if operator else _("The image service")
    if upstream.is_open:
        return _("%(name)s is asked what became of jobs whose answer was lost. Then it goes on.") % {"name": name}
    if not upstream.enabled:
        return _("%(name)s takes no work until an operator lets it.") % {"name": name}
    if upstream.is_closed:
        return paused(name, upstream.opens_at, upstream.closed_reason)
    if upstream.hours and upstream.rests_until <= timezone.now():
        opens, shuts = (time_format(each, "H:i") for each in upstream.hours)
        return _("%(name)s works from %(opens)s to %(shuts)s.") % {"name": name, "opens": opens, "shuts": shuts}
    if upstream.parked_at and upstream.probe_at >= upstream.paused_until:
        words = {"name": name, "since": clock(upstream.parked_at), "time": clock(upstream.probe_at)}
        return _("%(name)s has not been reached since %(since)s. It is tried again at %(time)s, by itself.") % words
    words = {"name": name, "time": clock(upstream.paused_until), "reason": upstream.pause_reason}
    # What a service says of the site's account there is for operators to read.
    if operator and upstream.pause_reason:
        return _("%(name)s rests until %(time)s: %(reason)s") % words
    return _("%(name)s rests until %(time)s.") % words


def paused(name: str, until: datetime | None, reason: str) -> str:
    """What an operator has paused, until when, and why; until somebody resumes it where there is no time."""
    words = {"name": name, "time": clock(until) if until else "", "reason": reason.rstrip(".")}
    if until is None:
        return _("%(name)s is paused until further notice: %(reason)s.") % words
    return _("%(name)s is paused until %(time)s: %(reason)s.") % words


def clock(moment: datetime, *, seconds: bool = False) -> str:
    """'14:02', with the day where it is another one than today."""
    local = timezone.localtime(moment)
    time = date_format(local, "H:i:s" if seconds else "H:i")
    return time if local.date() == timezone.localdate() else f"{date_format(local, 'j F')}, {time}"


def why(jobs: Iterable[Job]) -> dict[int, str]:
    """What the waiting ones among them are kept by beside the line itself, by their number."""
    waiting = [job for job in jobs if job.state == State.QUEUED]
    if not waiting:
        return {}
    doors, now = Doors.now(), timezone.now()
    return {job.pk: doors.why(job) for job in waiting if job.due_at > now or doors.trouble(job) or doors.limit(job)}
