"""A whole site run for a while in a folder of its own: for browser tests, benches and screenshots."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from mjweb.env import ROOT

_PROC = Path("/proc")
_READY = re.compile(r"^mjweb is ready at (http://localhost:(\d+))$", re.MULTILINE)
_LINK = re.compile(r"^http://localhost:\d+/enter/\S+$", re.MULTILINE)


class TrialError(RuntimeError):
    """The site did not do what it was asked for; the message ends with its last words."""


@dataclass(kw_only=True)
class Trial:
    """`manage.py up` with its data in `folder`, as a child of this process; what it says is in `folder`/up.log.

    `variables` are set beside those of this process, `patience` is how many seconds anything may take.
    """

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    patience: float = 120
    port: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill() if error else self.stop()

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def pid(self) -> int:
        """The process that keeps the running site's tree."""
        assert self._process is not None
        return self._process.pid

    @property
    def said(self) -> str:
        """What the site has said since it was started last."""
        return (self.folder / "up.log").read_text(errors="replace")

    @property
    def sign_in(self) -> str:
        """The single-use link of the first owner, as it was printed. Raises TrialError when none was."""
        links = _LINK.findall(self.said)
        if not links:
            raise TrialError(f"no sign-in link was printed\n{self._last_words()}")
        return str(links[-1])

    def environ(self) -> dict[str, str]:
        """The environment of every process of this site: nothing of another site's, and this Python as it is."""
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("MJWEB_", "TTAPI_", "PYTEST_"))
        }
        own |= {"DJANGO_SETTINGS_MODULE": "mjweb.settings", "MJWEB_NO_VENV": "1", "MJWEB_HOME": str(self.home)}
        return own | ({"MJWEB_PUBLIC_URL": self.address} if self.port else {}) | self.variables

    def start(self) -> None:
        """Start the site, on the port it had before if it ran before, and wait until each part of it works."""
        command = [sys.executable, str(ROOT / "manage.py"), "up", "--no-browser", "--port", str(self.port)]
        with (self.folder / "up.log").open("wb") as log:
            # The children are in sessions of their own anyway; ours keeps Ctrl-C from reaching them twice.
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self.environ(), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._wait_for(lambda: bool(_READY.search(self.said)), "it did not get ready")
        found = _READY.search(self.said)
        assert found is not None
        self.port = int(found[2])
        self._wait_for(self.is_ready, "a part of it does not work")

    def is_ready(self) -> bool:
        """Whether database, queues, follower and engine all work."""
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            server.request("GET", "/health/ready", headers={"Host": "localhost"})
            return server.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            server.close()

    def stop(self) -> list[int]:
        """Stop the site by SIGTERM and return the processes that it left behind (Linux only; none elsewhere).

        Raises TrialError when it is not gone after ten seconds or did not end in order.
        """
        process, self._process = self._process, None
        assert process is not None
        heads = self._children_of(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise TrialError(f"it ran on ten seconds after SIGTERM\n{self._last_words()}") from None
        if status != 0:
            raise TrialError(f"it ended with exit status {status}\n{self._last_words()}")
        return [pid for head in heads for pid in self._members_of(head)]

    def kill(self) -> None:
        """End a site that is still there at once; harmless when none is."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def restart(self) -> list[int]:
        """Stop the whole tree and start it anew; returns what `stop` returns."""
        left = self.stop()
        self.start()
        return left

    def command(self, *words: str) -> str:
        """What `manage.py` prints for these words on this site. Raises TrialError when it fails."""
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environ(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise TrialError(f"{' '.join(words)}: {done.stderr or done.stdout}")
        return done.stdout.strip()

    @contextlib.contextmanager
    def closed(self) -> Iterator[None]:
        """Let no job leave the line meanwhile: the upstream takes no work."""
        self._sql("UPDATE jobs_upstream SET enabled = 0")
        try:
            yield
        finally:
            self._sql("UPDATE jobs_upstream SET enabled = 1")

    @contextlib.contextmanager
    def resting(self) -> Iterator[None]:
        """Let what is being drawn stay as it is meanwhile: the drawing processes are stopped. Linux only."""
        drawers = self._stop_drawers()
        try:
            yield
        finally:
            for pid in drawers:
                os.kill(pid, signal.SIGCONT)

    def _stop_drawers(self) -> list[int]:
        """Stop them at a moment at which none of them holds the log of orders locked."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            drawers = [pid for pid in self._processes() if b"jobs.engines.sketch.drawer" in self._command_of(pid)]
            for pid in drawers:
                os.kill(pid, signal.SIGSTOP)
            try:
                for log in (self.home / "sketch").glob("*.sqlite3"):
                    _assert_unlocked(log)
            except sqlite3.OperationalError:
                for pid in drawers:
                    os.kill(pid, signal.SIGCONT)
                continue
            return drawers
        raise TrialError("the drawing processes cannot be stopped")

    def _sql(self, statement: str) -> None:
        with contextlib.closing(sqlite3.connect(self.home / "mjweb.sqlite3", timeout=30)) as database, database:
            database.execute(statement)

    def _wait_for(self, fact: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + self.patience
        while not fact():
            if self._process is None or self._process.poll() is not None or time.monotonic() > end:
                raise TrialError(f"{otherwise}\n{self._last_words()}")
            time.sleep(0.05)

    def _last_words(self) -> str:
        return "\n".join(self.said.splitlines()[-20:])

    def _processes(self) -> list[int]:
        """Every process of the running site."""
        heads = [] if self._process is None else self._children_of(self._process.pid)
        return [pid for head in heads for pid in self._members_of(head)]

    @staticmethod
    def _children_of(pid: int) -> list[int]:
        """The processes that `up` has started itself: each is the head of a session."""
        try:
            return [int(child) for child in (_PROC / f"{pid}/task/{pid}/children").read_text().split()]
        except FileNotFoundError:
            return []

    @staticmethod
    def _members_of(head: int) -> list[int]:
        """The living processes of a session."""
        found = []
        for path in _PROC.glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state, _parent, _group, session, *_ = path.read_text().rpartition(")")[2].split()
                if int(session) == head and state != "Z":
                    found.append(int(path.parent.name))
        return found

    @staticmethod
    def _command_of(pid: int) -> bytes:
        try:
            return (_PROC / f"{pid}/cmdline").read_bytes()
        except OSError:
            return b""


def _assert_unlocked(path: Path) -> None:
    """Raises sqlite3.OperationalError when somebody holds the file for writing."""
    with contextlib.closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")
