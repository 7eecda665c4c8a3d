"""The hints that go through django-q2: never "do job 17", always "look at the table now"."""

from __future__ import annotations

from typing import Any

from django_q.tasks import async_task

from jobs.models import Wake
from jobs.times import times

DISPATCH = "dispatch"
MEDIA = "media"
QUEUES = (DISPATCH, MEDIA)


def worker_of(name: str) -> str:
    """The role whose heartbeat says that a worker of the queue lives."""
    return f"{name}:worker"


def monitor_of(name: str) -> str:
    """The role whose heartbeat says that the queue's results are being read."""
    return f"{name}:monitor"


def silence(name: str) -> float:
    """Seconds without a stamp after which the queue is dead: collections may keep every worker of theirs for long."""
    return max(times().stamp, times().collect) if name == MEDIA else times().stamp


def send(queue: str, task: str, *arguments: int | str, **options: Any) -> None:
    """Put a hint into a queue; on the database's broker it becomes real with the caller's transaction."""
    async_task(task, *arguments, cluster=queue, save=False, ack_failure=True, **options)


def kick() -> None:
    """Ask for a dispatch; many asks at once are one hint."""
    if Wake.objects.ask(DISPATCH):
        send(DISPATCH, "jobs.tasks.dispatch")
