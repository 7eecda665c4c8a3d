"""The follower's looks at the table."""

from __future__ import annotations

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.states import State
from mjweb.accounts.models import User


@pytest.mark.sqlite  # whose plan says so also for an empty table
def test_what_is_due_is_found_by_an_index_however_much_has_ended(db: None) -> None:
    due = Job.objects.going(State.RUNNING).filter(due_at__lte=timezone.now(), lease_until__lte=timezone.now())
    plan = due.order_by("due_at").explain()
    assert "job_due" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.sqlite
def test_what_is_unfinished_is_found_by_an_index_too(alice: User) -> None:
    assert "job_due" in Job.objects.unfinished().explain()
    assert "job_unfinished" in Job.objects.of(alice).unfinished().explain()
