"""What befalls a site in a storm, and when: all of it by chance, so that the same seed plans the same."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from jobs.faults import POINTS, STOP
from tests import postgresql
from tests.chaos import hunter, later
from tests.chaos.outsiders import (
    FILLED,
    FLUSHED,
    LOCKED,
    LONGEST,
    LOST,
    LOST_LONGEST,
    fill,
    flush,
    hold,
    lose,
    stun,
)
from tests.chaos.shop import say
from tests.redis import Server

GAP = (0.5, 3.0)  # seconds between two kills
NAMED = 0.5  # of the kills, and of the stops, so many again at named points (jobs.faults), each point once at most
STOPPED = (8.5, 12.0)  # seconds that a process stands still: longer than every lease of MJWEB_PACE=chaos
AWAY, BETWEEN = (1.0, 6.0), 10.0  # seconds that the database's server is away, and for each time that it is

Event = tuple[float, Callable[[], None]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How much of everything there is to be in a run."""

    kills: int
    jobs: int
    seed: int
    stops: int = 0
    trees: int = 1
    locks: int = 0
    full: int = 0
    restarts: int = 0
    migrations: int = 0
    redis: int = 0
    flushes: int = 0
    outages: int = 0


@dataclass
class Troubles:
    """The troubles of one run. `roots` are the processes that keep a tree of the site each."""

    asked: Asked
    folder: Path  # of the named points
    dice: random.Random
    roots: Sequence[int]
    moments: list[float]
    redis: Server | None = None
    met: Counter[str] = field(default_factory=Counter)
    begun: float = 0.0
    _named: list[tuple[float, str, str]] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _broken: list[Exception] = field(default_factory=list)
    _one_by_one: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def span(self) -> float:
        some = GAP[1] * (self.asked.stops + self.asked.locks + self.asked.full + self.asked.migrations)
        some += GAP[1] * (self.asked.flushes + self.asked.outages)
        return max(sum(self.moments), some, BETWEEN * self.asked.restarts)

    def plan(self) -> list[Event]:
        """Everything that happens at a moment that is known before, in order."""
        events: list[Event] = []
        at = 0.0
        for gap in self.moments:
            at += gap
            events.append((at, self._kill))
        self._named = self._points(self.asked.kills, "") + self._points(self.asked.stops, STOP)
        events += [(at, lambda: None) for at, _point, _what in self._named]
        events += [(at, self._stop) for at in self._some(self.asked.stops)]
        # The last one is longer than anybody waits.
        locks = [self.dice.uniform(*LOCKED) for _ in range(self.asked.locks - 1)] + [LONGEST][: self.asked.locks]
        fills = [self.dice.uniform(*FILLED) for _ in range(self.asked.full)]
        happens = [partial(hold, seconds) for seconds in locks]
        happens += [partial(fill, self.folder, seconds) for seconds in fills]
        happens += [partial(later.come_and_go, self.dice)] * self.asked.migrations
        happens += self._of_redis()
        events += [(self.dice.uniform(0, self.span), partial(self._meanwhile, happen)) for happen in happens]
        for number in range(self.asked.restarts):  # each in a part of the time of its own
            part, away = self.span / self.asked.restarts, self.dice.uniform(*AWAY)
            at = number * part + self.dice.uniform(0, part - away)
            events += [(at, partial(self._lose_server, away)), (at + away, postgresql.start)]
        return sorted(events, key=lambda event: event[0])

    def _of_redis(self) -> list[partial[str]]:
        """It forgets what it holds, stands still, or is gone, the last time for longer than a silent queue may be."""
        if self.redis is None:
            return []
        happens = [partial(flush, self.redis, self.dice.uniform(*FLUSHED)) for _ in range(self.asked.flushes)]
        for number in reversed(range(self.asked.outages)):
            seconds = self.dice.uniform(*LOST) if number else LOST_LONGEST
            happens.append(partial(stun if number % 2 else lose, self.redis, seconds))
        return happens

    def play(self, events: Sequence[Event]) -> None:
        """Let everything happen."""
        self.begun = time.monotonic()
        for at, happen in events:
            time.sleep(max(self.begun + at - time.monotonic(), 0))
            self.name_points(time.monotonic() - self.begun)
            happen()
        for thread in self._threads:
            thread.join()
        if self._broken:
            raise ExceptionGroup("what was to happen did not", self._broken)

    def name_points(self, until: float) -> None:
        """Have somebody killed or stopped at each point whose moment has come and that nobody else is to meet first."""
        for one in [one for one in self._named if one[0] <= until]:
            _at, point, what = one
            if not (self.folder / point).exists():
                draft = self.folder / f".{point}"
                draft.write_text(what)
                draft.replace(self.folder / point)
                self._named.remove(one)

    def wake(self) -> None:
        """Let processes that stand still go on, each when its time is over, until `rest` says that all may."""
        chance = random.Random(self.asked.seed)  # this is a thread of its own: the other dice plan the run
        until: dict[hunter.Prey, float] = {}
        while not self._over.wait(0.1):
            standing = self._standing()
            until = {prey: until.get(prey, time.monotonic() + chance.uniform(*STOPPED)) for prey in standing}
            for prey, end in until.items():
                if time.monotonic() > end:
                    self._go_on(prey)
        for prey in self._standing():
            self._go_on(prey)

    def rest(self) -> None:
        self._over.set()

    def tell(self, what: str) -> None:
        say(f"{time.monotonic() - self.begun:6.1f} s  {what}")

    def _some(self, count: int) -> list[float]:
        return [self.dice.uniform(0, self.span) for _ in range(count)]

    def _points(self, count: int, what: str) -> list[tuple[float, str, str]]:
        points = self.dice.sample(POINTS, min(len(POINTS), int(count * NAMED)))
        return sorted((self.dice.uniform(0, self.span), point, what) for point in points)

    def _strike(self, done: str, strike: Callable[[int, random.Random], hunter.Prey | None]) -> None:
        while (prey := strike(root := self.dice.choice(self.roots), self.dice)) is None:
            time.sleep(0.1)
        tree = f" of tree {self.roots.index(root) + 1}" if len(self.roots) > 1 else ""
        self.met[f"{done} {prey.part}{tree}"] += 1
        self.tell(f"{done} {prey}{tree}")

    def _kill(self) -> None:
        self._strike("killed", hunter.kill_one)

    def _stop(self) -> None:
        self._strike("stopped", hunter.stop_one)

    def _lose_server(self, away: float) -> None:
        postgresql.stop()
        self.met["server restarted"] += 1
        self.tell(f"the database's server died and is away for {away:.1f} s")

    def _meanwhile(self, happen: Callable[[], str]) -> None:
        """Something that takes a while, beside everything else but others of its kind."""

        def run() -> None:
            with self._one_by_one:
                try:
                    self.tell(happen())
                    self.met["from outside"] += 1
                except Exception as error:  # noqa: BLE001 - raised again where all of them are over
                    self._broken.append(error)

        thread = threading.Thread(target=run)
        self._threads.append(thread)
        thread.start()

    def _standing(self) -> list[hunter.Prey]:
        return [prey for root in self.roots for prey in hunter.tree(root) if hunter.stands_still(prey.pid)]

    def _go_on(self, prey: hunter.Prey) -> None:
        if any(hunter.go_on(prey, root) for root in self.roots):
            self.met["went on"] += 1
            self.tell(f"{prey} goes on")
