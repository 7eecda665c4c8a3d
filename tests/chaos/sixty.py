"""A whole site, three people who press Create at the same moment, and what sixty jobs leave behind."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from mjweb.trial import Trial
from tests.chaos.tab import Answer, Tab, sign_in

LIMIT = 10  # jobs in progress
PATIENCE = 300  # seconds for all that the site has to do
# Two workers: the queue that sends has two worker processes by the settings, the one that collects has what is said
# here. Two more processes draw.
VARIABLES = {
    "MJWEB_UPSTREAM_LIMIT": str(LIMIT),
    "MJWEB_MEDIA_WORKERS": "2",
    "MJWEB_SKETCH_DRAWERS": "2",
    "MJWEB_SKETCH_SCALE": "0.06",
}
ANIMALS = ("fox", "owl", "hare", "heron", "lynx", "otter", "raven", "stag", "toad", "wren")
FORTY = f"{{ink, gouache, pastel, linocut}} {{{', '.join(ANIMALS)}}} in tall grass"  # 4 x 10 jobs by one press
ALLOWANCES = {"alice": 100, "bob": 60, "charlie": 5}  # units
JOBS = {"alice": 40, "bob": 18, "charlie": 2}
LATE = "at dusk"  # how the prompts end by which bob comes later
EARLY = 12  # presses of bob's at the moment of alice's; the others come when her forty stand in line
MODES = ("relax", "fast", "turbo")


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a run left behind: the site's folder, and what was seen from outside meanwhile.

    `answers`: status of each answer, and whether it said that jobs are in line, by what was pressed. `most` places
    taken at once and `overdrawn` purses are what another reader of the database saw in so many `looks`.
    """

    home: Path
    answers: dict[str, list[tuple[int, bool]]]
    most: int
    overdrawn: list[str]
    looks: int

    def site(self, query: str, *values: object) -> list[Any]:
        """The rows of the site's database; where they have one column, its values."""
        return rows(self.home / "mjweb.sqlite3", query, *values)

    def engine(self, query: str, *values: object) -> list[Any]:
        """The rows of the engine's own log of orders."""
        return rows(self.home / "sketch" / "accepts.sqlite3", query, *values)

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self) | {"home": str(self.home)}))

    @classmethod
    def load(cls, path: Path) -> Self:
        found = json.loads(path.read_text())
        answers = {name: [(status, taken) for status, taken in some] for name, some in found["answers"].items()}
        return cls(**found | {"home": Path(found["home"]), "answers": answers})


def rows(path: Path, query: str, *values: object) -> list[Any]:
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as database:
        return [row[0] if len(row) == 1 else row for row in database.execute(query, values)]


class Watcher(threading.Thread):
    """Looks at a running site's database again and again, as one more reader of it."""

    def __init__(self, database: Path) -> None:
        super().__init__(name="watcher")
        self.most = self.looks = 0
        self.overdrawn: list[str] = []
        self._database = database
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.02):
            (taken,) = rows(self._database, "SELECT count(*) FROM jobs_job WHERE slot IS NOT NULL")
            self.most = max(self.most, taken)
            self.overdrawn += rows(
                self._database,
                "SELECT purse_id || ': ' || used || ' used, ' || held || ' held' FROM quotas_window"
                ' WHERE used + held > "limit"',
            )
            self.looks += 1

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


def run(site: Trial) -> Record:
    """Let all press at once on a running site, wait until every job has ended, and stop the site."""
    database, log = site.home / "mjweb.sqlite3", site.home / "sketch" / "accepts.sqlite3"
    cookies = {name: sign_in(site.address, _link(site, name)) for name in ALLOWANCES}

    def tab(name: str, prompt: str, **options: Any) -> Tab:
        return Tab.open(site.address, cookies[name], prompt, **options)

    forty = tab("alice", FORTY).ask()
    early = [tab("bob", f"harbour number {n} at dawn", mode=MODES[n % 3], scripts=n % 2 == 0) for n in range(EARLY)]
    late = [tab("bob", f"harbour number {n} {LATE}") for n in range(EARLY, JOBS["bob"])]
    twice = tab("charlie", "a {red, blue} kite", scripts=False).ask()
    tabs = {
        "alice": [forty] * 2,  # one press, doubled
        "bob": early,
        # Each is two jobs for four of his five units: the same press four times, and two others.
        "charlie": [twice] * 4 + [tab("charlie", f"a {{red, blue}} {thing}").ask() for thing in ("boat", "bell")],
        "too much": [tab("charlie", "a {red, green, blue} kite")],
    }
    start = threading.Barrier(sum(len(some) for some in tabs.values()))

    def press(tab: Tab) -> Answer:
        start.wait()
        return tab.press()

    with Watcher(database) as watcher, ThreadPoolExecutor(start.parties) as pool:
        # Nothing is drawn before the engine has all that it may have: that it comes to ten must not hang on who is
        # quicker, those who press or those who draw.
        with site.resting():
            sent = {name: [pool.submit(press, tab) for tab in some] for name, some in tabs.items()}
            for answer in sent["alice"]:
                answer.result()
            sent["bob"] += [pool.submit(tab.press) for tab in late]
            _wait_until(lambda: rows(log, "SELECT count(*) FROM accept")[0] >= LIMIT, database)
        answers = {name: [answer.result() for answer in some] for name, some in sent.items()}
        _wait_until(lambda: rows(database, "SELECT 1 FROM jobs_job WHERE finished_at IS NULL LIMIT 1") == [], database)
    assert site.stop() == []
    return Record(
        home=site.home,
        answers={name: [(one.status, one.is_taken) for one in some] for name, some in answers.items()},
        most=watcher.most,
        overdrawn=watcher.overdrawn,
        looks=watcher.looks,
    )


def _link(site: Trial, name: str) -> str:
    """Add a person and return their sign-in link: bob is on alice's team."""
    team = "Elsewhere" if name == "charlie" else "Studio"
    return site.command("adduser", f"{name}@example.org", "--allowance", str(ALLOWANCES[name]), "--team", team)


def _wait_until(fact: Callable[[], bool], database: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not fact():
        states = rows(database, "SELECT state, count(*) FROM jobs_job GROUP BY state")
        assert time.monotonic() < end, f"the site got stuck: {states}"
        time.sleep(0.05)
