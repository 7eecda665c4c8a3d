"""The limits that hold together beside the places of a service: for a person, a team, a key, and for Relax."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from jobs.models import Job, Mode, Upstream
from jobs.models.job import JobQuerySet

# Places of a service that Relax leaves to faster work, while such waits or came lately.
KEPT_FREE = 2
LATELY = timedelta(minutes=1)
# So many of the newest jobs are looked through for faster ones.
NEWEST = 100


class Counted(NamedTuple):
    """A job as limits see it; `team_most` and `key_most` are what its team and its key may have, None: any number."""

    mode: str
    user: int
    team: int
    team_most: int | None
    key: int | None
    key_most: int | None


_GOING = """
SELECT job.upstream_id, job.slot, job.mode, job.user_id, job.team_id, team.at_once, batch.api_key_id, api_key.at_once
FROM jobs_job job
JOIN accounts_team team ON team.id = job.team_id
JOIN jobs_batch batch ON batch.id = job.batch_id
LEFT JOIN accounts_apikey api_key ON api_key.id = batch.api_key_id
WHERE job.slot IS NOT NULL
"""
# Where the same is found from a job.
COUNTED = ("mode", "user_id", "team_id", "team__at_once", "batch__api_key_id", "batch__api_key__at_once")


@dataclass(frozen=True, slots=True)
class Going:
    """The jobs that have a place now, at all services together."""

    slots: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # by upstream
    relaxed: Counter[int] = field(default_factory=Counter)  # by upstream
    people: Counter[int] = field(default_factory=Counter)
    teams: Counter[int] = field(default_factory=Counter)
    keys: Counter[int] = field(default_factory=Counter)
    full_teams: set[int] = field(default_factory=set)
    full_keys: set[int] = field(default_factory=set)

    @classmethod
    def now(cls) -> Going:
        """As things stand; one query."""
        going = cls()
        # Written out: every claim comes by here while it keeps all other writers waiting.
        with connection.cursor() as cursor:
            cursor.execute(_GOING)
            for upstream, slot, *job in cursor.fetchall():
                going.slots[upstream].add(slot)
                going.count(upstream, Counted(*job))
        return going

    def count(self, upstream: int, job: Counted) -> None:
        """Count one more there."""
        self.relaxed[upstream] += job.mode == Mode.RELAX
        self.people[job.user] += 1
        self.teams[job.team] += 1
        if job.team_most is not None and self.teams[job.team] >= job.team_most:
            self.full_teams.add(job.team)
        if job.key is not None:
            self.keys[job.key] += 1
            if job.key_most is not None and self.keys[job.key] >= job.key_most:
                self.full_keys.add(job.key)


def due_for(upstream: Upstream) -> JobQuerySet:
    """What waits for this upstream, or for any that works at its speed, and may be sent now."""
    # Not as an OR: for that SQLite goes by the upstream, and reads every job that ever ended there.
    at = Coalesce("upstream_id", Value(upstream.pk))
    due = Job.objects.waiting().alias(at=at).filter(at=upstream.pk, due_at__lte=timezone.now())
    missing = [mode for mode in Mode.values if not upstream.does(mode)]
    return due.exclude(upstream=None, mode__in=missing) if missing else due


class Caps:
    """What may go to one service now, as far as its places are not what keeps it; `due` is what waits for it."""

    def __init__(
        self, going: Going, upstream: Upstream, upstreams: Iterable[Upstream], due: JobQuerySet | None = None
    ) -> None:
        self.going, self.upstream = going, upstream
        self._due = due_for(upstream) if due is None else due
        # Rounded up: of one place the half is that one.
        self._half = -(-sum(one.places for one in upstreams) // 2)

    @property
    def allowed(self) -> JobQuerySet:
        """What waits, without what a limit keeps."""
        due = self._due
        if self.going.full_teams:
            due = due.exclude(team__in=self.going.full_teams)
        if self.going.full_keys:
            due = due.exclude(batch__api_key__in=self.going.full_keys)
        return due.exclude(mode=Mode.RELAX) if self.keeps_relax else due

    def keeps(self, job: Counted) -> bool:
        """Whether a limit keeps this one, with all that was added since."""
        if job.team in self.going.full_teams or job.key in self.going.full_keys:
            return True
        return job.mode == Mode.RELAX and self.keeps_relax

    def behind(self, user: int) -> bool:
        """Whether all others go first: this person has half of the places already."""
        return self.going.people[user] >= self._half

    @property
    def keeps_relax(self) -> bool:
        """Whether Relax has as many places as it may. One it may always have: slow work is not put off for ever."""
        most = max(self.upstream.places - KEPT_FREE, 1)
        return self.going.relaxed[self.upstream.pk] >= most and self._is_hurried

    @cached_property
    def _is_hurried(self) -> bool:
        if self._due.exclude(mode=Mode.RELAX).exists():
            return True
        since = timezone.now() - LATELY
        newest = Job.objects.order_by("-pk").values_list("mode", "created_at")[:NEWEST]
        return any(mode != Mode.RELAX and at > since for mode, at in newest)
