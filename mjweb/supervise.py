"""Runs child processes as one tree: restarts what dies, stops all in order, leaves no orphan behind."""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

from mjweb.fork import Fork

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_LONGEST_LINE = 16_384  # bytes held back while a child has not ended its line


def die_with_parent() -> None:
    """End this process by SIGKILL as soon as its parent is gone, however that came about.

    What a supervisor of ours starts on Linux is tied already; elsewhere, and below it, this is for the process to ask.
    """
    _tie_to(os.getppid())


def tie_forks() -> None:
    """Let every process that this one forks from now on, and what those fork, die with the one that forked it.

    Linux ties a child to the *thread* that forked it, so ask for it only where that thread lives as long as the
    process.
    """
    forking = [os.getpid()]

    def remember() -> None:
        forking[0] = os.getpid()

    def tie() -> None:
        _tie_to(forking[0])

    os.register_at_fork(before=remember, after_in_child=tie)


def _tie_to(parent: int) -> None:
    """Ask the kernel, or a thread where the kernel cannot, to kill this process when `parent` is gone."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), name="watch-parent", daemon=True).start()
    if os.getppid() != parent:  # it died before we could ask
        os.kill(os.getpid(), signal.SIGKILL)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, kw_only=True)
class Child:
    """A process to keep running, with variables of its own beside those of all.

    Stage 0 is stopped first; children of one stage are stopped together. `behind` is how many seconds its first start
    waits at most for the supervisor to be ready: what a person waits for need not share the processor with the rest.
    A `forked` one may be forked from a supervisor that can run its command itself.
    """

    name: str
    command: Sequence[str]
    stage: int = 0
    behind: float = 0
    forked: bool = False
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Times:
    """How patient the supervisor is, in seconds."""

    first_delay: float = 0.5  # before a child is started again; doubles at each death
    longest_delay: float = 30
    healthy_after: float = 60  # a child that lived this long starts again with the first delay
    stage_patience: float = 2  # before the next stage is told to stop although this one still runs
    stop_patience: float = 8  # before what still runs is killed, all stages together


@dataclass(kw_only=True)
class _Running:
    """What the supervisor knows of one child."""

    child: Child
    delay: float
    due: float | None = None  # when to start it, None while it runs or shall not start
    process: subprocess.Popen[bytes] | Fork | None = None
    output: IO[bytes] | None = None
    started: float = 0
    told: bool = False
    partial: bytes = b""


@dataclass(kw_only=True)
class Supervisor:
    """Keeps `children` running until SIGINT, SIGTERM or SIGHUP; a second SIGINT kills at once.

    `say` gets each finished line. `until_ready` is called about ten times a second until it answers True. `run_command`
    runs a command in this process, for forks of it; without that every child is a new process.
    One thread only: the forks between its steps would be unsafe beside others.
    """

    children: Sequence[Child]
    say: Callable[[str], None]
    until_ready: Callable[[], bool] | None = None
    run_command: Callable[[Sequence[str]], object] | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    times: Times = field(default_factory=Times)
    _signals: list[int] = field(default_factory=list)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def run(self) -> int:
        """Run until stopped. The exit status: 0 after a stop in order, 130 when a second SIGINT cut it short."""
        now, delay = time.monotonic(), self.times.first_delay
        running = [_Running(child=child, delay=delay, due=now + child.behind) for child in self.children]
        waker, wake = os.pipe()
        os.set_blocking(waker, False)
        os.set_blocking(wake, False)
        self._selector.register(waker, selectors.EVENT_READ)
        watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
        before = [signal.signal(number, self._note) for number in watched]
        before_wake = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        try:
            self._keep(running, waker)
            return self._stop(running, waker)
        finally:
            for one in running:
                self._kill(one)
            signal.set_wakeup_fd(before_wake)
            for number, handler in zip(watched, before, strict=True):
                signal.signal(number, handler)
            self._selector.close()
            os.close(waker)
            os.close(wake)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGCHLD:
            self._signals.append(number)

    def _keep(self, running: list[_Running], waker: int) -> None:
        """Start what is due and bury what died, until a signal asks to stop."""
        until_ready = self.until_ready
        while not self._signals:
            now = time.monotonic()
            for one in running:
                if one.due is not None and now >= one.due:
                    self._start(one)
                elif how := self._bury(one):
                    self._plan_restart(one, how)
            if until_ready and until_ready():
                until_ready = None
                for one in running:
                    if not one.started and one.due is not None:
                        one.due = now
            waits = [one.due - time.monotonic() for one in running if one.due is not None]
            self._listen(waker, min([0.1 if until_ready else 5.0, *waits]))

    def _stop(self, running: list[_Running], waker: int) -> int:
        """Stop the stages one after the other, politely, then not."""
        self._signals.clear()
        self.say("stopping")
        began = time.monotonic()
        stages = sorted({one.child.stage for one in running})
        while True:
            for one in running:
                self._bury(one)
            alive = [one for one in running if one.process]
            if not alive:
                self.say("stopped")
                return 0
            if signal.SIGINT in self._signals:
                self.say("killed at once")
                return 130
            passed = time.monotonic() - began
            if passed >= self.times.stop_patience:
                self.say(f"killing what did not stop: {', '.join(one.child.name for one in alive)}")
                for one in alive:
                    self._kill(one)
                continue
            first = min(one.child.stage for one in alive)
            for one in alive:
                turn = stages.index(one.child.stage)
                if not one.told and (one.child.stage == first or passed >= turn * self.times.stage_patience):
                    one.told = True
                    _signal_process(one, signal.SIGTERM)
            self._listen(waker, 0.1)

    def _start(self, one: _Running) -> None:
        """Start a child in a session of its own, tied to our life."""
        one.due, one.started = None, time.monotonic()
        try:
            one.process = self._process(one.child)
        except OSError as error:
            self._plan_restart(one, f"could not start: {error}")
            return
        one.output = one.process.stdout
        assert one.output is not None  # stdout=PIPE
        os.set_blocking(one.output.fileno(), False)
        self._selector.register(one.output, selectors.EVENT_READ, one)

    def _process(self, child: Child) -> subprocess.Popen[bytes] | Fork:
        us = os.getpid()
        environ = {**self.environ, **child.environ}
        if child.forked and (run_command := self.run_command):

            def main() -> None:
                _tie_to(us)
                run_command(child.command)

            return Fork(f"mjweb {child.name}", main, environ)
        return subprocess.Popen(
            child.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environ,
            start_new_session=True,
            # Safe as long as we have one thread; a child that ties itself could be too late.
            preexec_fn=(lambda: _tie_to(us)) if _LIBC is not None else None,  # noqa: PLW1509
        )

    def _bury(self, one: _Running) -> str:
        """When a child has ended: end its group, empty its output, and say how it ended; else an empty string."""
        if one.process is None or (code := one.process.poll()) is None:
            return ""
        _signal_group(one, signal.SIGKILL)
        while self._read(one):
            pass
        self._close_output(one)
        one.process = None
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit status {code}"

    def _plan_restart(self, one: _Running, how: str) -> None:
        now = time.monotonic()
        if now - one.started >= self.times.healthy_after:
            one.delay = self.times.first_delay
        self.say(f"{one.child.name} {how}; it starts again in {one.delay:g} s")
        one.due = now + one.delay
        one.delay = min(one.delay * 2, self.times.longest_delay)

    def _kill(self, one: _Running) -> None:
        """End a child and its group at once."""
        if one.process is not None:
            _signal_group(one, signal.SIGKILL)
            one.process.wait()
            self._bury(one)

    def _listen(self, waker: int, seconds: float) -> None:
        """Wait for output, a signal or the time, whatever comes first."""
        for key, _ in self._selector.select(max(seconds, 0)):
            if isinstance(key.data, _Running):
                self._read(key.data)
            else:
                with contextlib.suppress(BlockingIOError):
                    os.read(waker, 4096)

    def _read(self, one: _Running) -> bool:
        """Pass on the finished lines among what a child has written; whether there may be more to read at once."""
        if one.output is None:
            return False
        try:
            block = os.read(one.output.fileno(), 65_536)
        except BlockingIOError:
            return False
        *lines, one.partial = (one.partial + block).split(b"\n")
        if len(one.partial) > _LONGEST_LINE:
            lines, one.partial = [*lines, one.partial], b""
        for line in lines:
            self._print(one, line)
        if not block:
            self._close_output(one)
        return bool(block)

    def _close_output(self, one: _Running) -> None:
        if one.output is not None:
            if one.partial:
                self._print(one, one.partial)
            self._selector.unregister(one.output)
            one.output.close()
        one.output, one.partial = None, b""

    def _print(self, one: _Running, line: bytes) -> None:
        width = max(len(child.name) for child in self.children)
        self.say(f"{one.child.name:<{width}} | {line.decode(errors='replace').rstrip()}")


def _signal_process(one: _Running, number: signal.Signals) -> None:
    if one.process is not None:
        one.process.send_signal(number)


def _signal_group(one: _Running, number: signal.Signals) -> None:
    """Signal whatever is left of a child's group; a dead leader's number stays taken while a member lives."""
    if one.process is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(one.process.pid, number)
