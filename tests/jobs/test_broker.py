"""Waiting for hints: asleep while nobody writes, awake as soon as somebody does."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import connection
from django_q.conf import Conf

from jobs import broker, queue
from jobs.broker import GLANCES, REST, Peek
from jobs.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def peek(monkeypatch: pytest.MonkeyPatch) -> Peek:
    """A broker that no bell wakes, as on any system but Linux."""
    monkeypatch.setattr(broker, "_hung", lambda _connection: None)
    return Peek(list_key=queue.DISPATCH)


@pytest.fixture
def light() -> Iterator[Peek]:
    """One that a bell wakes."""
    peek = Peek(list_key=queue.DISPATCH)
    bell = peek.bell(connection)
    assert bell is not None
    yield peek
    bell.close()


def asleep(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], None]) -> list[float]:
    """The naps of the broker, none of which takes time; in each of them `meanwhile` happens."""
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        meanwhile()

    monkeypatch.setattr(broker, "sleep", sleep)
    monkeypatch.setattr(broker, "monotonic", lambda: sum(naps))
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
    interval = REST if connection.vendor == "sqlite" else Conf.POLL
    assert sum(naps) == pytest.approx(interval, abs=Conf.POLL / GLANCES)


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
    assert naps == []


def test_the_brokers_own_work_does_not_wake_it(peek: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    naps = asleep(monkeypatch, lambda: Heartbeat.objects.beat("own"))
    peek.dequeue()
    interval = REST if connection.vendor == "sqlite" else Conf.POLL
    assert sum(naps) == pytest.approx(interval, abs=Conf.POLL / GLANCES)


linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


@linux
@pytest.mark.sqlite
def test_where_a_bell_hangs_nobody_glances_while_nobody_writes(light: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "REST", 0.01)
    naps = asleep(monkeypatch, lambda: None)
    assert light.dequeue() is None
    assert naps == []


@linux
@pytest.mark.sqlite
def test_the_bell_ends_the_sleep_when_another_process_writes(light: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "REST", 60)
    naps = asleep(monkeypatch, lambda: None)
    bell = light.bell(connection)
    assert bell is not None
    wait = bell.rang

    def rang(seconds: float) -> bool:
        if seconds:  # not before the look
            write_elsewhere()
        return wait(seconds)

    monkeypatch.setattr(bell, "rang", rang)
    light.dequeue()
    assert len(naps) < GLANCES
    assert Heartbeat.objects.filter(role="other").exists()


def deafen(light: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is written from now on ring no more, as the end of a commit does not."""
    bell = light.bell(connection)
    assert bell is not None
    bell.rang(0)
    monkeypatch.setattr(bell, "rang", lambda _seconds: False)


@linux
@pytest.mark.sqlite
def test_a_commit_that_rang_while_a_hint_was_handed_out_is_not_slept_through(
    light: Peek, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.send(queue.DISPATCH, "jobs.tasks.canary", "x")
    assert light.dequeue()
    deafen(light, monkeypatch)
    naps = asleep(monkeypatch, write_elsewhere)
    light.dequeue()
    assert len(naps) == 1


@linux
@pytest.mark.sqlite
def test_a_commit_that_rang_while_another_was_waited_for_is_not_slept_through(
    light: Peek, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "REST", 0.01)
    write_elsewhere()
    asleep(monkeypatch, write_elsewhere)
    light.dequeue()
    deafen(light, monkeypatch)
    naps = asleep(monkeypatch, write_elsewhere)
    light.dequeue()
    assert len(naps) == 1
    naps.clear()
    light.dequeue()
    assert naps == []


@linux
@pytest.mark.sqlite
def test_a_bell_that_does_not_ring_is_not_trusted_again(light: Peek, monkeypatch: pytest.MonkeyPatch) -> None:
    bell = light.bell(connection)
    assert bell is not None

    def deaf(seconds: float) -> bool:
        if seconds:
            write_elsewhere()
        return False

    monkeypatch.setattr(bell, "rang", deaf)
    light.dequeue()
    assert light.bell(connection) is None
