"""Where a page stands: what it has seen of its feed, and the proof of who looks at it."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from jobs.models.feed import LINE, of_person, of_team
from jobs.states import ALIVE, State
from mjweb.accounts.models import User

_BUSY, _WAITING, _IDLE = 2, 5, 30  # seconds between questions
# A change that was stamped this long before the page's last answer may have been committed after it.
_OVERLAP = timedelta(seconds=5)
_SIGNER = Signer(salt="mjweb.pulse")


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a page has seen: versions of its feed and of the line (-1: nothing waits there), when, and its newest job.

    `scope` is the feed, "mine" or "team"; `job` is set on the page of one job.
    """

    version: int = 0
    line: int = -1
    at: int = 0
    top: int = 0
    scope: str = "mine"
    job: UUID | None = None

    @property
    def since(self) -> str:
        return f"{self.version}.{self.line}.{self.at}"

    @property
    def moment(self) -> datetime:
        """What came into its state before this was certainly shown."""
        return datetime.fromtimestamp(self.at, UTC) - _OVERLAP

    @classmethod
    def read(cls, query: QueryDict) -> Cursor:
        """The cursor in a query. Raises ValueError when it is none of ours."""
        version, line, at = (int(part) for part in str(query.get("since", "")).split("."))
        job = query.get("job")
        scope = "team" if query.get("scope") == "team" else "mine"
        top = int(query.get("top", "0"))
        return cls(version, line, min(max(at, 0), 2**32), top, scope, UUID(job) if job else None)


@dataclass(frozen=True, slots=True)
class Here:
    """Where a page stands: its token, its team, and the versions of its feed and of the line now."""

    token: str
    team: int
    feed: int = 0
    line: int = 0


def _digest(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:20]


def _look(token: str, person: int, team: int, scope: str, session_key: str) -> Here | None:
    """The present versions, in one statement without models; None when the session is over or the person gone."""
    key = of_team(team) if scope == "team" else of_person(person)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT version FROM jobs_feed WHERE key = %s), (SELECT version FROM jobs_feed WHERE key = %s)"
            " FROM django_session s JOIN accounts_user u ON u.id = %s"
            " WHERE s.session_key = %s AND s.expire_date > %s AND u.is_active",
            [key, LINE, person, session_key, now],
        )
        row = cursor.fetchone()
    return None if row is None else Here(token, team, row[0] or 0, row[1] or 0)


def by_token(request: HttpRequest, scope: str) -> Here | None:
    """By the token alone: it proves that this person was in this session. None when it does not (any more)."""
    token = request.GET.get("t", "")
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    try:
        person, team, digest = _SIGNER.unsign(token).split(".")
    except (BadSignature, ValueError):
        return None
    if digest != _digest(session_key):
        return None
    return _look(token, int(person), int(team), scope, session_key)


def here(user: User, session_key: str | None, scope: str) -> Here:
    """Where a page begins to stand. Read it before the jobs, so that nothing falls in between."""
    team = user.team.pk
    token = _SIGNER.sign(f"{user.pk}.{team}.{_digest(session_key or '')}")
    return _look(token, user.pk, team, scope, session_key or "") or Here(token, team)


@dataclass(frozen=True, slots=True)
class Pulse:
    """The element that asks: what the page has seen, and in how many seconds it asks again."""

    cursor: Cursor
    token: str
    interval: str

    @property
    def top(self) -> str:
        return str(self.cursor.top)


def start(
    standing: Here, states: set[str], top: int, *, scope: str = "mine", job: UUID | None = None, soon: bool = False
) -> Pulse:
    """The pulse of a feed with unfinished jobs in these states; `soon`: one of them may start at any moment."""
    line = standing.line if State.QUEUED in states else -1
    cursor = Cursor(standing.feed, line, int(time.time()), top, scope, job)
    interval = _BUSY if soon or states & ALIVE else _WAITING if State.QUEUED in states else _IDLE
    return Pulse(cursor, standing.token, str(interval))


def follow(standing: Here, cursor: Cursor, states: set[str], top: int) -> Pulse:
    """The pulse after an answer."""
    # A new job may start at once where a place is free.
    soon = top > cursor.top and State.QUEUED in states
    beat = start(standing, states, max(top, cursor.top), scope=cursor.scope, job=cursor.job, soon=soon)
    if cursor.line != -1 and State.QUEUED not in states and states & ALIVE:
        # Only what changed was looked at: others may still wait.
        return replace(beat, cursor=replace(beat.cursor, line=standing.line))
    return beat
