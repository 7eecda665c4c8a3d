"""The days of the feed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from jobs.models import Job
from jobs.views import cards, days
from mjweb.accounts.models import User
from tests.jobs.conftest import press


def test_the_feed_is_cut_into_days(alice: User) -> None:
    old, new = press(alice, "old")[0], press(alice, "new")[0]
    Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1))
    found = list(days.by_day(cards.cards(Job.objects.filter(pk__in=[old.pk, new.pk]).newest_first(), alice, line=0)))
    assert [day.title for day in found] == ["Today", "Yesterday"]
