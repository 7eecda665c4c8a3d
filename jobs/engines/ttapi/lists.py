"""A walk through the service's list of jobs: newest first, page by page, until it is certain that nothing is left out.

The list has no end that could be told from a short page, says no total, and its times name no zone. So a walk ends
where the pages do, or at a page that shows jobs of ours from before and none from after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from jobs import wire
from jobs.engines.base import Listed
from jobs.errors import NotReachable

ROWS = 100  # of a page; the service gives no more
PAGES = 30  # of one state; a walk that is longer than that found no end
# In the order in which a job passes them: one that moves on during the walk is met again.
STATES: tuple[wire.State, ...] = ("waiting", "running", "success", "failed")
_EVER = datetime.min.replace(tzinfo=UTC)
# The most that clocks of two zones differ by.
ZONES = timedelta(hours=26)


def walk(
    page: Callable[[wire.State, int], tuple[Listed, ...]], since: datetime, known: Mapping[str, datetime]
) -> tuple[Listed, ...]:
    """Every job that was taken since then. Raises NotReachable where the list cannot be read to that point."""
    found: dict[str, Listed] = {}
    for state in STATES:
        for row in _in_state(page, state, since, known):
            found.setdefault(row.engine_id, row)
    return tuple(found.values())


def roll(page: Callable[[wire.State, int], tuple[Listed, ...]]) -> tuple[Listed, ...]:
    """Every job that has not ended. Raises NotReachable where the list cannot be read to its end."""
    unfinished = (row for state in STATES[:2] for row in _in_state(page, state, _EVER, {}))
    return tuple({row.engine_id: row for row in unfinished}.values())


def _in_state(
    page: Callable[[wire.State, int], tuple[Listed, ...]],
    state: wire.State,
    since: datetime,
    known: Mapping[str, datetime],
) -> list[Listed]:
    found: dict[str, Listed] = {}
    for number in range(1, PAGES + 1):
        rows = page(state, number)
        fresh = [row for row in rows if row.engine_id not in found]
        if not fresh:
            # A full page of nothing new: the service does not turn pages, and there may be more.
            if len(rows) >= ROWS:
                break
            return list(found.values())
        found |= {row.engine_id: row for row in fresh}
        if is_old(rows, since, known):
            return list(found.values())
    raise NotReachable("The service's list could not be read to its end.")


def is_old(rows: tuple[Listed, ...], since: datetime, known: Mapping[str, datetime]) -> bool:
    """Whether a page lies wholly before that moment, as far as it can be told."""
    sent = [known[row.engine_id] for row in rows if row.engine_id in known]
    said = [row.begun_at + ZONES for row in rows if row.begun_at is not None]
    return any(at < since for at in (*sent, *said)) and not any(at >= since for at in sent)
