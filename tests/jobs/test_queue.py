"""Who of a queue is silent: a worker that gives no sign, a monitor that does not acknowledge what a worker ran."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import queue, tasks
from jobs.models import Heartbeat

WORKER, MONITOR, CANARY = queue.worker_of("dispatch"), queue.monitor_of("dispatch"), queue.canary_of("dispatch")


def seen(role: str, seconds: float) -> None:
    """The role's last stamp is so many seconds old."""
    Heartbeat.objects.update_or_create(role=role, defaults={"at": timezone.now() - timedelta(seconds=seconds)})


@pytest.fixture(autouse=True)
def working(db: None) -> None:
    """Both have given a sign at the last canary."""
    seen(CANARY, 5)
    seen(WORKER, 5)
    seen(MONITOR, 4)


def test_all_live_where_the_last_canary_was_acknowledged() -> None:
    assert queue.silent("dispatch") == ""


def test_a_worker_without_a_sign_is_silent() -> None:
    seen(WORKER, 61)
    assert queue.silent("dispatch") == WORKER


def test_a_queue_that_never_worked_is_silent() -> None:
    Heartbeat.objects.all().delete()
    assert queue.silent("dispatch") == WORKER


def test_a_monitor_hears_nothing_while_all_workers_are_busy() -> None:
    seen(CANARY, 202)
    seen(MONITOR, 200)
    assert queue.silent("dispatch") == ""


def test_a_monitor_that_acknowledges_no_canary_is_silent() -> None:
    seen(MONITOR, 200)
    seen(CANARY, 61)
    assert queue.silent("dispatch") == MONITOR


def test_the_first_canary_that_is_not_acknowledged_counts() -> None:
    seen(MONITOR, 200)
    seen(CANARY, 61)
    tasks.canary("dispatch")
    assert queue.silent("dispatch") == MONITOR


def test_a_canary_after_a_long_task_finds_the_monitor_alive() -> None:
    seen(CANARY, 202)
    seen(MONITOR, 200)
    tasks.canary("dispatch")
    assert queue.silent("dispatch") == ""
    assert Heartbeat.objects.awaited(CANARY, MONITOR) > timedelta()
