"""One drawing process: claims an order, draws it, begins again."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path
from types import FrameType

from jobs.engines.sketch.accepts import Accept, Accepts
from jobs.engines.sketch.drawing import draw
from jobs.engines.sketch.files import Folder
from jobs.processes import die_with_parent, identity

log = logging.getLogger("sketch")

POLL = 0.05
"""Seconds between looks for a waiting order."""
LEASE = 120.0
"""Seconds that a claim holds without a sign of life; on a busy machine a single step may take many."""
BEAT = 2.0
"""Seconds between signs of life."""
LOOK_AROUND = 1.0
"""Seconds between looks for orders whose drawer has died."""
NICENESS = 5


class _LostError(Exception):
    """The order is no longer ours: it was canceled, or another drawer took it over."""


class _Told(BaseException):
    """We were told to stop, in the middle of a drawing."""


class Drawer:
    """The loop of one drawing process, which ends after `idle` seconds without work (0: never)."""

    def __init__(self, folder: Folder, parent: int, idle: float = 0.0) -> None:
        self._folder = folder
        self._parent = parent
        self._name = identity()
        self._stopping = False
        self._drawing = False
        self._idle = idle
        self._worked = time.monotonic()
        self._beaten = self._looked = 0.0

    def run(self) -> None:
        """Draw until told to stop."""
        signal.signal(signal.SIGTERM, self._stop)
        while not self._stopping:
            try:
                with Accepts(self._folder.log) as accepts:
                    accepts.hand_back(self._name)
                    self._serve(accepts)
                    accepts.hand_back(self._name)
            except sqlite3.OperationalError as error:
                log.warning("the accept log cannot be used now (%s); trying again", error)
                time.sleep(1)

    def _stop(self, number: int, at: FrameType | None) -> None:
        first, self._stopping = not self._stopping, True
        if first and self._drawing:
            raise _Told

    def _serve(self, accepts: Accepts) -> None:
        while not self._stopping:
            self._live(accepts)
            if time.monotonic() - self._looked > LOOK_AROUND:
                accepts.free_abandoned()
                self._looked = time.monotonic()
            accept = accepts.claim(self._name, LEASE) if accepts.anything_waiting() else None
            if accept is not None:
                self._draw(accepts, accept)
                self._worked = time.monotonic()
            elif self._idle and time.monotonic() - self._worked > self._idle:
                self._stopping = True
            else:
                time.sleep(POLL)

    def _live(self, accepts: Accepts) -> None:
        if os.getppid() != self._parent:
            # Where the kernel does not end us with our parent, we do so ourselves.
            os.kill(os.getpid(), signal.SIGKILL)
        if time.monotonic() - self._beaten > BEAT:
            accepts.beat(self._name)
            self._beaten = time.monotonic()

    def _draw(self, accepts: Accepts, accept: Accept) -> None:
        def step(progress: float, looks: int = 0) -> None:
            self._live(accepts)
            if not accepts.renew(accept.id, self._name, LEASE, int(progress), looks):
                raise _LostError

        done = False
        try:
            self._drawing = True
            text = draw(accept, self._folder, step)
            done = accepts.finish(accept.id, self._name, text=text, files=not text)
        except (_LostError, _Told):
            pass
        except (sqlite3.OperationalError, MemoryError):
            raise
        except Exception as error:
            log.exception("order %s cannot be drawn", accept.id)
            accepts.fail(accept.id, self._name, _sentence(error))
        finally:
            self._drawing = False
        if not done:
            self._tidy(accepts, accept.id)

    def _tidy(self, accepts: Accepts, accept_id: str) -> None:
        """Remove what was begun for an order that will have no pictures."""
        accept = accepts.find(accept_id)
        if accept is not None and accept.state in ("canceled", "failed"):
            self._folder.drop_job(accept_id)


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"The sketch engine could not write its pictures ({error.strerror or type(error).__name__})."
    return f"The sketch engine could not draw this ({type(error).__name__}); another seed or wording may do."


def main() -> None:
    """Run one drawer: `python -m jobs.engines.sketch.drawer FOLDER PARENT IDLE`.

    PARENT is the process id of its service, which it never outlives.
    """
    home, parent, idle = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    # The terminal's Ctrl-C reaches us too; the service decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(parent)
    os.nice(NICENESS)
    logging.basicConfig(level=logging.INFO, format="sketch: %(message)s")
    Drawer(Folder(home), parent, idle).run()


if __name__ == "__main__":
    main()
