"""Purses from before keep their month, and what a cut had left overdrawn owes it."""

from __future__ import annotations

from django.utils import timezone

from tests.conftest import Migrated

# The triggers of the search speak of jobs: on SQLite no table of jobs can be made anew while they are there.
BEFORE = [("gallery", None), ("quotas", "0002_purse_of_a_key")]
AFTER = [("quotas", "0003_purses_of_teams")]


def test_a_purse_keeps_its_month_and_an_overdrawn_window_owes(migrated: Migrated) -> None:
    old = migrated(BEFORE)
    user = old.get_model("accounts", "User").objects.create(email="alice@example.org")
    purse = old.get_model("quotas", "Purse").objects.create(user=user, allowance=10_000)
    now = timezone.now()
    window = old.get_model("quotas", "Window").objects.create(
        purse=purse, starts=now, ends=now, limit=10_000, used=40_000, held=20_000
    )
    lines = old.get_model("quotas", "Line").objects
    lines.create(window=window, kind="grant", amount=10_000, balance=10_000)

    new = migrated(AFTER)
    allowance = new.get_model("quotas", "Allowance").objects.get()
    assert (allowance.purse_id, allowance.span, allowance.amount) == (purse.pk, "month", 10_000)
    kept = new.get_model("quotas", "Window").objects.get()
    assert (kept.limit, kept.owed, kept.span) == (60_000, 50_000, "month")
    assert list(new.get_model("quotas", "Line").objects.order_by("pk").values_list("kind", "amount")) == [
        ("grant", 10_000),
        ("correct", 50_000),
    ]
