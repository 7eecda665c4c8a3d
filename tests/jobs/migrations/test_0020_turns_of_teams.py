"""Those who wait when turns become those of teams."""

from __future__ import annotations

import importlib
from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from jobs import turns
from jobs.models import Job, Upstream
from mjweb.accounts.models import User
from tests.jobs.conftest import press

TURNS = importlib.import_module("jobs.migrations.0020_turns_of_teams")


def test_those_who_wait_stand_as_if_they_had_asked_today(alice: User, bob: User) -> None:
    Upstream.objects.create(name="first", engine="sketch", vtime=5_000_000)
    jobs = [press(user, "a cat", mode)[0] for user in (alice, bob) for mode in ("relax", "fast", "turbo")]
    for number, job in enumerate(jobs):
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=3 * number))
    TURNS.rank(apps, None)
    ranks = [turns.rank(job.created_at, job.mode) for job in Job.objects.order_by("pk")]
    assert list(Job.objects.order_by("pk").values_list("rank", flat=True)) == ranks
    assert Upstream.objects.get().vtime == 0
