"""The figures of the page Health: how each part of the work does, and whether that is all right."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from jobs import follow, queue, strikes
from jobs.models import Delivery, Heartbeat, Job, Mode, Stored
from jobs.models.job import JobQuerySet
from jobs.models.stored import NEVER
from jobs.operating import name_of
from jobs.states import State
from jobs.times import times
from jobs.views import estimates, health
from jobs.views.asking import expect, promise
from jobs.waiting import Doors, clock
from mjweb.accounts.models import Mail
from mjweb.quotas.models import Line, Window

OK, WARN, BAD, NONE = "ok", "warn", "bad", ""
WORDS = {OK: later("All right"), WARN: later("Look here"), BAD: later("Trouble"), NONE: later("No figure")}
MOST = 10  # rows of a list
HOUR = timedelta(hours=1)
LAG = (10, 60)  # seconds by which polls may be late, before they are worth a look, and before they are trouble
PATIENT = (3600, 12 * 3600)  # the same of the age of what waits; after a day it is returned
SHORT = (timedelta(hours=1), timedelta(minutes=10))  # the same of what is left of links
LINES = 100_000  # as many lines of the ledger are added up in a moment
KEEP = 60  # seconds for which the sums of the ledger are used again


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, what it is now, and whether that is all right, by a word of WORDS."""

    label: str
    value: str
    level: str = OK
    note: str = ""

    @property
    def word(self) -> str:
        return str(WORDS[self.level])


@dataclass(frozen=True, slots=True)
class Listed:
    """A job of a list: its short name, whose it is, and what is to be said of it."""

    job: Job
    note: str
    level: str

    @property
    def name(self) -> str:
        return name_of(self.job)

    @property
    def word(self) -> str:
        return str(WORDS[self.level])


def graded(amount: float, limits: tuple[float, float]) -> str:
    """All right up to the first limit, trouble past the second."""
    return OK if amount <= limits[0] else WARN if amount <= limits[1] else BAD


class Vitals:
    """Everything that the page shows, read when it is first asked for; as many queries however much waits."""

    def __init__(self) -> None:
        self.now = timezone.now()

    @cached_property
    def processes(self) -> list[Figure]:
        """Who has to be alive, with the age of the last sign."""
        at = dict(Heartbeat.objects.values_list("role", "at"))
        silent = {name: queue.silent(name) for name in queue.QUEUES}
        found = [self._role(_("Follower"), at.get(follow.ROLE), times().stamp)]
        for name in queue.QUEUES:
            words = {"queue": name}
            worker, monitor = queue.worker_of(name), queue.monitor_of(name)
            found.append(self._role(_("Workers of %(queue)s") % words, at.get(worker), queue.silence(name)))
            # A monitor has nothing to say while all workers are long at their tasks.
            level = BAD if silent[name] == monitor else OK if monitor in at else NONE
            found.append(Figure(_("Monitor of %(queue)s") % words, self._age(at.get(monitor)), level))
        if settings.ENV.engine == "sketch":
            alive = health.check(health.tests()["engine"]) == "ok"
            found.append(Figure(_("Drawing service"), _("answers") if alive else _("silent"), OK if alive else BAD))
        return found

    def _role(self, label: str, at: datetime | None, limit: float) -> Figure:
        alive = at is not None and (self.now - at).total_seconds() <= limit
        return Figure(label, self._age(at), OK if alive else BAD)

    def _age(self, at: datetime | None) -> str:
        if at is None:
            return _("never")
        return _("just now") if self.now - at < timedelta(seconds=10) else estimates.ago(at)

    @cached_property
    def line(self) -> list[Figure]:
        """What waits, what is late, what came to no answer."""
        waiting = Job.objects.waiting()
        oldest = waiting.aggregate(at=Min("created_at"))["at"]
        age = (self.now - oldest).total_seconds() if oldest else 0.0
        due = Job.objects.going(State.RUNNING).aggregate(at=Min("due_at"))["at"]
        lag = max(0.0, (self.now - due).total_seconds()) if due else 0.0
        unknown = Job.objects.going(State.UNKNOWN).count()
        lost = Job.objects.filter(mode__in=Mode.values, finished_at__gte=self.now - HOUR, state=State.LOST).count()
        return [
            Figure(_("Waiting"), str(waiting.count())),
            Figure(_("Oldest waits"), estimates.exactly(age) if oldest else _("none waits"), graded(age, PATIENT)),
            Figure(_("Polls are late by"), estimates.exactly(lag) if due else _("none is due"), graded(lag, LAG)),
            Figure(_("Without an answer now"), str(unknown), WARN if unknown else OK),
            Figure(_("Lost in the last hour"), str(lost), WARN if lost else OK, _("returned in full")),
            self._refused(),
        ]

    def _refused(self) -> Figure:
        """What the services refused for its words, for which they may keep money, and whose it was."""
        counts = Counter(name or email for name, email in strikes.refused().values_list("user__name", "user__email"))
        note = ", ".join(f"{name}: {count}" for name, count in counts.most_common(MOST))
        label, count = _("Words refused in 24 hours"), counts.total()
        return Figure(label, str(count), WARN if count else OK, note)

    @cached_property
    def services(self) -> list[Figure]:
        """Each upstream with the places used there."""
        return [
            Figure(
                door.upstream.name,
                _("%(used)d of %(all)d places used") % {"used": door.used, "all": door.upstream.limit},
                BAD if door.upstream.is_parked else OK if door.is_open else WARN,
                door.closed,
            )
            for door in Doors.now().doors
        ]

    @cached_property
    def speeds(self) -> list[Figure]:
        """What the prompt bar says of each speed, from the last hour."""
        found = []
        for mode in Mode:
            pace = estimates.pace(mode)
            level = NONE if pace.percent is None else WARN if pace.is_weak else OK
            found.append(Figure(str(mode.label), ", ".join(expect(mode)), level, promise(mode)))
        return found

    @cached_property
    def stuck(self) -> tuple[int, list[Listed]]:
        """How many jobs take more than three times as long as is usual for their speed, and the first of them."""
        late = Q()
        for mode in Mode:
            late |= Q(mode=mode, sent_at__lt=self.now - timedelta(seconds=estimates.patience(mode)))
        jobs = Job.objects.filter(late, state__in=(State.SENDING, State.UNKNOWN, State.RUNNING)).order_by("sent_at")
        return _counted(jobs, lambda job: Listed(job, estimates.ago(job.sent_at or job.created_at), WARN))

    @cached_property
    def fetching(self) -> tuple[int, list[Listed]]:
        """How many jobs are drawn and not brought home, and those whose links die first."""
        jobs = Job.objects.going(State.FETCHING).order_by("links_until")
        return _counted(jobs, self._links)

    def _links(self, job: Job) -> Listed:
        if job.links_until is None:
            return Listed(job, _("nobody knows when its links die"), WARN)
        left = job.links_until - self.now
        words = {"time": clock(job.links_until), "left": estimates.exactly(max(0.0, left.total_seconds()))}
        if left <= timedelta(0):
            return Listed(job, _("its links died at %(time)s") % words, BAD)
        level = OK if left > SHORT[0] else WARN if left > SHORT[1] else BAD
        return Listed(job, _("its links die at %(time)s, in %(left)s") % words, level)

    @cached_property
    def deliveries(self) -> tuple[int, list[Delivery]]:
        """How many calls to hookUrls were given up, and the last ones."""
        failed = Delivery.objects.failed()
        return failed.count(), list(failed.select_related("job__user").newest_first()[:MOST])

    @cached_property
    def mails(self) -> tuple[int, list[Mail]]:
        """How many mails were given up, and the last ones."""
        failed = Mail.objects.failed()
        return failed.count(), list(failed.defer("body").order_by("-pk")[:MOST])

    @cached_property
    def ledger(self) -> Figure:
        """Whether each balance is the sum of its lines, where that is told in a moment."""
        label = _("Ledger")
        newest = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        if newest > LINES:
            return Figure(label, _("not added up here"), NONE, _("Too many lines; run: manage.py ledger check"))
        wrong = _wrong(int(time.monotonic() / KEEP))
        if not wrong:
            return Figure(label, _("every balance is the sum of its lines"))
        text = ngettext(
            "%(n)d balance is not the sum of its lines", "%(n)d balances are not the sum of their lines", wrong
        )
        return Figure(label, text % {"n": wrong}, BAD, _("Run: manage.py ledger check"))

    @cached_property
    def vault(self) -> Figure:
        """Whether the originals are as they came, as far as they have been read again."""
        wrong = Stored.objects.wrong().count()
        if wrong:
            text = ngettext("%(n)d is missing or damaged", "%(n)d are missing or damaged", wrong)
            return Figure(_("Originals"), text % {"n": wrong}, BAD, _("Run: manage.py vault check"))
        oldest = Stored.objects.longest_ago().values_list("checked_at", flat=True).first()
        if oldest is None or oldest == NEVER:
            return Figure(_("Originals"), _("not all read again yet"))
        return Figure(
            _("Originals"), _("as they came"), OK, _("each read since %(day)s") % {"day": f"{oldest:%Y-%m-%d}"}
        )

    @property
    def figures(self) -> Iterator[Figure]:
        yield from (*self.processes, *self.line, *self.services, *self.speeds, self.ledger, self.vault)

    @property
    def troubles(self) -> int:
        """How many figures and lists want a look."""
        levels = [one.level for one in self.figures] + [one.level for one in (*self.stuck[1], *self.fetching[1])]
        letters = sum(bool(count) for count, _rows in (self.deliveries, self.mails))
        return sum(level in (WARN, BAD) for level in levels) + letters


def _counted(jobs: JobQuerySet, listed: Callable[[Job], Listed]) -> tuple[int, list[Listed]]:
    return jobs.count(), [listed(job) for job in jobs.select_related("user")[:MOST]]


@lru_cache(maxsize=1)
def _wrong(_tick: int) -> int:
    """How many windows differ from their lines at two looks: at one, somebody may have held something in its midst."""
    first = {window.pk for window, _sums in Window.objects.wrong()}
    return len(first & {window.pk for window, _sums in Window.objects.wrong()}) if first else 0
