"""`manage.py web`: the web server of the site, and nothing else of it."""

import gc
import os
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from django.urls import get_resolver
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from mjweb.supervise import die_with_parent


def application() -> Callable[..., Any]:
    """The WSGI application of one server process, which shall not outlive the process that forked it."""
    die_with_parent()
    from mjweb.wsgi import application as site  # noqa: PLC0415 - each server process makes its own

    return site


def load() -> None:
    """Read the site's code: every address with its view."""
    assert get_resolver().url_patterns


class Command(BaseCommand):
    """Serves the site until SIGTERM or SIGINT."""

    help = "Serve the site over HTTP. `up` runs this beside the queue; use it alone where something else supervises."

    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help="processes")
        parser.add_argument("--threads", type=int, default=8, help="requests that one process serves at a time")

    def handle(self, *, host: str, port: int, workers: int, threads: int, **_: object) -> None:
        # Before the fork: what the processes have in common lies in memory once, and none walks through it for garbage.
        load()
        gc.collect()
        gc.freeze()
        # A connection must not be shared with the processes that are forked now.
        connections.close_all()
        Server(
            "mjweb.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=threads,
            # An idle thread takes its database connection along when it goes.
            blocking_threads_idle_timeout=600,
            http=HTTPModes.http1,
            websockets=False,
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=5,
        ).serve(target_loader=application, wrap_loader=False)
