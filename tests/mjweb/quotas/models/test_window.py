"""Holding, settling and returning: the lines always add up to the balance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.errors import NotEnough, Whose
from mjweb.quotas.models import Kind, Line, Purse, Window


@pytest.fixture
def window(alice: User) -> Window:
    return Window.objects.current(Purse.objects.of(alice))


def sums(window: Window) -> tuple[int, int, int]:
    window.refresh_from_db()
    return window.left, window.used, window.held


def test_a_new_month_begins_with_its_grant(window: Window) -> None:
    assert [(line.kind, line.amount, line.balance) for line in window.lines.all()] == [(Kind.GRANT, 100_000, 100_000)]


def test_a_hold_takes_from_what_is_left(window: Window) -> None:
    Window.objects.hold([window], 2_000, "a", "a cat")
    assert sums(window) == (98_000, 0, 2_000)


def test_settling_turns_the_hold_into_spending(window: Window) -> None:
    Window.objects.hold([window], 2_000, "a", "a cat")
    Window.objects.settle("a")
    assert sums(window) == (98_000, 2_000, 0)


def test_returning_gives_the_whole_hold_back(window: Window) -> None:
    Window.objects.hold([window], 2_000, "a", "a cat")
    Window.objects.give_back("a", "failed")
    assert sums(window) == (100_000, 0, 0)


def test_a_hold_that_does_not_fit_changes_nothing(window: Window) -> None:
    with pytest.raises(NotEnough) as refusal:
        Window.objects.hold([window], 100_001, "a", "a cat")
    assert (refusal.value.needed, refusal.value.left) == (100_001, 100_000)
    assert window.lines.count() == 1


def test_a_hold_may_take_all_that_is_left(window: Window) -> None:
    Window.objects.hold([window], 100_000, "a", "a cat")
    assert sums(window) == (0, 0, 100_000)


@pytest.mark.parametrize("second", ["settle", "return"])
def test_the_database_refuses_a_second_settlement(window: Window, second: str) -> None:
    Window.objects.hold([window], 2_000, "a", "a cat")
    Window.objects.settle("a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.settle("a") if second == "settle" else Window.objects.give_back("a", "late")
    assert sums(window) == (98_000, 2_000, 0)


def test_the_database_refuses_a_second_hold_of_one_thing(window: Window) -> None:
    Window.objects.hold([window], 2_000, "a", "a cat")
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.hold([window], 2_000, "a", "a cat")


def test_each_line_carries_the_balance_after_it(window: Window) -> None:
    Window.objects.hold([window], 2_000, "a", "a cat")
    Window.objects.hold([window], 4_000, "b", "a dog")
    Window.objects.settle("a")
    Window.objects.give_back("b", "failed")
    assert [line.balance for line in window.lines.order_by("pk")] == [100_000, 98_000, 94_000, 94_000, 98_000]


def test_a_job_settles_in_the_month_in_which_it_was_held(alice: User) -> None:
    purse = Purse.objects.of(alice)
    june = Window.objects.current(purse, datetime(2026, 6, 30, 23, 59, tzinfo=UTC))
    july = Window.objects.current(purse, datetime(2026, 7, 1, 0, 0, tzinfo=UTC))
    Window.objects.hold([june], 2_000, "a", "a cat")
    Window.objects.settle("a")
    assert (sums(june), sums(july)) == ((98_000, 2_000, 0), (100_000, 0, 0))


def test_a_cut_allowance_leaves_running_holds_alone_and_refuses_new_ones(alice: User, window: Window) -> None:
    Window.objects.hold([window], 60_000, "a", "a cat")
    Window.objects.allow(Purse.objects.of(alice), 10_000, actor=alice)
    with pytest.raises(NotEnough):
        Window.objects.hold([window], 1, "b", "a dog")
    Window.objects.settle("a")
    assert sums(window) == (0, 60_000, 0)


def test_a_change_of_allowance_is_a_line_with_its_actor(alice: User, window: Window) -> None:
    Window.objects.allow(Purse.objects.of(alice), 150_000, actor=alice, reason="A campaign")
    line = Line.objects.newest_first()[0]
    assert (line.kind, line.amount, line.actor, line.balance) == (Kind.CORRECT, 50_000, alice, 150_000)


@pytest.fixture
def pair(alice: User) -> list[Window]:
    """Alice's window, and that of a key of hers with 10 units."""
    key = ApiKey.objects.issue(alice)
    Purse.objects.limit(key, 10_000)
    return Window.objects.paying(alice, key)


def test_a_hold_on_two_windows_is_a_line_in_each(pair: list[Window]) -> None:
    Window.objects.hold(pair, 2_000, "a", "a cat")
    assert [sums(window) for window in pair] == [(98_000, 0, 2_000), (8_000, 0, 2_000)]


def test_settling_turns_the_holds_of_both_windows_into_spending(pair: list[Window]) -> None:
    Window.objects.hold(pair, 2_000, "a", "a cat")
    Window.objects.settle("a")
    assert [sums(window) for window in pair] == [(98_000, 2_000, 0), (8_000, 2_000, 0)]


def test_returning_gives_to_both_windows_what_was_held_there(pair: list[Window]) -> None:
    Window.objects.hold(pair, 2_000, "a", "a cat")
    Window.objects.give_back("a", "failed")
    assert [sums(window) for window in pair] == [(100_000, 0, 0), (10_000, 0, 0)]


@pytest.mark.parametrize(
    ("limits", "left", "whose"), [((100_000, 3_000), 3_000, Whose.KEY), ((1_000, 3_000), 1_000, Whose.PERSON)]
)
def test_a_refusal_speaks_of_the_narrowest_window(
    pair: list[Window], limits: tuple[int, int], left: int, whose: Whose
) -> None:
    for window, limit in zip(pair, limits, strict=True):
        Window.objects.filter(pk=window.pk).update(limit=limit)
    with pytest.raises(NotEnough) as refusal, transaction.atomic():
        Window.objects.hold(pair, 4_000, "a", "a cat")
    assert (refusal.value.left, refusal.value.whose) == (left, whose)
    assert [sums(window)[2] for window in pair] == [0, 0]


def test_what_one_window_has_given_already_does_not_make_it_the_narrowest(pair: list[Window]) -> None:
    for window, limit in zip(pair, (5_000, 3_000), strict=True):
        Window.objects.filter(pk=window.pk).update(limit=limit)
    with pytest.raises(NotEnough) as refusal, transaction.atomic():
        Window.objects.hold(pair, 4_000, "a", "a cat")
    assert (refusal.value.left, refusal.value.whose) == (3_000, Whose.KEY)


def test_windows_are_taken_in_one_order_whoever_opened_them_first(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    Window.objects.current(Purse.objects.limit(key, 10_000))
    found = [window.pk for window in Window.objects.paying(alice, key)]
    assert found == sorted(found)


def test_the_windows_that_hold_for_something_are_found_by_it(pair: list[Window]) -> None:
    Window.objects.hold(pair, 2_000, "a", "a cat")
    assert Window.objects.paying_for("a") == pair


def test_looking_at_keys_opens_no_month(alice: User) -> None:
    key, free = ApiKey.objects.issue(alice), ApiKey.objects.issue(alice)
    Purse.objects.limit(key, 10_000)
    found = Window.objects.of_keys([key, free])
    assert {pk: (window.limit, window.used, window.held) for pk, window in found.items()} == {key.pk: (10_000, 0, 0)}
    assert Window.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_fifty_parallel_holds_of_what_twenty_can_have_are_twenty_holds(alice: User) -> None:
    window = Window.objects.current(Purse.objects.of(alice, 0))
    Window.objects.filter(pk=window.pk).update(limit=40_000)

    def hold(number: int) -> bool:
        try:
            with transaction.atomic():
                Window.objects.hold([window], 2_000, f"job {number}", "a cat")
            return True
        except NotEnough:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        won = list(pool.map(hold, range(50)))
    assert sum(won) == 20
    assert sums(window) == (0, 0, 40_000)
