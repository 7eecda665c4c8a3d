"""The hints that go through django-q2: never "do job 17", always "look at the table now"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django_q.brokers import get_broker
from django_q.tasks import async_task

from jobs.models import Heartbeat, Wake
from jobs.times import times

DISPATCH = "dispatch"
MEDIA = "media"
QUEUES = (DISPATCH, MEDIA)
LOST = 0.25  # seconds after which a hint that Redis does not hold any more and that nobody followed is lost


def worker_of(name: str) -> str:
    """The role whose heartbeat says that a worker of the queue lives."""
    return f"{name}:worker"


def monitor_of(name: str) -> str:
    """The role whose heartbeat says that the queue's results are being read."""
    return f"{name}:monitor"


def canary_of(name: str) -> str:
    """The role whose heartbeat says since when a canary that a worker ran is not acknowledged."""
    return f"{name}:canary"


def silence(name: str) -> float:
    """Seconds without a stamp after which the queue is dead: collections may keep every worker of theirs for long."""
    return max(times().stamp, times().collect) if name == MEDIA else times().stamp


def silent(name: str) -> str:
    """The role of a queue that has been silent for too long, "" when all live.

    A worker that is long at a task says so itself. The monitor hears of nothing while all workers are, so it counts as
    silent only from the first canary that it left unacknowledged.
    """
    limit = timedelta(seconds=silence(name))
    age = Heartbeat.objects.age(worker_of(name))
    if age is None or age > limit:
        return worker_of(name)
    return monitor_of(name) if Heartbeat.objects.awaited(canary_of(name), monitor_of(name)) > limit else ""


def send(queue: str, task: str, *arguments: int | str, **options: Any) -> None:
    """Put a hint into a queue; it becomes real with the caller's transaction, on Redis right after it."""
    async_task(task, *arguments, cluster=queue, save=False, ack_failure=True, **options)


def patience() -> float:
    """Seconds after which a hint that nobody followed is sent again, unless the queue `holds` it still."""
    return LOST if settings.REDIS_URL else times().kick


def holds(name: str) -> bool:
    """Whether a hint is seen to wait in a queue on Redis, so that another one is of no use."""
    return bool(settings.REDIS_URL) and get_broker(name).queue_size() > 0


def kick() -> None:
    """Ask for a dispatch; many asks at once are one hint."""
    if Wake.objects.ask(DISPATCH):
        send(DISPATCH, "jobs.tasks.dispatch")
