"""Whose turn it is: the team that used least lately, in it the member who did, in that person's own line by speed.

Start-time fair queueing on two floors: whoever is served moves on by what the job costs, and who had nothing waiting
begins where the others are, neither behind nor ahead of them. Nobody's turn depends on how much somebody else asked
for at once, and what is cancelled costs none.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Count, Min, Sum

from jobs.caps import COUNTED, Counted
from jobs.models import Charge, Feed, Job, Lane, Mode
from jobs.models.job import JobQuerySet

# In a person's own line a job goes before those that were asked for up to so much earlier at a slower speed.
HEAD_START = {Mode.TURBO: timedelta(minutes=10), Mode.FAST: timedelta(minutes=5), Mode.RELAX: timedelta(0)}
# What is free for people takes a place all the same: it costs a turn like the cheapest that is not.
LEAST = 1_000
# A line of fewer is read whole.
SHORT = 100
_WAITING = ("pk", "rank", "quote", "attempt", "tries", "upstream_id", *COUNTED)
W = TypeVar("W", "Waiting", "Light")


class Waiting(NamedTuple):
    """A job that waits, as far as it must be known for a choice."""

    pk: int
    rank: int
    quote: int
    attempt: int
    tries: int
    upstream: int | None
    limits: Counted

    @property
    def cost(self) -> int:
        """What being served costs its person's turns."""
        return _cost(self.quote, self.attempt)


class Light(NamedTuple):
    """As little as orders a line."""

    pk: int
    rank: int
    cost: int


class Turn(NamedTuple, Generic[W]):
    """A job whose turn it is, and the tags at which its team and its person are served."""

    job: W
    team: int
    user: int
    team_tag: int
    tag: int

    @property
    def charge(self) -> Charge:
        """What taking it costs."""
        return Charge(self.team, self.user, self.team_tag, self.tag, self.job.cost)


def rank(asked_at: datetime, mode: str) -> int:
    """What orders a person's own line, in milliseconds. What operators moved to the front is below zero."""
    return round((asked_at - HEAD_START[Mode(mode)]).timestamp() * 1000)


def _cost(quote: int, attempt: int) -> int:
    """Nothing where it was served before and came back."""
    return 0 if attempt else max(quote, LEAST)


def in_turn(
    waiting: JobQuerySet, most: int, behind: Callable[[int], bool] = lambda _user: False
) -> Iterator[Turn[Waiting]]:
    """These jobs in the order of turns, as far as somebody reads on; at most so many of each person in each team.

    Of whom `behind` says so, all others go first; it is asked again at each turn.
    """
    rows = waiting.in_line().values_list(*_WAITING)
    if len(short := [_waiting(row) for row in rows[:SHORT]]) < SHORT:
        lines = {whose: list(own) for whose, own in groupby(short, lambda job: (job.limits.team, job.limits.user))}
        firsts = [(*whose, own[0].rank) for whose, own in lines.items()]
        return _turns(firsts, lambda team, user: lines[team, user], behind)

    def own(team: int, user: int) -> list[Waiting]:
        return [_waiting(row) for row in rows.filter(team=team, user=user)[:most]]

    found = waiting.order_by().values_list("team_id", "user_id").annotate(first=Min("rank"))
    return _turns(list(found), own, behind)


def _waiting(row: tuple[Any, ...]) -> Waiting:
    pk, rank, quote, attempt, tries, upstream, *limits = row
    return Waiting(pk, rank, quote, attempt, tries, upstream, Counted(*limits))


def order() -> list[int]:
    """The numbers of all waiting jobs in the order of turns; one walk over all of them."""
    found = Job.objects.waiting().in_line().values_list("team_id", "user_id", "pk", "rank", "quote", "attempt")
    own = {
        whose: [Light(pk, rank, _cost(quote, attempt)) for _team, _user, pk, rank, quote, attempt in group]
        for whose, group in groupby(found.iterator(), lambda row: row[:2])
    }
    firsts = [(team, user, jobs[0].rank) for (team, user), jobs in own.items()]
    return [turn.job.pk for turn in _turns(firsts, lambda team, user: own[team, user], lambda _user: False)]


def next_job() -> int | None:
    """The number of the job that is the next of all."""
    return next((turn.job.pk for turn in in_turn(Job.objects.waiting(), 1)), None)


# What orders a line: whether operators moved its first job to the front, its tag, that job's rank; and whose it is.
_Line = tuple[int, int, int, int]


def _turns(
    firsts: list[tuple[int, int, int]], own: Callable[[int, int], Iterable[W]], behind: Callable[[int], bool]
) -> Iterator[Turn[W]]:
    """Serve the line with the lowest tag again and again; of equal ones that whose first job has waited longest."""
    teams, members = _lines(firsts)
    jobs: dict[tuple[int, int], deque[W]] = {}
    later: dict[int, tuple[int, list[_Line]]] = {}  # with the tag at which its team stands
    is_last = False
    team: int
    while teams or later:
        if not teams:  # nobody else is left
            is_last = True
            for whose, (at, line) in later.items():
                members[whose] = line
                _stand(teams, whose, at, line)
            later = {}
        _front, team_tag, _first, team = heapq.heappop(teams)
        member = heapq.heappop(members[team])
        front, tag, _first, user = member
        if not front and not is_last and behind(user):
            later[team] = (team_tag, [*later.get(team, (0, []))[1], member])
            _stand(teams, team, team_tag, members[team])
            continue
        if (team, user) not in jobs:
            jobs[team, user] = deque(own(team, user))
        line_of_own = jobs[team, user]
        job = line_of_own.popleft() if line_of_own else None
        cost = job.cost if job else 0
        if line_of_own:
            heapq.heappush(members[team], _line(line_of_own[0].rank, tag + cost, user))
        _stand(teams, team, team_tag + cost, members[team])
        if job is not None:
            yield Turn(job, team, user, team_tag, tag)


def _line(first: int, tag: int, whose: int) -> _Line:
    return (min(first, 0), tag, first, whose)


def _stand(teams: list[_Line], team: int, tag: int, members: list[_Line]) -> None:
    """Put a team in line, where it has somebody left: as its first member would stand."""
    if members:
        heapq.heappush(teams, _line(members[0][2], tag, team))


def _lines(firsts: list[tuple[int, int, int]]) -> tuple[list[_Line], dict[int, list[_Line]]]:
    """The teams in line, and those of each team who are, as heaps."""
    site, floors, tags = Lane.objects.tags({team for team, _user, _first in firsts})
    members: dict[int, list[_Line]] = {}
    for team, user, first in firsts:
        tag = max(tags.get((team, user), 0), floors[team].served)
        heapq.heappush(members.setdefault(team, []), _line(first, tag, user))
    teams: list[_Line] = []
    for team, own in members.items():
        _stand(teams, team, max(floors[team].tag, site), own)
    return teams, members


class Watch:
    """Tells the pages with waiting jobs when the order of these may have changed."""

    def __init__(self) -> None:
        self._mark = self._look()

    def look(self) -> None:
        if (mark := self._look()) != self._mark:
            self._mark = mark
            Feed.objects.bump("line")

    @staticmethod
    def _look() -> dict[str, int]:
        return Job.objects.waiting().aggregate(sum=Sum("rank", default=0), count=Count("pk"))
