"""`manage.py follow`: watches everything that runs upstream, calls hookUrls and sends mail, in one process."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from jobs import follow, hooks
from mjweb.accounts import outbox

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Follow the jobs that run upstream, tell the hookUrls of those that ended, and send mail, until told to stop."
    )
    requires_system_checks = ()  # they read every page of the site, which would lie in memory for as long as this runs

    def handle(self, *args: Any, **options: Any) -> None:
        told = False
        broken: list[str] = []

        def stop(*_signal: Any) -> None:
            nonlocal told
            told = True

        def send(what: str, run: Callable[[Callable[[], bool]], None]) -> None:
            try:
                run(lambda: told)
            except Exception:
                log.exception("the sender of %s broke", what)
                broken.append(what)
                stop()  # whoever supervises this process starts all of us anew
            finally:
                connections.close_all()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        # Threads of their own: a sweep or a slow write of the follower delays no delivery and no mail, a slow mail
        # server no delivery, and nothing of that a poll.
        senders = [
            threading.Thread(target=send, args=("deliveries", hooks.run), name="hooks"),
            threading.Thread(target=send, args=("mail", outbox.run), name="mail"),
        ]
        for sender in senders:
            sender.start()
        try:
            follow.run(lambda: told)
        finally:
            stop()
            for sender in senders:
                sender.join()
        if broken:
            raise CommandError(f"the sender of {' and '.join(broken)} broke")
