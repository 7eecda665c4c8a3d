"""The doorways of the queue: load a row, call one verb."""

from __future__ import annotations

from jobs import collect as collecting
from jobs import dispatch as dispatching
from jobs import purge, queue, vault
from jobs.models import Heartbeat


def dispatch() -> None:
    """Send what is waiting, as far as there are free places."""
    dispatching.run()


def collect(job: int) -> None:
    """Bring the pictures of one job home."""
    collecting.run(job)


def check_vault() -> None:
    """Look whether some of the originals are as they came, and let go of what lay in the bin for long enough."""
    vault.run()
    purge.purge()


def canary(name: str) -> None:
    """Prove that a worker of the queue is alive, and have its monitor prove the same."""
    Heartbeat.objects.beat(queue.worker_of(name))
    Heartbeat.objects.ask(queue.canary_of(name), queue.monitor_of(name))
