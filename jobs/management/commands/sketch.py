"""`manage.py sketch`: the drawing service of the embedded engine."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl-C; what is being drawn then goes back into line."""

    help = "Draw what the embedded sketch engine has accepted."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--drawers", type=int, default=settings.ENV.sketch_drawers, help="drawing processes (0: one per CPU)"
        )

    def handle(self, *_: object, drawers: int, **__: object) -> None:
        # In place of this process: it needs nothing of the site, which would lie in memory for as long as it runs.
        count = drawers if drawers > 0 else max(1, os.cpu_count() or 1)
        words = [sys.executable, "-m", "jobs.engines.sketch.service", str(settings.HOME), str(count)]
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, words)  # noqa: S606  # our own module
