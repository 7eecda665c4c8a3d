"""The daily sums: what was settled counts once by each facet, and they can be made anew out of the lines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.facets import Facets
from mjweb.quotas.models import Facet, Kind, Line, Purse, Tally, Window
from mjweb.quotas.spans import Span

DAY = date(2026, 11, 29)


def facets(user: User, speed: str = "fast", work: str = "imagine", *, project: str = "", key: str = "") -> Facets:
    return Facets(user.team.pk, user.pk, DAY, speed, work, project, key)


def spend(user: User, amount: int, reference: str, by: Facets, key: ApiKey | None = None) -> None:
    Window.objects.hold(Window.objects.paying(user, key, team=user.team), amount, reference, "a cat", by)
    Window.objects.settle(reference)


def tallies() -> set[tuple[str, str, int, int]]:
    return set(Tally.objects.values_list("facet", "value", "amount", "count"))


def test_what_is_settled_counts_by_speed_and_work(alice: User) -> None:
    spend(alice, 2_000, "a", facets(alice))
    assert tallies() == {("speed", "fast", 2_000, 1), ("work", "imagine", 2_000, 1)}


def test_what_has_a_project_and_a_key_counts_by_those_too(alice: User) -> None:
    spend(alice, 2_000, "a", facets(alice, project="7", key="9"))
    assert tallies() >= {("project", "7", 2_000, 1), ("key", "9", 2_000, 1)}


def test_two_things_of_one_day_are_one_tally(alice: User) -> None:
    spend(alice, 2_000, "a", facets(alice))
    spend(alice, 3_000, "b", facets(alice))
    assert Tally.objects.by(Facet.SPEED) == {"fast": (5_000, 2)}


def test_a_hold_is_no_spending_yet(alice: User) -> None:
    Window.objects.hold(Window.objects.paying(alice), 2_000, "a", "a cat", facets(alice))
    assert tallies() == set()


def test_what_was_returned_counts_by_why_and_not_as_spending(alice: User) -> None:
    Window.objects.hold(Window.objects.paying(alice), 2_000, "a", "a cat", facets(alice))
    Window.objects.give_back("a", "engine")
    assert tallies() == {("return", "engine", 2_000, 1)}


def test_a_correction_is_no_spending(alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 50_000)
    assert tallies() == set()


def test_what_several_purses_paid_counts_once(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    Purse.objects.limit(key, 10_000)
    Window.objects.allow(Purse.objects.of_team(alice.team), 90_000)
    Window.objects.allow(Purse.objects.of(alice), 40_000, span=Span.DAY)
    spend(alice, 2_000, "a", facets(alice), key)
    assert Line.objects.filter(kind=Kind.SETTLE).count() == 4
    assert Tally.objects.by(Facet.WORK) == {"imagine": (2_000, 1)}


def test_of_several_lines_the_person_s_month_tells_it(alice: User) -> None:
    Window.objects.allow(Purse.objects.of_team(alice.team), 90_000)
    Window.objects.allow(Purse.objects.of(alice), 40_000, span=Span.DAY)
    spend(alice, 2_000, "a", facets(alice))
    told = Line.objects.of(alice).filter(reference="a").order_by("pk")
    assert [(line.kind, line.window.span, line.facets) for line in told] == [
        (Kind.HOLD, Span.MONTH, facets(alice)),
        (Kind.SETTLE, Span.MONTH, facets(alice)),
    ]


def test_a_second_settlement_is_not_counted(alice: User) -> None:
    spend(alice, 2_000, "a", facets(alice))
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.settle("a")
    assert Tally.objects.by(Facet.SPEED) == {"fast": (2_000, 1)}


def test_counting_costs_one_statement(alice: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    by = facets(alice, project="7", key="9")
    with django_assert_num_queries(1):
        Tally.objects.spend(by, 2_000)


def test_the_sums_of_a_person_hold_nothing_of_another(alice: User, bob: User) -> None:
    spend(alice, 2_000, "a", facets(alice))
    spend(bob, 4_000, "b", facets(bob, "turbo"))
    assert Tally.objects.of(alice).by(Facet.SPEED) == {"fast": (2_000, 1)}


def test_the_sums_of_a_space_hold_everybody_in_it_and_nobody_else(alice: User, bob: User, charlie: User) -> None:
    for number, user in enumerate((alice, bob, charlie)):
        spend(user, 1_000 * (number + 1), str(number), facets(user))
    assert Tally.objects.in_space(alice.team).by_person() == {alice.pk: (1_000, 1), bob.pk: (2_000, 1)}


def test_the_days_are_told_by_speed(alice: User) -> None:
    spend(alice, 2_000, "a", facets(alice))
    spend(alice, 1_000, "b", facets(alice, "relax"))
    assert Tally.objects.between(DAY, DAY).by_day() == {(DAY, "fast"): 2_000, (DAY, "relax"): 1_000}


def test_a_grant_of_a_month_stands_in_the_ledger_of_its_person(alice: User) -> None:
    Window.objects.of(alice)
    assert [line.kind for line in Line.objects.of(alice)] == [Kind.GRANT]


def test_a_grant_of_a_pool_stands_in_the_ledger_of_the_team(alice: User) -> None:
    Window.objects.allow(Purse.objects.of_team(alice.team), 90_000)
    assert [line.window.purse.team for line in Line.objects.in_space(alice.team)] == [alice.team]


@pytest.mark.parametrize("part", ["key", "member", "day"])
def test_a_grant_of_anything_else_stands_in_nobody_s(alice: User, part: str) -> None:
    if part == "key":
        window = Window.objects.current(Purse.objects.limit(ApiKey.objects.issue(alice), 10_000))
    else:
        purse = Purse.objects.of_member(alice.team, alice) if part == "member" else Purse.objects.of(alice)
        span = Span.DAY if part == "day" else Span.MONTH
        Window.objects.allow(purse, 5_000, span=span)
        window = Window.objects.current(purse, span=span)
    assert {(line.user_id, line.space_id) for line in window.lines.all()} == {(None, None)}


def course(alice: User, bob: User) -> None:
    """Something of everything."""
    spend(alice, 2_000, "a", facets(alice, project="7"))
    spend(bob, 1_000, "b", facets(bob, "relax", "zoom", key="9"))
    Window.objects.hold(Window.objects.paying(bob), 4_000, "c", "a dog", facets(bob, "turbo"))
    Window.objects.give_back("c", "canceled")


def test_what_was_counted_is_what_the_lines_add_up_to(alice: User, bob: User) -> None:
    course(alice, bob)
    assert Tally.objects.wrong() == []


@pytest.mark.parametrize("wrong", ["more", "lost", "invented"])
def test_a_tally_that_is_wrong_is_found(alice: User, bob: User, wrong: str) -> None:
    course(alice, bob)
    one = Tally.objects.get(facet="work", value="zoom")
    if wrong == "more":
        Tally.objects.filter(pk=one.pk).update(amount=1_001)
    elif wrong == "lost":
        one.delete()
    else:
        Tally.objects.filter(pk=one.pk).update(value="pan")
    assert {difference.key[3:] for difference in Tally.objects.wrong()} <= {("work", "zoom"), ("work", "pan")}
    assert Tally.objects.wrong()[-1].right == (1_000, 1)


def test_rebuilding_puts_everything_right(alice: User, bob: User) -> None:
    course(alice, bob)
    before = tallies()
    Tally.objects.filter(facet="speed").delete()
    Tally.objects.filter(facet="work").update(amount=1)
    Tally.objects.rebuild()
    assert tallies() == before
    assert Tally.objects.wrong() == []


def test_two_long_reasons_that_begin_alike_are_one_tally(alice: User) -> None:
    for number in range(2):
        Window.objects.hold(Window.objects.paying(alice), 1_000, str(number), "a cat", facets(alice))
        Window.objects.give_back(str(number), f"{'a very long reason ' * 4}{number}")
    assert Tally.objects.wrong() == []
    Tally.objects.rebuild()
    assert Tally.objects.by(Facet.RETURN) == {("a very long reason " * 4)[:40]: (2_000, 2)}


@pytest.mark.django_db(transaction=True)
def test_forty_that_settle_at_once_are_all_counted(alice: User) -> None:
    by = facets(alice)
    windows = Window.objects.paying(alice)
    for number in range(40):
        Window.objects.hold(windows, 1_000, str(number), "a cat", by)

    def settle(number: int) -> None:
        try:
            with transaction.atomic():
                Window.objects.settle(str(number))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(settle, range(40)))
    assert Tally.objects.by(Facet.SPEED) == {"fast": (40_000, 40)}
