"""Counting wrong keys: exact, for each address, over all processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import WrongKeys
from mjweb.accounts.models.wrong_keys import MOST, SPAN

pytestmark = pytest.mark.django_db


def flood(address: str, count: int = MOST) -> list[int]:
    return [WrongKeys.objects.count_one(address) for _ in range(count)]


def test_the_first_twenty_are_answered() -> None:
    assert flood("192.0.2.1") == [0] * 20


def test_the_next_has_to_wait_for_the_rest_of_the_minute() -> None:
    flood("192.0.2.1")
    assert 1 <= WrongKeys.objects.count_one("192.0.2.1") <= 60


def test_another_address_does_not_wait() -> None:
    flood("192.0.2.1")
    assert WrongKeys.objects.count_one("192.0.2.2") == 0


def test_a_minute_later_it_begins_anew() -> None:
    flood("192.0.2.1", MOST + 5)
    WrongKeys.objects.update(since=timezone.now() - SPAN)
    assert flood("192.0.2.1") == [0] * 20


def test_past_the_limit_nothing_is_written(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    flood("192.0.2.1")
    with django_assert_num_queries(1):
        WrongKeys.objects.count_one("192.0.2.1")


def test_addresses_of_earlier_minutes_are_forgotten() -> None:
    flood("192.0.2.1", 1)
    WrongKeys.objects.update(since=timezone.now() - SPAN - timedelta(seconds=1))
    flood("192.0.2.2", 1)
    assert list(WrongKeys.objects.values_list("address", flat=True)) == ["192.0.2.2"]


@pytest.mark.django_db(transaction=True)
def test_sixty_at_once_are_twenty() -> None:
    def one(_number: int) -> int:
        try:
            return WrongKeys.objects.count_one("192.0.2.1")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        waits = list(pool.map(one, range(60)))
    assert waits.count(0) == MOST
