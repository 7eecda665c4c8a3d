"""`manage.py screenshots`: starts a site of its own, prompts it for real and photographs its pages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Command(BaseCommand):
    help = "Take the pictures of docs/screenshots anew, or pictures at all sizes into another folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", help="where to put them (default: docs/screenshots)")

    def handle(self, *args: Any, **options: Any) -> None:
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if browser is None:
            raise CommandError("there is no Chromium on this machine")
        command = [sys.executable, "-m", "tests.e2e.screenshots", browser]
        command += [options["folder"]] if options["folder"] else []
        if subprocess.run(command, cwd=settings.BASE_DIR, check=False).returncode:
            raise CommandError("the screenshots could not be taken")
