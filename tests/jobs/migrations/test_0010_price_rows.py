"""The prices of now become the first rows, and their changes the rows that followed."""

from __future__ import annotations

import importlib
from datetime import timedelta

from django.utils import timezone

from tests.conftest import Migrated

# The triggers of the search speak of jobs: on SQLite no table of jobs can be made anew while they are there.
BEFORE = [("gallery", None), ("jobs", "0009_project_of_a_job")]
AFTER = [("jobs", "0010_price_rows")]


def test_prices_and_their_changes_become_rows(migrated: Migrated) -> None:
    old = migrated(BEFORE)
    prices, changes = old.get_model("jobs", "Price").objects, old.get_model("jobs", "PriceChange").objects
    prices.all().delete()
    importlib.import_module("jobs.migrations.0002_prices").fill(old, None)
    user = old.get_model("accounts", "User").objects.create(email="alice@example.org")
    fast = {"work": "imagine", "mode": "fast"}
    made = [changes.create(**fast, before=a, after=b, by=user) for a, b in ((2000, 2500), (2500, 3000))]
    prices.filter(**fast).update(amount=3000)
    prices.filter(work="pan", mode="relax").update(amount=700)  # by hand
    before = timezone.now()

    rows = migrated(AFTER).get_model("jobs", "Price").objects.order_by("pk")
    steps = list(rows.filter(**fast, version="").values_list("amount", "valid_from", "by"))
    assert [(amount, by) for amount, _at, by in steps] == [(2000, None), (2500, user.pk), (3000, user.pk)]
    assert [at for _amount, at, _by in steps[1:]] == [change.at for change in made]
    assert steps[0][1] < made[0].at
    assert list(rows.filter(work="pan", mode="relax").values_list("amount", flat=True)) == [700]
    assert rows.get(**fast, version="6").amount == 3000
    assert not rows.filter(work="imagine_v6").exists()
    assert not rows.filter(valid_from__gt=before).exists()


def test_the_way_back_keeps_what_holds_now(migrated: Migrated) -> None:
    new = migrated(AFTER)
    prices, now = new.get_model("jobs", "Price").objects, timezone.now()
    prices.all().delete()
    fast = {"work": "imagine", "mode": "fast"}
    later = now + timedelta(days=1)
    for amount, version, size, at in [
        (2000, "", "", now), (3000, "", "", now), (9000, "", "", later), (5000, "6", "", now), (7000, "", "2x", now),
    ]:  # fmt: skip
        prices.create(**fast, amount=amount, version=version, size=size, valid_from=at, created_at=at)
    old = migrated(BEFORE).get_model("jobs", "Price").objects
    assert sorted(old.values_list("work", "mode", "amount")) == [
        ("imagine", "fast", 3000),
        ("imagine_v6", "fast", 5000),
    ]
