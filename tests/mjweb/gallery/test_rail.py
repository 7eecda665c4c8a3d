"""Months to jump to: those of a list that have pictures, in two questions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import rail, search, tokens, whose
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def years(alice: User, made: Make) -> list[int]:
    """A picture in each of four months, the second of them a dog."""
    found = []
    for number, moment in enumerate([(2024, 11), (2025, 3), (2025, 4), (2026, 2)]):
        (picture,) = made(alice, "a dog" if number == 1 else "a cat", 1)
        Picture.objects.filter(pk=picture.pk).update(created_at=datetime(*moment, 15, tzinfo=UTC))
        found.append(picture.pk)
    return found


def months(user: User, words: str) -> list[tuple[int, int, int]]:
    terms = tokens.read(user, words, whose.own(user))
    return [(month.first.year, month.first.month, month.newest) for month in rail.months(terms)]


def test_months_without_a_picture_are_left_out(alice: User, years: list[int]) -> None:
    assert months(alice, "") == [
        (2026, 2, years[3]), (2025, 4, years[2]), (2025, 3, years[1]), (2024, 11, years[0]),
    ]  # fmt: skip


def test_a_search_has_its_own_months(alice: User, years: list[int]) -> None:
    assert months(alice, "dog") == [(2025, 3, years[1])]


def test_a_page_from_a_month_begins_with_its_newest(alice: User, years: list[int]) -> None:
    terms = tokens.read(alice, "", whose.own(alice))
    month = rail.months(terms)[1]
    assert search.newest(terms.below(month.after), 2) == [years[2], years[1]]


def test_an_empty_gallery_has_none(alice: User) -> None:
    assert months(alice, "") == []


def test_they_cost_two_questions(
    alice: User, years: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    terms = tokens.read(alice, "", whose.own(alice))
    with django_assert_num_queries(2):
        rail.months(terms)
