"""Status: whether the speeds are served, and how long our own jobs took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.actions import Action
from jobs.models import Job, Upstream
from jobs.views import estimates
from tests.jobs.api.conftest import Caller

ADDRESS = "/midjourney/status"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    estimates.forget()
    yield
    estimates.forget()


def test_every_speed_is_told(caller: Caller) -> None:
    Upstream.objects.seed()
    status, answer = caller.get(ADDRESS)
    speed = {"status": 200, "runningMessage": "Endpoints running", "averageExecute": None}
    assert (status, answer["data"]) == (200, {"relax": speed, "fast": speed, "turbo": speed})


def test_the_time_is_that_of_our_own_jobs(caller: Caller, finished_as: Callable[..., Job]) -> None:
    for seconds in range(30, 30 + estimates.ENOUGH):
        now = timezone.now()
        job = finished_as(Action.IMAGINE)
        Job.objects.filter(pk=job.pk).update(
            sent_at=now - timedelta(seconds=seconds), drawn_at=now, finished_at=now, mode="turbo"
        )
    data = caller.get(ADDRESS)[1]["data"]
    assert (data["turbo"]["averageExecute"], data["fast"]["averageExecute"]) == (39.5, None)


def test_a_closed_upstream_is_told(caller: Caller) -> None:
    Upstream.objects.seed()
    Upstream.objects.update(enabled=False)
    assert caller.get(ADDRESS)[1]["data"]["fast"] == {
        "status": 503,
        "runningMessage": "Endpoints paused",
        "averageExecute": None,
    }


def test_a_stranger_hears_the_same(caller: Caller, stranger: Caller) -> None:
    assert caller.get(ADDRESS) == stranger.get(ADDRESS)


def test_it_needs_a_key(caller: Caller) -> None:
    caller.secret = ""
    assert caller.get(ADDRESS)[0] == 401
