"""What tests of the pages share: signed-in browsers, and jobs brought into any state."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from jobs import collect, looks
from jobs.models import Job, Upstream
from jobs.states import State
from jobs.views import estimates
from mjweb.accounts.models import User
from tests.jobs.conftest import press

WAY = (State.QUEUED, State.CLAIMED, State.SENDING, State.RUNNING, State.FETCHING, State.DONE)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figure of an earlier test, and none that grows old in the midst of one: its clock stands still."""
    estimates.forget()
    monkeypatch.setattr(estimates, "time", SimpleNamespace(monotonic=lambda: 0.0))


@pytest.fixture
def browse() -> Callable[[User], Client]:
    """`browse(alice)`: a browser in which she is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def bring(job: Job, state: State, *, seconds: int = 30, **changes: Any) -> Job:
    """Move a waiting job along the usual way to `state`; it was sent so many seconds ago."""
    sent = timezone.now() - timedelta(seconds=seconds)
    for source, target in itertools.pairwise(WAY):
        facts: dict[str, Any] = {"sent_at": sent} if target is State.SENDING else {}
        if target is State.FETCHING:
            facts["drawn_at"] = timezone.now()
        if target is State.DONE:
            keep_pictures(job)
        assert Job.objects.move(job.pk, source, target, **(facts | (changes if target is state else {})))
        if target is state:
            break
    job.refresh_from_db()
    return job


def fail(job: Job, reason: str = "refused", message: str = "") -> Job:
    bring(job, State.SENDING)
    assert Job.objects.move(job.pk, State.SENDING, State.FAILED, reason=reason, message=message)
    job.refresh_from_db()
    return job


def keep_pictures(job: Job) -> None:
    brought = {}
    for index in job.places:
        out = io.BytesIO()
        Image.new("RGB", (96, 64), (50 * index, 90, job.pk % 255)).save(out, "PNG")
        brought[index] = looks.take(iter([out.getvalue()])).store()
    collect.keep(job, brought)


def finished(user: User, text: str = "a lighthouse --ar 3:2") -> Job:
    return bring(press(user, text)[0], State.DONE)


def running(user: User, text: str = "a lighthouse", **changes: Any) -> Job:
    job = press(user, text)[0]
    Job.objects.filter(pk=job.pk).update(upstream=Upstream.objects.seed())
    return bring(job, State.RUNNING, **changes)


def cursor_of(page: str) -> dict[str, str]:
    """What the pulse of a page sends."""
    pulse = re.findall(r'<div id="pulse".*?</div>', page, re.DOTALL)[-1]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', pulse))


def interval_of(page: str) -> str:
    return str(re.findall(r'hx-trigger="every (\d+)s', page)[-1])


def late(user: User, text: str = "a lighthouse --ar 3:2") -> Job:
    """A job that was given up, and whose pictures came all the same."""
    job = bring(press(user, text)[0], State.RUNNING)
    assert Job.objects.move(job.pk, State.RUNNING, State.LOST, reason="deadline")
    keep_pictures(job)
    assert Job.objects.note(job.pk, State.LOST, seen=True, late=True)
    job.refresh_from_db()
    return job
