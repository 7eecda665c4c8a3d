"""Two releases at work on the same data: what one writes down can be read by the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from jobs import dispatch, follow, queue
from jobs.models import Event, Job
from jobs.states import State
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Line
from mjweb.quotas.models.line import Kind
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream

PLAIN = (int, str, bool, type(None))


def parts(value: Any) -> Iterable[Any]:
    """All that a value is made of."""
    if isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from parts(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from parts(one)
    else:
        yield value


def test_only_names_and_figures_go_through_the_queue(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat")
    drive(until={State.FETCHING})
    for name in queue.QUEUES:
        queue.send(name, "jobs.tasks.canary", name)
    sent = [SignedPackage.loads(row.payload) for row in OrmQ.objects.all()]
    assert {one["func"] for one in sent} == {"jobs.tasks.dispatch", "jobs.tasks.collect", "jobs.tasks.canary"}
    given = [part for one in sent for part in parts((one["func"], one["args"], one.get("kwargs")))]
    assert [part for part in given if type(part) not in PLAIN] == []


@pytest.fixture
def foreign(alice: User, ttapi: Upstream) -> Job:
    """A job in a state that this release does not have."""
    (job,) = press(alice, "a cat")
    Job.objects.filter(pk=job.pk).update(state="resting")
    Event.objects.create(job=job, state="resting")
    job.refresh_from_db()
    return job


def test_a_job_in_a_state_of_another_release_is_shown_as_running(alice: User, foreign: Job) -> None:
    client = Client()
    client.force_login(alice)
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    pages = ("/create/", f"/jobs/{foreign.uid}/", "/gallery/", "/usage/", "/ops/queue/", "/ops/health/")
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert foreign.seen == "running"


def test_programs_hear_that_it_runs(alice: User, foreign: Job) -> None:
    secret = str(ApiKey.objects.issue(alice).secret)
    answer = Client().get(f"/midjourney/v1/fetch?jobId={foreign.uid}", headers={"TT-API-KEY": secret})
    assert (answer.status_code, answer.json()["status"]) == (200, "ON_QUEUE")


def test_nobody_here_touches_it(foreign: Job) -> None:
    dispatch.run()
    follow.sweep()
    foreign.refresh_from_db()
    assert (foreign.state, list(Line.objects.filter(reference=foreign.reference).values_list("kind", flat=True))) == (
        *("resting", [Kind.HOLD]),
    )
