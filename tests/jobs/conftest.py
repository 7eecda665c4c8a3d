"""What tests of jobs share: a scripted TT API."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from jobs import collect, dispatch, engines, follow, submit, wishes
from jobs.models import Job, Source
from jobs.models import Upstream as UpstreamRow
from jobs.states import State
from mjweb.accounts.models import User
from tests.jobs.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A TT API of this test's own, on a free loopback port."""
    with Upstream() as service:
        yield service


@pytest.fixture
def ttapi(db: None, settings: Settings, upstream: Upstream) -> Iterator[Upstream]:
    """The site with the scripted TT API as its upstream, at the quick pace."""
    settings.PACE = "chaos"
    settings.ENV = replace(
        settings.ENV,
        engine="ttapi",
        ttapi_key=upstream.key,
        ttapi_base_url=upstream.url,
        allow_networks=upstream.networks,
    )
    engines.named.cache_clear()
    UpstreamRow.objects.seed()
    yield upstream
    engines.named.cache_clear()


def press(user: User, text: str, mode: str = "fast", *, key: str = "", source: Source = Source.PAGE) -> list[Job]:
    """What the button Create does with a text."""
    plan = wishes.checked(text, mode)
    batch = submit.submit(user, source, key or secrets.token_hex(8), plan.wishes)
    return list(batch.jobs.order_by("number"))


def _over(moment: float) -> bool:
    return time.monotonic() > moment


def drive(seconds: float = 20, *, until: frozenset[State] | set[State] = frozenset()) -> None:
    """Do in this process what dispatcher, follower and collector do, until every job is final or in `until`."""
    end = time.monotonic() + seconds
    while Job.objects.unfinished().exclude(state__in=until).exists():
        assert time.monotonic() < end, list(Job.objects.values_list("state", "reason", "message"))
        dispatch.run()
        Job.objects.filter(state=State.RUNNING).update(due_at=timezone.now())
        step = time.monotonic() + 0.15
        follow.run(partial(_over, step))
        if State.FETCHING not in until:
            for pk in Job.objects.filter(state=State.FETCHING, due_at__gt=timezone.now()).values_list("pk", flat=True):
                collect.run(pk)


def answered(asked: Iterable[tuple[Callable[[], Any], Callable[[Future[Any]], None]]]) -> None:
    """Ask in this thread what the follower asks in others, and have each answer heard."""
    for question, listener in asked:
        answer: Future[Any] = Future()
        try:
            answer.set_result(question())
        except Exception as error:  # noqa: BLE001  # as an executor keeps it
            answer.set_exception(error)
        listener(answer)
