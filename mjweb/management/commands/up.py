"""`manage.py up`: the whole site on one machine, from an empty folder to a page in the browser."""

import http.client
import os
import sys
import webbrowser
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from jobs.models import Upstream
from mjweb import prepare
from mjweb.supervise import Child, Supervisor, Times

HEAD_START = 5.0  # seconds that the web server gets at most before the rest starts
# A tree whose processes are killed again and again on purpose is not to lie idle for half a minute at the end.
TIMES = {"production": Times(), "chaos": Times(longest_delay=2)}


def children(host: str, port: int) -> list[Child]:
    """The processes of the site. Stages: no new work comes in first, and what draws goes last."""

    def child(name: str, *words: str, stage: int, **environ: str) -> Child:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
        behind = 0 if name == "web" else HEAD_START
        return Child(name=name, command=command, stage=stage, behind=behind, environ=environ)

    tree = [
        child("web", "web", "--host", host, "--port", str(port), stage=0),
        # django-q2 reads the name of its queue when it is imported.
        child("dispatch", "guard", "dispatch", stage=2, Q_CLUSTER_NAME="dispatch"),
        child("media", "guard", "media", stage=2, Q_CLUSTER_NAME="media"),
        child("follow", "follow", stage=1),
    ]
    if settings.ENV.engine == "sketch":
        tree.insert(1, child("sketch", "sketch", stage=3))
    return tree


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


def has_display() -> bool:
    """Whether a browser that is opened would be seen by the person at the terminal."""
    if not sys.stdout.isatty() or "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@dataclass(frozen=True, kw_only=True)
class Greeting:
    """What is said, once, as soon as the site answers."""

    host: str
    port: int
    address: str
    sign_in: str | None
    say: Callable[[str], None]
    browser: bool

    def __call__(self) -> bool:
        if not answers(self.host, self.port):
            return False
        self.say(f"mjweb is ready at http://localhost:{self.port}")
        if self.address != f"http://localhost:{self.port}":
            self.say(f"Its address for others is {self.address}")
        if self.sign_in:
            self.say("Sign in as the owner with this link; it works once, for 24 hours:")
            self.say(self.sign_in)
        if self.browser:
            webbrowser.open(self.sign_in or self.address)
        return True


class Command(BaseCommand):
    """Prepares what has to be and runs the site until Ctrl-C."""

    help = "Run the whole site: web server, queue, follower and the embedded engine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument(
            "--port", type=int, default=8000, help="port to listen on, 0 for any (default: %(default)s)"
        )
        parser.add_argument("--no-browser", action="store_true", help="do not open a browser")

    def handle(self, *, host: str, port: int, no_browser: bool, **_: object) -> None:
        port = prepare.free_port(host, port)
        # The settings of the children are read anew, so they learn here which port it has become.
        address = os.environ.setdefault("MJWEB_PUBLIC_URL", f"http://localhost:{port}").rstrip("/")
        with prepare.claim(settings.HOME):
            if prepare.migrate():
                self.say("tables brought up to date")
            if prepare.collect_static(settings.HOME):
                self.say("static files collected")
            Upstream.objects.seed()
            sign_in = prepare.sign_in_address(address)
            connections.close_all()
            greeting = Greeting(
                host=host,
                port=port,
                address=address,
                sign_in=sign_in,
                say=self.say,
                browser=not no_browser and has_display(),
            )
            environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
            tree = Supervisor(
                children=children(host, port),
                say=self.say,
                until_ready=greeting,
                environ=environ,
                times=TIMES[settings.PACE],
            )
            sys.exit(tree.run())

    def say(self, line: str) -> None:
        """Print a line at once; whoever closed our output does not stop the site."""
        try:
            self.stdout.write(line)
            self.stdout.flush()
        except OSError:
            return
