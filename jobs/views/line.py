"""The list of the queue: which jobs an operator asks for, page by page, and what is told of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from urllib.parse import urlencode

from django.core.validators import EMPTY_VALUES
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from jobs import operating, privacy
from jobs.endings import ending
from jobs.models import Attempt, Job, Mode
from jobs.models.job import JobQuerySet
from jobs.operating import ENDED_BADLY
from jobs.states import ALIVE, State
from jobs.views import estimates, offers
from jobs.views.cards import Card
from jobs.waiting import Doors
from mjweb.accounts.models import Membership, User

PAGE = 50
SHOWN = (
    ("", later("Running and waiting")),
    ("running", later("Running")),
    ("waiting", later("Waiting")),
    ("ended", later("Ended without pictures")),
)
RECENT = timedelta(hours=24)  # of what ended
_PILLS = {State.UNKNOWN: "warn", State.FAILED: "bad", State.LOST: "bad", State.QUEUED: "", State.CANCELED: ""}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for; what makes no sense is as if it were absent."""

    state: str = ""
    speed: str = ""
    who: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filter:
        state, speed = query.get("state", ""), query.get("speed", "")
        return cls(
            state if state in dict(SHOWN) else "",
            speed if speed in Mode else "",
            query.get("who", "").replace("\0", "").strip()[:120],
        )

    @property
    def address(self) -> str:
        pairs = {"state": self.state, "speed": self.speed, "who": self.who}
        return urlencode({name: value for name, value in pairs.items() if value not in EMPTY_VALUES})

    def apply(self, jobs: JobQuerySet) -> JobQuerySet:
        if self.speed:
            jobs = jobs.filter(mode=self.speed)
        if self.who:
            named = User.objects.filter(Q(email__iexact=self.who) | Q(name__icontains=self.who))
            jobs = jobs.filter(user__in=named.values("pk"))
        return jobs


@dataclass(frozen=True, slots=True)
class Row:
    """A job as the list shows it."""

    job: Job
    card: Card
    place: int | None
    waits: str
    is_seen: bool

    @property
    def title(self) -> str:
        """What it is of, for who may see it; what others wrote is not for operators to read."""
        return Truncator(self.card.title).chars(90) if self.is_seen else operating.name_of(self.job)

    @property
    def name(self) -> str:
        return operating.name_of(self.job)

    @property
    def pill(self) -> str:
        return _PILLS.get(State(self.job.state), "live")

    @property
    def since(self) -> datetime:
        return self.card.since

    @property
    def why(self) -> str:
        """What is to be said of it now."""
        if self.waits:
            said = getattr(self.job, "said", None) if self.job.due_at > timezone.now() else None
            return f"{self.waits} {_('Last answer: %(words)s') % {'words': said}}" if said else self.waits
        if self.job.state in ENDED_BADLY:
            return ending(self.job).head
        if self.job.state == State.UNKNOWN:
            return _("Its answer was lost; it is not sent again unless the service denies it.")
        rest = self.card.rest
        if self.job.state == State.RUNNING:
            return f"{self.job.progress} %, {rest}" if rest else f"{self.job.progress} %"
        return rest[:1].upper() + rest[1:]

    @property
    def may_cancel(self) -> bool:
        """As its person's own card says it, whoever that is."""
        if self.job.state in (State.QUEUED, State.CLAIMED):
            return True
        return self.job.state == State.RUNNING and offers.can_be_stopped(self.job)

    @property
    def may_be_first(self) -> bool:
        return self.job.state == State.QUEUED and self.place != 1

    @property
    def may_retry(self) -> bool:
        return self.job.state in ENDED_BADLY


class Line:
    """One page of the list: what runs in the order in which it was asked for, then what waits in turn.

    `after` names the last job of the page before by what orders it. `version` is that of the line's feed: one walk
    over the line serves all its pages until it moves.
    """

    def __init__(self, asked: Filter, after: str, version: int, user: User, doors: Doors) -> None:
        self.asked, self.version, self.user, self.doors = asked, version, user, doors
        part, _mark, rest = after.partition("_")
        self.part, self.rest = part, rest.split("_")

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many jobs run and wait, whatever is asked for."""
        found = dict(Job.objects.unfinished().order_by().values_list("state").annotate(Count("pk")))
        waiting = found.pop(State.QUEUED.value, 0)
        return {"waiting": waiting, "running": sum(found.values())}

    @cached_property
    def _jobs(self) -> list[Job]:
        if self.asked.state == "ended":
            return list(self._ended()[: PAGE + 1])
        found: list[Job] = []
        if self.asked.state != "waiting" and self.part != "w":
            found += self._running()[: PAGE + 1]
        if self.asked.state != "running" and len(found) <= PAGE:
            found += self._waiting()[: PAGE + 1 - len(found)]
        return found

    def _of(self, jobs: JobQuerySet) -> JobQuerySet:
        return self.asked.apply(jobs).select_related("user", "team", "upstream")

    def _running(self) -> JobQuerySet:
        jobs = self._of(Job.objects.filter(state__in=ALIVE)).order_by("pk")
        numbers = _numbers(self.rest, 1) if self.part == "r" else None
        return jobs.filter(pk__gt=numbers[0]) if numbers else jobs

    def _waiting(self) -> list[Job]:
        """Those of one page: behind the last of the page before, or behind its place where that has gone."""
        asked = set(self.asked.apply(Job.objects.waiting()).values_list("pk", flat=True))
        line = estimates.in_line(self.version, asked)
        numbers = _numbers(self.rest, 2) if self.part == "w" else None
        behind = line.get(numbers[1], numbers[0] - 1) if numbers else 0
        page = list(islice((pk for pk, place in line.items() if place > behind and pk in asked), PAGE + 1))
        last = Attempt.objects.filter(job=OuterRef("pk")).order_by("-number").values("note")[:1]
        jobs = self._of(Job.objects.waiting().filter(pk__in=page)).annotate(said=Subquery(last))
        return sorted(jobs, key=lambda job: line[job.pk])

    def _ended(self) -> JobQuerySet:
        """Of the last day, the newest first; the index of what ended is by speed, so speeds are named."""
        since = timezone.now() - RECENT
        bad = Job.objects.filter(state__in=ENDED_BADLY, late=False)  # what came late has its pictures
        jobs = bad.filter(mode__in=Mode.values, finished_at__gte=since)
        numbers = _numbers(self.rest, 2) if self.part == "e" else None
        if numbers:
            at = datetime.fromtimestamp(numbers[0] / 1e6, tz=timezone.get_default_timezone())
            jobs = jobs.filter(Q(finished_at__lt=at) | Q(finished_at=at, pk__lt=numbers[1]))
        return self._of(jobs).order_by("-finished_at", "-pk")

    @cached_property
    def rows(self) -> list[Row]:
        jobs = self._jobs[:PAGE]
        waiting = [job for job in jobs if job.state in (State.QUEUED, State.CLAIMED)]
        places = estimates.places(waiting, self.version)
        seen = set(Membership.objects.teams_seen_by(self.user))
        return [
            Row(
                job,
                Card(job, self.user),
                places.get(job.pk),
                self.doors.why(job, operator=True),
                privacy.sees(job, self.user) and (job.user_id == self.user.pk or job.team_id in seen),
            )
            for job in jobs
        ]

    @property
    def address(self) -> str:
        """What the page was asked for, whole."""
        after = f"{self.part}_{'_'.join(self.rest)}" if self.part else ""
        return "&".join(filter(None, [self.asked.address, urlencode({"after": after}) if after else ""]))

    @property
    def next(self) -> str:
        """What the next page begins after, "" at the end."""
        if len(self._jobs) <= PAGE:
            return ""
        last = self._jobs[PAGE - 1]
        if last.finished_at:
            return f"e_{round(last.finished_at.timestamp() * 1e6)}_{last.pk}"
        if last.state != State.QUEUED:
            return f"r_{last.pk}"
        return f"w_{estimates.in_line(self.version, {last.pk}).get(last.pk, 0)}_{last.pk}"

    @property
    def is_later(self) -> bool:
        return bool(self.part)

    @property
    def may_cancel(self) -> bool:
        return any(row.may_cancel for row in self.rows)


def _numbers(words: Sequence[str], count: int) -> list[int] | None:
    """The numbers of a place in the list; None for what is none."""
    if len(words) != count or not all(word.removeprefix("-").isdecimal() and len(word) < 19 for word in words):
        return None
    return [int(word) for word in words if word.isascii()] if all(word.isascii() for word in words) else None
