"""Waiting for hints: asleep while nobody writes, awake as soon as somebody does."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django_q.conf import Conf

from jobs import broker, queue
from jobs.broker import GLANCES, Peek
from jobs.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def peek() -> Peek:
    return Peek(list_key=queue.DISPATCH)


def asleep(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> list[float]:
    """The naps of the broker, none of which takes time; in each of them `meanwhile` happens."""
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        meanwhile()

    monkeypatch.setattr(broker, "sleep", sleep)
    return naps


def write_elsewhere() -> None:
    """What another process does: a commit over a connection of its own."""
    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("INSERT OR REPLACE INTO jobs_heartbeat (role, at) VALUES ('other', '2026-01-01 00:00:00')")
    other.commit()
    other.close()


def test_a_hint_is_handed_out_once(peek: Peek) -> None:
    queue.send(queue.DISPATCH, "jobs.tasks.canary", "x")
    assert len(peek.dequeue() or []) == 1
    assert peek.dequeue() is None


def test_a_hint_of_another_queue_is_left_alone(peek: Peek) -> None:
    queue.send(queue.MEDIA, "jobs.tasks.canary", "x")
    assert peek.dequeue() is None


def test_an_empty_queue_is_slept_at_for_one_interval(peek: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    naps = asleep(monkeypatch, lambda: None)
    peek.dequeue()
    assert sum(naps) == pytest.approx(Conf.POLL)


@pytest.mark.sqlite  # which counts commits
def test_sleep_ends_when_another_process_has_written(peek: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    naps = asleep(monkeypatch, write_elsewhere)
    peek.dequeue()
    assert len(naps) == 1 < GLANCES
    assert Heartbeat.objects.filter(role="other").exists()


@pytest.mark.sqlite  # which counts commits
def test_a_write_during_the_look_is_not_slept_through(peek: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    naps = asleep(monkeypatch, lambda: None)
    adapt = connection.ops.adapt_datetimefield_value

    def late(value: datetime | None) -> str | None:  # called between the first glance and the look itself
        write_elsewhere()
        return adapt(value)

    monkeypatch.setattr(connection.ops, "adapt_datetimefield_value", late)
    peek.dequeue()
    assert len(naps) == 1 < GLANCES


def test_the_brokers_own_work_does_not_wake_it(peek: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    naps = asleep(monkeypatch, lambda: Heartbeat.objects.beat("own"))
    peek.dequeue()
    assert sum(naps) == pytest.approx(Conf.POLL)
