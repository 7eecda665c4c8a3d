"""The drawing service: keeps drawers running, as many as there is work for, and clears away pictures of old."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import jobs
from jobs.engines.sketch.accepts import Accepts
from jobs.engines.sketch.files import KEPT, Folder

log = logging.getLogger("sketch")

HOUSEKEEPING = 3600.0
"""Seconds between rounds of clearing away."""
IDLE = 60.0
"""Seconds without work after which a drawer goes, all but the first: each takes some 30 MiB."""
START = 3.0
"""Seconds that a drawer has to begin with its first order before another is started for that one."""
GRACE = 6.0
"""Seconds that drawers have to stop when told."""
_LOOK = 0.1
_ROOT = Path(jobs.__file__).resolve().parent.parent
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(slots=True)
class _Seat:
    """A place for one drawer: the process that fills it, and when and how late the next one may start."""

    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = 0.0


class Service:
    """Runs up to `drawers` drawing processes on the engine's folder until SIGTERM or SIGINT; run it in a main thread.

    One is always there. The others come when orders wait, and go after `idle` seconds without any.
    """

    def __init__(self, home: Path, drawers: int, idle: float = IDLE) -> None:
        self._folder = Folder(home / "sketch").make()
        self._seats = [_Seat() for _ in range(drawers)]
        self._idle = idle
        self._waiting = 0
        self._stopping = False
        self._cleared = -HOUSEKEEPING

    def run(self) -> None:
        """Draw until told to stop; then drawers let go of what they hold and everything ends within seconds."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        log.info("up to %d drawers on %s", len(self._seats), self._folder.path)
        with Accepts(self._folder.log) as accepts:
            try:
                while not self._stopping:
                    for seat in self._seats:
                        self._bury(seat)
                    self._fill(self._seats[0])
                    if self._is_short(accepts):
                        self._fill(next((seat for seat in self._seats if not seat.process), self._seats[0]))
                    if time.monotonic() - self._cleared > HOUSEKEEPING:
                        self._cleared = time.monotonic()
                        self._clear()
                    time.sleep(_LOOK)
            finally:
                self._end()

    def _stop(self, number: int, at: FrameType | None) -> None:
        self._stopping = True

    def _bury(self, seat: _Seat) -> None:
        """Free the seat of a drawer that has ended."""
        if seat.process is None or seat.process.poll() is None:
            return
        now = time.monotonic()
        if seat.process.returncode:
            log.warning("a drawer ended with status %d; another takes its place", seat.process.returncode)
            seat.delay = 0.1 if now - seat.started > 30 else min(5.0, seat.delay * 2 + 0.1)
            self._free()
        else:
            seat.delay = 0.0
        seat.process, seat.started = None, now

    def _is_short(self, accepts: Accepts) -> bool:
        """Whether more orders wait, and waited a look ago, than drawers are on their way to them."""
        before = self._waiting
        try:
            self._waiting = accepts.waiting(len(self._seats))
        except sqlite3.OperationalError:  # whoever draws says so
            self._waiting = 0
        now = time.monotonic()
        coming = sum(seat.process is not None and now - seat.started < START for seat in self._seats)
        return min(before, self._waiting) > coming

    def _fill(self, seat: _Seat) -> None:
        """Start a drawer where none sits, unless the last one died there just now."""
        now = time.monotonic()
        if seat.process is not None or now - seat.started < seat.delay:
            return
        idle = 0.0 if seat is self._seats[0] else self._idle
        words = [str(self._folder.path), str(os.getpid()), str(idle)]
        seat.started = now
        seat.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "jobs.engines.sketch.drawer", *words],
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.DEVNULL,
        )

    def _free(self) -> None:
        try:
            with Accepts(self._folder.log) as accepts:
                accepts.free_abandoned()
        except sqlite3.OperationalError as error:
            log.warning("the accept log cannot be used now (%s); a drawer will see to it", error)

    def _clear(self) -> None:
        try:
            clear(self._folder, KEPT)
        except sqlite3.OperationalError as error:
            log.warning("clearing away old pictures must wait (%s)", error)

    def _end(self) -> None:
        running = [seat.process for seat in self._seats if seat.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._free()


def clear(folder: Folder, age: float) -> int:
    """Delete pictures that were finished more than `age` seconds ago and return of how many orders.

    The orders themselves stay in the log: others may derive from them.
    """
    with Accepts(folder.log) as accepts:
        old = accepts.old_files(age)
        for accept_id in old:
            folder.drop_job(accept_id)
            accepts.forget_files(accept_id)
    return len(old)


def main() -> None:
    """Run the service: `python -m jobs.engines.sketch.service HOME DRAWERS`."""
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
    Service(Path(sys.argv[1]), int(sys.argv[2])).run()


if __name__ == "__main__":
    main()
