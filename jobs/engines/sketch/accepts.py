"""The accept log: every order that the sketch engine took, in one small SQLite file of its own.

A row is written before the engine answers, and stays for good: it holds all that is needed to draw the pictures again
and to derive others from them. Rows move only by guarded updates, so any number of processes may use the file.

    waiting -> running -> success | failed
    waiting, running -> canceled          running -> waiting (its drawer died or was told to stop)
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Literal, Self

from jobs.actions import Action
from jobs.engines.base import Mode
from jobs.processes import certainly_gone

State = Literal["waiting", "running", "success", "failed", "canceled"]

CLAIMS = 3
"""How often a row may lose its drawer before it is given up: what kills its drawer must not do so for ever."""
GIVEN_UP = f"The sketch engine began this job {CLAIMS} times and never came to its end, so it was given up."
CANCELED = "The job was canceled before it was drawn."

HEAD_START = 30
"""Seconds by which a speed is ahead of the next slower one: what is slow comes later, but it comes."""

_RANK: dict[Mode, int] = {"turbo": 0, "fast": 1, "relax": 2}
# The order in which waiting orders are taken; the index below serves it only where both say it in the same words.
_TURN = f"accepted_at + {HEAD_START} * rank, number"
_SCHEMA = f"""
CREATE TABLE accept (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    tag TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL,
    prompt TEXT NOT NULL,
    mode TEXT NOT NULL,
    rank INTEGER NOT NULL,
    parent TEXT NOT NULL,
    tile INTEGER NOT NULL,
    dimensions TEXT NOT NULL,
    inputs TEXT NOT NULL,
    seed INTEGER NOT NULL,
    version TEXT NOT NULL,
    niji INTEGER NOT NULL,
    scale REAL NOT NULL,
    plates TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'success', 'failed', 'canceled')),
    progress INTEGER NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    looks INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    drawer TEXT NOT NULL DEFAULT '',
    lease_until REAL NOT NULL DEFAULT 0,
    claims INTEGER NOT NULL DEFAULT 0,
    accepted_at REAL NOT NULL,
    finished_at REAL,
    files INTEGER NOT NULL DEFAULT 0,
    CHECK ((state = 'running') = (drawer <> '')),
    CHECK ((progress = 100) = (state = 'success'))
);
CREATE INDEX accept_next ON accept ({_TURN}) WHERE state = 'waiting';
CREATE INDEX accept_running ON accept (number) WHERE state = 'running';
CREATE INDEX accept_files ON accept (finished_at) WHERE files = 1;
CREATE TABLE beat (drawer TEXT PRIMARY KEY, at REAL NOT NULL);
PRAGMA user_version = 1;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """One accepted order.

    `tile` is the parent's tile that the action applies to (0: all of it), `inputs` the names of kept input files
    (of reference images with their role in front, see lending.py), `plates` what is to be drawn, as JSON (see
    plates.py), `scale` the factor on all sizes when it was accepted.
    `looks` counts the previews written so far; `files` says whether finished pictures still lie on the disk.
    """

    id: str = field(default_factory=lambda: secrets.token_hex(16))
    tag: str
    action: Action
    prompt: str
    mode: Mode
    parent: str = ""
    tile: int = 0
    dimensions: str = ""
    inputs: tuple[str, ...] = ()
    seed: int
    version: str
    niji: bool = False
    scale: float = 1.0
    plates: str = "{}"
    state: State = "waiting"
    progress: int = 0
    message: str = ""
    text: str = ""
    claims: int = 0
    looks: int = 0
    files: bool = False


_WRITTEN = (
    "id", "tag", "action", "prompt", "mode", "parent", "tile", "dimensions", "inputs", "seed", "version", "niji",
    "scale", "plates", "state", "progress", "text",
)  # fmt: skip
_READ = ", ".join((*_WRITTEN, "message", "claims", "looks", "files"))


def _accept(row: sqlite3.Row) -> Accept:
    values = {key: row[key] for key in row.keys()}  # noqa: SIM118  (a Row iterates over its values)
    values |= {
        "action": Action(row["action"]),
        "inputs": tuple(json.loads(row["inputs"])),
        "niji": bool(row["niji"]),
        "files": bool(row["files"]),
    }
    return Accept(**values)


class Accepts:
    """One connection to the accept log. Use it in the thread that opened it, and close it (it is a context manager).

    Every method may raise sqlite3.OperationalError (disk full, file locked for more than `patience` seconds).
    """

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        self._db = sqlite3.connect(path, timeout=patience, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
            self._db.execute("PRAGMA journal_mode = WAL")
            with self._transaction():
                if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
                    for statement in filter(str.strip, _SCHEMA.split(";\n")):
                        self._db.execute(statement)
        # An order once accepted is never forgotten, not even by a power cut.
        self._db.execute("PRAGMA synchronous = FULL")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; closing twice is harmless."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _moved(self, sql: str, *values: object) -> bool:
        return self._db.execute(sql, values).rowcount > 0

    # What the engine's callers do -------------------------------------------------------------------------------------

    def add(self, accept: Accept, came: float | None = None) -> str:
        """Write an order down that came at that moment (None: now), and return its id.

        An order whose tag is known is not written again.
        """
        values = [getattr(accept, name) for name in _WRITTEN]
        values[_WRITTEN.index("inputs")] = json.dumps(accept.inputs)
        names = ", ".join(_WRITTEN)
        marks = ", ".join("?" * (len(_WRITTEN) + 2))
        self._db.execute(
            f"INSERT INTO accept ({names}, rank, accepted_at) VALUES ({marks}) ON CONFLICT (tag) DO NOTHING",  # noqa: S608
            [*values, _RANK[accept.mode], time.time() if came is None else came],
        )
        return str(self._db.execute("SELECT id FROM accept WHERE tag = ?", (accept.tag,)).fetchone()[0])

    def find(self, accept_id: str) -> Accept | None:
        """The order with this id."""
        row = self._db.execute(f"SELECT {_READ} FROM accept WHERE id = ?", (accept_id,)).fetchone()  # noqa: S608
        return _accept(row) if row else None

    def tagged(self, tag: str) -> str:
        """The id of the order that bears this tag, "" when there is none."""
        row = self._db.execute("SELECT id FROM accept WHERE tag = ?", (tag,)).fetchone()
        return str(row[0]) if row else ""

    def since(self, moment: float) -> list[tuple[str, str]]:
        """Id and tag of each order that was accepted since then, newest first."""
        rows = self._db.execute("SELECT id, tag, accepted_at FROM accept ORDER BY number DESC")
        return [(row["id"], row["tag"]) for row in takewhile(lambda row: row["accepted_at"] >= moment, rows)]

    def cancel(self, accept_id: str) -> bool:
        """Stop an order that is not finished; True when it is certain that it ends without pictures."""
        self._moved(
            "UPDATE accept SET state = 'canceled', drawer = '', message = ?, finished_at = ?"
            " WHERE id = ? AND state IN ('waiting', 'running')",
            CANCELED, time.time(), accept_id,
        )  # fmt: skip
        row = self._db.execute("SELECT state FROM accept WHERE id = ?", (accept_id,)).fetchone()
        return row is not None and row[0] == "canceled"

    def last_beat(self) -> float:
        """When a drawer last gave a sign of life; 0 for never."""
        return float(self._db.execute("SELECT coalesce(max(at), 0) FROM beat").fetchone()[0])

    # What drawers do --------------------------------------------------------------------------------------------------

    def anything_waiting(self) -> bool:
        """Whether a claim may find something; cheap enough to ask many times a second."""
        return self.waiting(1) > 0

    def waiting(self, most: int) -> int:
        """How many orders wait, counted up to `most`; as cheap."""
        count = "SELECT count(*) FROM (SELECT 1 FROM accept WHERE state = 'waiting' LIMIT ?)"
        return int(self._db.execute(count, (most,)).fetchone()[0])

    def claim(self, drawer: str, lease: float) -> Accept | None:
        """Take the next waiting order for `lease` seconds: the oldest first, but faster speeds have a head start."""
        with self._transaction():
            row = self._db.execute(
                f"SELECT number, {_READ} FROM accept WHERE state = 'waiting'"  # noqa: S608
                f" ORDER BY {_TURN} LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            self._db.execute(
                "UPDATE accept SET state = 'running', drawer = ?, lease_until = ?, claims = claims + 1"
                " WHERE number = ? AND state = 'waiting'",
                (drawer, time.time() + lease, row["number"]),
            )
        return self.find(row["id"])

    def renew(self, accept_id: str, drawer: str, lease: float, progress: int, looks: int = 0) -> bool:
        """Keep the order, and report its progress and how many looks there are.

        False when it is no longer this drawer's: it was canceled, or another took it over.
        """
        return self._moved(
            "UPDATE accept SET lease_until = ?, progress = max(progress, ?), looks = max(looks, ?)"
            " WHERE id = ? AND drawer = ?",
            time.time() + lease, min(progress, 99), looks, accept_id, drawer,
        )  # fmt: skip

    def finish(self, accept_id: str, drawer: str, *, text: str = "", files: bool = False) -> bool:
        """End an order well; False when it was no longer this drawer's, which changes nothing."""
        return self._moved(
            "UPDATE accept SET state = 'success', progress = 100, drawer = '', text = ?, files = ?, finished_at = ?"
            " WHERE id = ? AND drawer = ?",
            text, files, time.time(), accept_id, drawer,
        )  # fmt: skip

    def fail(self, accept_id: str, drawer: str, message: str) -> bool:
        """End an order that cannot be drawn, with a sentence for the person who asked."""
        return self._moved(
            "UPDATE accept SET state = 'failed', drawer = '', message = ?, finished_at = ? WHERE id = ? AND drawer = ?",
            message, time.time(), accept_id, drawer,
        )  # fmt: skip

    def hand_back(self, drawer: str) -> None:
        """Let go of what this drawer holds, without blame: it was told to stop."""
        self._db.execute(
            "UPDATE accept SET state = 'waiting', drawer = '', claims = claims - 1 WHERE drawer = ?"
            " AND state = 'running'",
            (drawer,),
        )

    def free_abandoned(self) -> None:
        """Put orders back in line whose drawer has died or let its lease run out; give up what did so too often."""
        now = time.time()
        rows = self._db.execute("SELECT id, drawer, lease_until, claims FROM accept WHERE state = 'running'").fetchall()
        for row in rows:
            if row["lease_until"] > now and not certainly_gone(row["drawer"]):
                continue
            if row["claims"] >= CLAIMS:
                self.fail(row["id"], row["drawer"], GIVEN_UP)
            else:
                self._moved(
                    "UPDATE accept SET state = 'waiting', drawer = '' WHERE id = ? AND drawer = ? AND state = 'running'"
                    " AND lease_until = ?",
                    row["id"], row["drawer"], row["lease_until"],
                )  # fmt: skip

    def beat(self, drawer: str) -> None:
        """Give a sign of life, and drop those that are a day old."""
        now = time.time()
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO beat (drawer, at) VALUES (?, ?)", (drawer, now))
            self._db.execute("DELETE FROM beat WHERE at < ?", (now - 86_400,))

    # What the housekeeper does ----------------------------------------------------------------------------------------

    def old_files(self, age: float) -> list[str]:
        """Ids of finished orders whose pictures have lain on the disk for more than `age` seconds."""
        rows = self._db.execute(
            "SELECT id FROM accept WHERE files = 1 AND finished_at < ? ORDER BY finished_at", (time.time() - age,)
        )
        return [str(row[0]) for row in rows.fetchall()]

    def forget_files(self, accept_id: str) -> None:
        """Note that an order's pictures are no longer on the disk."""
        self._db.execute("UPDATE accept SET files = 0 WHERE id = ?", (accept_id,))
