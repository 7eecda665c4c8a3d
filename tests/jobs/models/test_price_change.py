"""Changing prices: all or nothing, written down, and never over what another has done meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from jobs.models import Price, PriceChange
from jobs.models.price import DEFAULTS
from mjweb.accounts.by import By
from mjweb.accounts.models import User

FAST = ("imagine", "fast")


def test_a_change_is_written_down_with_its_maker(alice: User) -> None:
    PriceChange.objects.make(By(alice), DEFAULTS, {**DEFAULTS, FAST: 2500})
    (change,) = PriceChange.objects.all()
    assert (change.work, change.mode, change.before, change.after, change.by) == (*FAST, 2000, 2500, alice)
    assert Price.objects.table() == {**DEFAULTS, FAST: 2500}


def test_what_stays_the_same_leaves_no_row(alice: User) -> None:
    assert PriceChange.objects.make(By(alice), DEFAULTS, DEFAULTS) == []
    assert not PriceChange.objects.exists()


def test_a_table_that_moved_meanwhile_is_left_alone(alice: User) -> None:
    opened = {**DEFAULTS, ("seed", "fast"): 7000}
    assert PriceChange.objects.make(By(alice), opened, {**DEFAULTS, FAST: 2500}) is None
    assert (Price.objects.table(), PriceChange.objects.exists()) == (DEFAULTS, False)


def test_the_last_change_comes_first(alice: User) -> None:
    PriceChange.objects.make(By(alice), DEFAULTS, {**DEFAULTS, FAST: 2500})
    PriceChange.objects.make(By(alice), {**DEFAULTS, FAST: 2500}, DEFAULTS)
    assert [change.after for change in PriceChange.objects.newest_first()] == [2000, 2500]


@pytest.mark.django_db(transaction=True)
def test_of_operators_who_save_at_once_one_is_first(alice: User) -> None:
    def save(amount: int) -> bool:
        try:
            return PriceChange.objects.make(By(alice), DEFAULTS, {**DEFAULTS, FAST: amount}) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(save, range(3000, 3006)))
    assert (sum(made), PriceChange.objects.count()) == (1, 1)
    assert Price.objects.table()[FAST] == PriceChange.objects.get().after
