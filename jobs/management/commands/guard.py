"""`manage.py guard QUEUE`: a django-q2 cluster with a watchdog round it.

One kill of the wrong idle process can stop a cluster for good while it looks healthy. So the parent, which is
otherwise idle, sends a canary through the queue, reads the stamps that its worker and monitor leave, and kills its
own process group when they grow old; whoever supervises it starts it anew. It is the ticker as well.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections

from mjweb.supervise import tie_forks

TICK = 0.5


class Command(BaseCommand):
    help = "Run the workers of one queue under a watchdog."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queue", choices=("dispatch", "media"))

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["queue"]
        if os.environ.get("Q_CLUSTER_NAME") != name:
            # django-q2 reads the queue's name when it is imported, which was before this line.
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "Q_CLUSTER_NAME": name})  # noqa: S606
        if os.getpgrp() != os.getpid():
            os.setpgrp()
        from jobs.watchdog import Watchdog  # noqa: PLC0415  # reads the name above

        # A killed parent must take its cluster along: orphans would go on taking tasks beside the next one.
        tie_forks()
        watchdog = Watchdog(name)
        watchdog.start()
        while watchdog.running():
            verdict = ""
            try:
                close_old_connections()
                watchdog.look()
                verdict = watchdog.verdict()
            except Error as error:
                self.stderr.write(f"the database did not answer: {error}")
            if verdict:
                self.stderr.write(f"{name}: {verdict}; starting anew")
                os.killpg(os.getpgrp(), signal.SIGKILL)
            time.sleep(TICK)
        if not watchdog.stopped():
            self.stderr.write(f"{name}: its sentinel is gone; starting anew")
            os.killpg(os.getpgrp(), signal.SIGKILL)
