"""`manage.py guard QUEUE`: a django-q2 cluster with a watchdog round it.

One kill of the wrong idle process can stop a cluster for good while it looks healthy. So the parent, which is
otherwise idle, sends a canary through the queue, reads the stamps that its worker and monitor leave, and kills its
own process group when they grow old; whoever supervises it starts it anew. It is the ticker as well.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django_q.conf import Conf

from jobs.watchdog import Watchdog
from mjweb.supervise import tie_forks

TICK = 0.5


def serve(name: str) -> None:
    """Let the cluster of this process be that of the queue `name`, as Q_CLUSTER_NAME does when django-q2 is read."""
    for option, value in settings.Q_CLUSTER["ALT_CLUSTERS"][name].items():
        setattr(Conf, option.upper(), value)
    Conf.CLUSTER_NAME = name


def load(name: str) -> None:
    """Read the code that workers of the queue `name` run."""
    importlib.import_module("jobs.tasks")
    importlib.import_module("jobs.placeholder" if name == "media" else f"jobs.engines.{settings.ENV.engine}.engine")


class Command(BaseCommand):
    help = "Run the workers of one queue under a watchdog."
    requires_system_checks = ()  # they read every page of the site, which would lie in memory for as long as this runs

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queue", choices=("dispatch", "media"))

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["queue"]
        serve(name)
        if os.getpgrp() != os.getpid():
            os.setpgrp()
        # A killed parent must take its cluster along: orphans would go on taking tasks beside the next one.
        tie_forks()
        watchdog = Watchdog(name)
        # Before the fork: what the processes have in common lies in memory once, and none walks through it for garbage.
        load(name)
        gc.collect()
        gc.freeze()
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
