"""`manage.py bench NAME`: measures one promise and prints a JSON line for each figure."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mjweb import env

FOLDER = settings.BASE_DIR / "tests" / "bench"


def names() -> list[str]:
    """The benches there are: the modules of tests/bench that can be run."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_") and path.stem != "figures")


class Command(BaseCommand):
    help = "Measure one promise: a JSON line for each figure, two things compared in one interleaved run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=names())
        parser.add_argument("--quick", action="store_true", help="fewer rounds, for a machine that has little time")

    def handle(self, *args: Any, **options: Any) -> None:
        # A process and a data folder of its own: a bench must not read or touch the site's.
        kept = {name: value for name, value in os.environ.items() if name not in env.names()}
        with tempfile.TemporaryDirectory(prefix="mjweb-bench-") as home:
            environ = {**kept, "MJWEB_HOME": home, "DJANGO_SETTINGS_MODULE": "mjweb.settings"}
            command = [sys.executable, "-m", f"tests.bench.{options['name']}"]
            command += ["--quick"] if options["quick"] else []
            done = subprocess.run(command, cwd=settings.BASE_DIR, env=environ, check=False)  # our own module
        if done.returncode:
            raise CommandError(f"the bench {options['name']} ended with {done.returncode}")
