"""A child that is forked from this process instead of started anew: what is loaded here it shares with us."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, NoReturn

log = logging.getLogger(__name__)

_NAME = Path("/proc/self/comm")  # what `ps` and `top` call a process, and those that it forks
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
_OPEN = Path("/proc/self/fd")
_STANDARD = (0, 1, 2)


class Fork:
    """Runs `main` in a fork of this process, as the leader of a session of its own and with an environment of its own.

    The kernel keeps 15 letters of its `name`, where there is a place for that.
    It has what `subprocess.Popen` has and a supervisor needs. Standard input is empty, both outputs are `stdout`. The
    child keeps nothing else open, and takes signals as a new process would. To be used by a process of one thread.
    """

    def __init__(self, name: str, main: Callable[[], object], environ: Mapping[str, str]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        # What comes for the child before it has let go of our handlers must not be lost in these.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        self.pid = os.fork()
        if not self.pid:
            _run(name, main, environ, writing, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(writing)
        self.stdout: IO[bytes] | None = os.fdopen(reading, "rb", buffering=0)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit status, -N for an end by signal N, None while it runs."""
        return self._heard(os.WNOHANG)

    def wait(self) -> int:
        """Wait for the exit status."""
        status = self._heard(0)
        assert status is not None
        return status

    def send_signal(self, number: signal.Signals) -> None:
        """Signal the process; nothing where it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _heard(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def _run(
    name: str, main: Callable[[], object], environ: Mapping[str, str], output: int, mask: set[int | signal.Signals]
) -> NoReturn:
    """The life of the child. It never returns into the code of whoever forked it."""
    status = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for number, inherited in zip(_STANDARD, (nothing, output, output), strict=True):
            os.dup2(inherited, number)
        # Not closed: what owns a number in memory that was our parent's may close it later, when another has it.
        for number in {int(path.name) for path in _OPEN.iterdir()}.difference(_STANDARD):
            with contextlib.suppress(OSError):  # that of the folder that we looked into
                os.fstat(number)
                os.dup2(nothing, number, inheritable=False)
        with contextlib.suppress(OSError):
            _NAME.write_text(name)
        signal.set_wakeup_fd(-1)
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.environ.clear()
        os.environ.update(environ)
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
    except BaseException:
        log.exception("it broke")
    finally:
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(status)
