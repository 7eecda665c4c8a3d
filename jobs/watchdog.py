"""Is a queue alive? Sends canaries through it and reads the stamps that they leave."""

from __future__ import annotations

import time
from typing import Any

from django.dispatch import receiver
from django_q.cluster import Cluster
from django_q.conf import Conf
from django_q.signals import post_execute

from jobs import dispatch, queue
from jobs.models import Heartbeat
from jobs.times import times


@receiver(post_execute)
def stamp_monitor(task: dict[str, Any], **_kwargs: Any) -> None:
    """Runs in the monitor after it has acknowledged a task: proof that results are being read."""
    role = queue.monitor_of(Conf.CLUSTER_NAME)
    if task["func"] == "jobs.tasks.canary":
        Heartbeat.objects.beat(role)
    else:
        Heartbeat.objects.beat_now_and_then(role)


class Watchdog:
    """A cluster of the queue `name`, with what its parent does while it is idle."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cluster = Cluster()
        self.started = time.monotonic()
        self.next_canary = 0.0

    def start(self) -> None:
        self.cluster.start()

    def running(self) -> bool:
        """Whether the sentinel lives and nobody has asked the cluster to stop."""
        return self.cluster.stop_event is not None and self.cluster.sentinel.is_alive()

    def stopped(self) -> bool:
        """Whether the cluster ended because it was asked to."""
        return self.cluster.start_event is None

    def look(self) -> None:
        """Make good for lost hints, and send a canary now and then."""
        if self.name == queue.DISPATCH:
            dispatch.tick()
        if time.monotonic() >= self.next_canary:
            self.next_canary = time.monotonic() + times().canary
            queue.send(self.name, "jobs.tasks.canary", self.name)

    def verdict(self) -> str:
        """Why the cluster must be killed, or nothing. A cluster that has just begun is given its time."""
        limit = queue.silence(self.name)
        if time.monotonic() - self.started < limit:
            return ""
        if role := queue.silent(self.name):
            return f"no sign of life from {role} for {limit:.0f} s"
        return ""
