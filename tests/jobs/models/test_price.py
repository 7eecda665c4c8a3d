"""Prices: rows that are only added, which of them holds when, and what it costs to look."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs import wishes
from jobs.actions import Action
from jobs.models import Price
from jobs.models.price import BEGINNING, Book
from jobs.tariff import DEFAULTS, MOST, Cell
from mjweb.accounts.by import COMMAND, By
from mjweb.accounts.models import Entry, User, Verb

pytestmark = pytest.mark.django_db
FAST = Cell("imagine", "fast")


def in_days(days: float) -> datetime:
    return timezone.now() + timedelta(days=days)


def add(amount: int, cell: Cell = FAST, days: float | None = None) -> Price:
    return Price.objects.add(COMMAND, cell, amount, None if days is None else in_days(days))


def quote(version: str = "", action: Action = Action.IMAGINE) -> int:
    return wishes.price(action, "fast", {"version": version} if version else {})


# What holds ----------------------------------------------------------------------------------------------------------


def test_a_new_site_starts_with_the_defaults() -> None:
    assert Price.objects.table() == DEFAULTS


def test_the_highest_price_fits_its_column() -> None:
    add(MOST)
    assert quote() == MOST


def test_a_price_of_now_holds_at_once() -> None:
    add(2500)
    assert quote() == 2500


def test_a_price_of_a_later_day_holds_from_that_day_on_and_not_before() -> None:
    add(2500, days=3)
    book = Price.objects.book()
    assert [book.at(in_days(days))[FAST] for days in (0, 2.9, 3.1)] == [2000, 2000, 2500]


def test_of_two_of_one_day_the_later_row_holds() -> None:
    day = in_days(1)
    for amount in (3000, 3500):
        Price.objects.add(COMMAND, FAST, amount, day)
    assert Price.objects.book().at(in_days(2))[FAST] == 3500


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ({"version": "6"}, 3000),
        ({"version": "6.0"}, 3000),
        ({"version": "6.1"}, 2000),
        ({"version": "7"}, 2000),
        ({"version": "6", "niji": True}, 2000),
        ({}, 2000),
    ],
)
def test_version_6_exactly_costs_half_as_much_more(facts: dict[str, object], amount: int) -> None:
    assert wishes.price(Action.IMAGINE, "fast", facts) == amount


def test_only_a_prompt_has_the_price_of_its_version() -> None:
    assert quote("6", Action.VARY) == 2000


def test_a_price_of_a_size_is_that_of_its_action_alone() -> None:
    add(9000, Cell("upscale", "fast", "", "4x"))
    found = [quote(action=action) for action in (Action.UPSCALE_4X, Action.UPSCALE_2X, Action.UPSCALE_CREATIVE)]
    assert found == [9000, 4000, 4000]


def test_a_price_of_a_niji_is_no_price_of_the_same_number() -> None:
    add(5000, Cell("imagine", "fast", "niji 6"))
    assert [wishes.price(Action.IMAGINE, "fast", {"version": "6", "niji": niji}) for niji in (True, False)] == [
        5000,
        3000,
    ]


# What was and what is to come -----------------------------------------------------------------------------------------


def test_the_steps_tell_what_a_price_was_and_until_when() -> None:
    now, later = add(2500), add(3000, days=3)
    steps = [step for step in Price.objects.book().steps() if step.cell == FAST]
    assert [(step.before, step.row.amount, step.since, step.until) for step in steps] == [
        (None, 2000, BEGINNING, now.valid_from),
        (2000, 2500, now.valid_from, later.valid_from),
        (2500, 3000, later.valid_from, None),
    ]


def test_a_row_that_changes_nothing_is_no_step() -> None:
    add(2000)
    assert [step.row.amount for step in Price.objects.book().steps() if step.cell == FAST] == [2000]


def test_the_first_price_of_a_version_was_that_of_all() -> None:
    added = add(5000, Cell("imagine", "fast", "7"))
    step = next(step for step in Price.objects.book().steps() if step.row == added)
    assert step.before == 2000


def test_what_is_taken_back_before_its_day_never_comes(alice: User) -> None:
    coming = add(3000, days=3)
    assert Price.objects.take_back(By(alice), coming.pk)
    assert Price.objects.book().at(in_days(4))[FAST] == 2000
    assert [step.row.amount for step in Price.objects.book().steps() if step.cell == FAST] == [2000]


def test_what_is_taken_back_leaves_what_comes_before_and_after(alice: User) -> None:
    add(2500, days=1)
    coming = add(3000, days=3)
    add(4000, days=5)
    Price.objects.take_back(By(alice), coming.pk)
    book = Price.objects.book()
    assert [book.at(in_days(days))[FAST] for days in (0, 2, 4, 6)] == [2000, 2500, 2500, 4000]


def test_what_holds_already_is_not_taken_back(alice: User) -> None:
    assert not Price.objects.take_back(By(alice), add(3000).pk)
    assert quote() == 3000


def test_it_is_taken_back_once(alice: User) -> None:
    coming = add(3000, days=3)
    assert [Price.objects.take_back(By(alice), coming.pk) for _ in range(2)] == [True, False]


# Only added -----------------------------------------------------------------------------------------------------------


def test_no_price_begins_in_the_past() -> None:
    with pytest.raises(ValueError, match="what was"):
        add(2500, days=-1)


def test_the_database_holds_that_no_price_begins_before_it_was_added() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(**FAST._asdict(), amount=1, valid_from=in_days(-1), created_at=timezone.now())


def test_a_row_is_never_changed() -> None:
    price = add(2500)
    price.amount = 1
    with pytest.raises(TypeError):
        price.save()
    with pytest.raises(TypeError):
        Price.objects.update(amount=1)


def test_a_row_is_never_deleted() -> None:
    price = add(2500)
    with pytest.raises(TypeError):
        price.delete()
    with pytest.raises(TypeError):
        Price.objects.filter(pk=price.pk).delete()


def test_a_price_is_in_the_trail(alice: User) -> None:
    Price.objects.add(By(alice), FAST, 2500)
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor, entry.subject, entry.detail) == (
        Verb.PRICE_CHANGED, alice, "Grid, Fast", "2 → 2.5",
    )  # fmt: skip


def test_a_price_to_come_is_in_the_trail_with_its_day(alice: User) -> None:
    price = Price.objects.add(By(alice), FAST, 2500, in_days(3))
    assert Entry.objects.get().detail == f"2 → 2.5 from {price.first_day}"


# The whole table at once ----------------------------------------------------------------------------------------------


def test_a_change_adds_what_differs_and_nothing_else(alice: User) -> None:
    (added,) = Price.objects.change(By(alice), DEFAULTS, {**DEFAULTS, FAST: 2500}) or []
    assert (added.cell, added.amount, added.by) == (FAST, 2500, alice)
    assert Price.objects.table() == {**DEFAULTS, FAST: 2500}


def test_what_stays_the_same_adds_no_row(alice: User) -> None:
    assert Price.objects.change(By(alice), DEFAULTS, DEFAULTS) == []
    assert Price.objects.count() == len(DEFAULTS)


def test_a_table_that_moved_meanwhile_is_left_alone(alice: User) -> None:
    opened = {**DEFAULTS, Cell("seed", "fast"): 7000}
    assert Price.objects.change(By(alice), opened, {**DEFAULTS, FAST: 2500}) is None
    assert Price.objects.table() == DEFAULTS


@pytest.mark.django_db(transaction=True)
def test_of_operators_who_save_at_once_one_is_first(alice: User) -> None:
    def save(amount: int) -> bool:
        try:
            return Price.objects.change(By(alice), DEFAULTS, {**DEFAULTS, FAST: amount}) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(save, range(3000, 3006)))
    assert (sum(made), Price.objects.count()) == (1, len(DEFAULTS) + 1)
    assert Price.objects.table()[FAST] == Price.objects.latest("pk").amount


# What it costs to look ------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh() -> Iterator[None]:
    """A process that has looked at no price yet."""
    type(Price.objects.all()).kept = Book()
    yield
    type(Price.objects.all()).kept = Book()


@pytest.mark.usefixtures("fresh")
def test_who_has_looked_once_asks_only_whether_that_is_all(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        Price.objects.table()
    with django_assert_num_queries(1):
        Price.objects.table()


@pytest.mark.usefixtures("fresh")
def test_what_another_process_added_is_seen_at_the_next_look() -> None:
    Price.objects.table()
    now = timezone.now()
    Price(**FAST._asdict(), amount=2500, valid_from=now, created_at=now).save()  # behind the back of what is kept
    assert quote() == 2500


@pytest.mark.usefixtures("fresh")
def test_what_was_rolled_back_is_forgotten_even_where_its_number_comes_again() -> None:
    with transaction.atomic():
        add(7000)
        assert quote() == 7000
        transaction.set_rollback(True)
    assert quote() == 2000
    add(2500)
    assert quote() == 2500
