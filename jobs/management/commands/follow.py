"""`manage.py follow`: watches everything that runs upstream and calls hookUrls, in one process."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from jobs import follow, hooks

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Follow the jobs that run upstream, and tell the hookUrls of those that ended, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        told = broken = False

        def stop(*_signal: Any) -> None:
            nonlocal told
            told = True

        def send() -> None:
            nonlocal broken
            try:
                hooks.run(lambda: told)
            except Exception:
                log.exception("the sender of deliveries broke")
                broken = True
                stop()  # whoever supervises this process starts both of us anew
            finally:
                connections.close_all()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        # A thread of its own: a sweep or a slow write of the follower delays no delivery, and no delivery a poll.
        sender = threading.Thread(target=send, name="hooks")
        sender.start()
        try:
            follow.run(lambda: told)
        finally:
            stop()
            sender.join()
        if broken:
            raise CommandError("the sender of deliveries broke")
