"""`manage.py chaos`: kills processes of a working site by chance, and worse; proves that nothing is lost or doubled."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mjweb import env

ASKED = (
    *("kills", "jobs", "stops", "trees", "locks", "full", "restarts", "migrations"),
    *("redis", "flushes", "outages", "seed"),
)


def count(text: str) -> int:
    """Read a whole number that is not negative."""
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError(f"{text!r}: expected a whole number")
    return int(text)


class Command(BaseCommand):
    help = "Kill processes of a whole site while jobs pass through it, and print as one JSON line what became of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kills", type=count, default=20, help="processes to kill (default: %(default)s)")
        parser.add_argument("--jobs", type=count, default=40, help="jobs to order (default: %(default)s)")
        parser.add_argument(
            "--stops", type=count, default=0, help="processes to stop for a while (default: %(default)s)"
        )
        parser.add_argument(
            "--trees", type=count, default=1, help="queues and followers, each so often (default: once)"
        )
        parser.add_argument("--locks", type=count, default=0, help="times the database is held (default: never)")
        parser.add_argument("--full", type=count, default=0, help="times the disk of pictures is full (default: never)")
        parser.add_argument(
            "--restarts", type=count, default=0, help="times the PostgreSQL server dies and comes back (default: never)"
        )
        parser.add_argument(
            "--migrations", type=count, default=0, help="times a later release changes the tables (default: never)"
        )
        parser.add_argument(
            "--redis", action="store_const", const=1, default=0, help="let a Redis server of the run's own carry hints"
        )
        parser.add_argument("--flushes", type=count, default=0, help="times Redis forgets everything (default: never)")
        parser.add_argument("--outages", type=count, default=0, help="times it is gone or mute (default: never)")
        parser.add_argument("--seed", type=count, default=None, help="of all that is left to chance (default: any)")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ASKED}
        if asked["seed"] is None:
            asked["seed"] = secrets.randbelow(1_000_000)
        if asked["restarts"] and os.environ.get("MJWEB_TEST_DATABASE") != "postgresql":
            raise CommandError("--restarts needs a PostgreSQL server of the run's own: MJWEB_TEST_DATABASE=postgresql")
        if (asked["flushes"] or asked["outages"]) and not asked["redis"]:
            raise CommandError("--flushes and --outages are of a Redis server: --redis")
        folder = Path(tempfile.mkdtemp(prefix="mjweb-chaos-"))
        # A process and a data folder of its own: it must not read or touch the site's.
        kept = {name: value for name, value in os.environ.items() if name not in env.names()}
        environ = {**kept, "MJWEB_HOME": str(folder / "home"), "DJANGO_SETTINGS_MODULE": "mjweb.settings"}
        words = [word for name, value in asked.items() for word in (f"--{name}", str(value))]
        command = [sys.executable, "-m", "tests.chaos.storm", *words]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environ, check=False)
        if done.returncode:
            raise CommandError(f"a promise was broken, or the run was; what it left is in {folder}")
        shutil.rmtree(folder)
