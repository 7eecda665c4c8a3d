"""Live says that the server answers, ready that the site can do its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jobs import follow, queue
from jobs.models import Heartbeat
from tests.jobs.upstream import Upstream

MONITORS = {queue.monitor_of(name): queue.canary_of(name) for name in queue.QUEUES}
ROLES = [follow.ROLE, *map(queue.worker_of, queue.QUEUES), *MONITORS]


@pytest.fixture
def alive(ttapi: Upstream) -> None:
    for role in ROLES:
        Heartbeat.objects.beat(role)


def test_live_asks_nothing(client: Client, django_assert_num_queries: object, db: None) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert client.get("/health/live").status_code == 200


def test_ready_when_every_part_has_given_a_sign(client: Client, alive: None) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


@pytest.mark.parametrize("role", ROLES)
def test_not_ready_when_one_part_is_silent(client: Client, alive: None, role: str) -> None:
    Heartbeat.objects.filter(role=role).update(at=timezone.now() - timedelta(hours=1))
    if role in MONITORS:  # a canary ran since, and nobody acknowledged it
        Heartbeat.objects.create(role=MONITORS[role], at=timezone.now() - timedelta(minutes=30))
    answer = client.get("/health/ready")
    assert (answer.status_code, list(answer.json().values()).count("silent")) == (503, 1)


def test_ready_while_all_workers_of_a_queue_are_long_at_their_tasks(client: Client, alive: None) -> None:
    Heartbeat.objects.filter(role__in=MONITORS).update(at=timezone.now() - timedelta(hours=1))
    assert client.get("/health/ready").status_code == 200


def test_not_ready_before_anything_has_started(client: Client, ttapi: Upstream) -> None:
    assert client.get("/health/ready").status_code == 503
