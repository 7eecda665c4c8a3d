"""Runs the processes of the site: what `up` becomes when all is prepared.

It reads the site's code once and forks from there what runs it, so that this lies in memory once, and whatever died
lives again within a moment.
"""

from __future__ import annotations

import gc
import http.client
import importlib
import json
import os
import sys
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, NoReturn

from mjweb.supervise import Child, Supervisor, Times

_ROOT = Path(__file__).resolve().parent.parent
# Not by its path, in whose folder names of packages are files, nor from a folder: that of the caller counts.
_DOOR = "import sys; sys.path.insert(0, sys.argv[1]); from mjweb import tree; tree.main(int(sys.argv[2]))"


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """What is said, once, as soon as the site answers."""

    host: str
    port: int
    address: str
    sign_in: str | None
    browser: bool

    def told(self, say: Callable[[str], None]) -> bool:
        """Whether it was said now."""
        if not answers(self.host, self.port):
            return False
        say(f"mjweb is ready at http://localhost:{self.port}")
        if self.address != f"http://localhost:{self.port}":
            say(f"Its address for others is {self.address}")
        if self.sign_in:
            say("Sign in as the owner with this link; it works once, for 24 hours:")
            say(self.sign_in)
        if self.browser:
            webbrowser.open(self.sign_in or self.address)
        return True


def answers(host: str, port: int) -> bool:
    """Whether the web server says that it lives."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    server = http.client.HTTPConnection(asked, port, timeout=2)
    try:
        server.request("GET", "/health/live", headers={"Host": "localhost"})
        return server.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        server.close()


def say(line: str) -> None:
    """Print a line at once; whoever closed our output does not stop the site."""
    try:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    except OSError:
        return


def become(
    children: Sequence[Child], modules: Sequence[str], greeting: Greeting, times: Times, lock: IO[str]
) -> NoReturn:
    """Put the tree in the place of this process; it reads `modules`. What holds `lock` open goes on holding it."""
    told = {
        "modules": modules,
        "children": list(map(asdict, children)),
        "greeting": asdict(greeting),
        "times": asdict(times),
    }
    # Through a pipe: arguments can be read by everybody on the machine, and there is a link to sign in among these.
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as line:
        json.dump(told, line)
    for kept in (reading, lock.fileno()):
        os.set_inheritable(kept, True)
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    words = [sys.executable, "-c", _DOOR, str(_ROOT), str(reading)]
    os.execve(sys.executable, words, environ)  # noqa: S606 - our own module


def load(modules: Sequence[str]) -> Callable[[Sequence[str]], object]:
    """Read the site's code, and give what runs one of its commands. Where forks are safe; Apple's libraries break."""
    import django  # noqa: PLC0415 - it reads the settings
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - as above

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mjweb.settings")
    # Else numpy begins threads when it is read, and only a process of one thread may fork as we do.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    django.setup()
    for module in modules:
        importlib.import_module(module)
    # None of the forks walks through all this for garbage, which would make copies of it.
    gc.collect()
    gc.freeze()

    def run_command(command: Sequence[str]) -> None:
        sys.argv = list(command[1:])
        execute_from_command_line(sys.argv)

    return run_command


def main(reading: int) -> NoReturn:
    """Run what was told."""
    with os.fdopen(reading) as line:
        told = json.load(line)
    greeting = Greeting(**told["greeting"])
    tree = Supervisor(
        children=[Child(**child) for child in told["children"]],
        say=say,
        until_ready=lambda: greeting.told(say),
        run_command=load(told["modules"]) if sys.platform == "linux" else None,
        times=Times(**told["times"]),
    )
    sys.exit(tree.run())
