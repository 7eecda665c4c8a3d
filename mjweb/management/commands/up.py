"""`manage.py up`: the whole site on one machine, from an empty folder to a page in the browser."""

import os
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from jobs.models import Upstream
from mjweb import prepare
from mjweb.supervise import Child, Times
from mjweb.tree import Greeting, become, say

# What the children run, read once for all of them; views are the business of the web server.
MODULES = ("jobs.follow", "jobs.hooks", "jobs.placeholder", "jobs.tasks", "jobs.watchdog", "mjweb.accounts.outbox")
HEAD_START = 5.0  # seconds that the web server gets at most before the rest starts
# A tree whose processes are killed again and again on purpose is not to lie idle for half a minute at the end.
TIMES = {"production": Times(), "chaos": Times(longest_delay=2)}


def children(host: str, port: int) -> list[Child]:
    """The processes of the site. Stages: no new work comes in first, and what draws goes last."""

    def child(name: str, *words: str, stage: int, forked: bool = True) -> Child:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
        behind = 0 if name == "web" else HEAD_START
        return Child(name=name, command=command, stage=stage, behind=behind, forked=forked)

    tree = [
        child("web", "web", "--host", host, "--port", str(port), stage=0),
        child("dispatch", "guard", "dispatch", stage=2),
        child("media", "guard", "media", stage=2),
        child("follow", "follow", stage=1),
    ]
    if settings.ENV.engine == "sketch":
        tree.insert(1, child("sketch", "sketch", stage=3, forked=False))  # it has no use for the site's code
    return tree


def has_display() -> bool:
    """Whether a browser that is opened would be seen by the person at the terminal."""
    if not sys.stdout.isatty() or "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


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
        with prepare.claim(settings.HOME) as lock:
            if prepare.migrate():
                say("tables brought up to date")
            if prepare.collect_static(settings.HOME):
                say("static files collected")
            Upstream.objects.seed()
            sign_in = prepare.sign_in_address(address)
            connections.close_all()
            browser = not no_browser and has_display()
            greeting = Greeting(host=host, port=port, address=address, sign_in=sign_in, browser=browser)
            modules = (*MODULES, f"jobs.engines.{settings.ENV.engine}.engine")
            become(children(host, port), modules, greeting, TIMES[settings.PACE], lock)
