"""`manage.py follow`: watches everything that runs upstream, in one process."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from jobs import follow


class Command(BaseCommand):
    help = "Follow the jobs that run upstream until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        told = False

        def stop(*_signal: Any) -> None:
            nonlocal told
            told = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        follow.run(lambda: told)
