"""The sums of a month: they add up, and they are of whom the page is about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from jobs import submit
from jobs.models import Picture
from jobs.states import State
from mjweb.accounts.models import ApiKey, Membership, Team, User
from mjweb.gallery import ledger, spending
from mjweb.gallery.month import Month
from mjweb.gallery.scope import Scope
from mjweb.gallery.spending import Report
from mjweb.quotas.facets import Facets
from mjweb.quotas.models import Line, Purse, Tally, Window
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.spend import end, press, spend


def report(user: User, team: Team | None = None) -> Report:
    scope = Scope(user, team)
    return Report(scope, Month.of(scope.today))


def test_the_groups_add_up_to_what_was_spent(alice: User) -> None:
    for mode in ("relax", "fast", "turbo"):
        spend(alice, "a cat", mode)
    mine = report(alice)
    assert sum(group.amount for group in mine.groups()) == mine.spent == Window.objects.of(alice).used == 7_000


def test_the_days_add_up_to_what_was_spent(alice: User) -> None:
    for mode in ("relax", "turbo"):
        spend(alice, "a cat", mode)
    days, _axis = report(alice).days()
    assert sum(day.total for day in days) == 5_000


def test_what_was_spent_in_every_space_is_mine(alice: User) -> None:
    spend(alice, "a cat")
    alice.enter(alice.personal_space)
    spend(alice, "a dog")
    assert report(alice).spent == 4_000


def test_what_i_spent_elsewhere_is_not_the_team_s(alice: User, bob: User) -> None:
    studio = alice.team
    spend(bob, "a cat")
    alice.enter(alice.personal_space)
    spend(alice, "a dog")
    alice.enter(studio)
    assert report(alice, studio).spent == 2_000


def test_a_team_is_told_by_person_the_most_first(alice: User, bob: User) -> None:
    spend(alice, "a cat", "relax")
    spend(bob, "a dog", "turbo")
    bars = report(alice, alice.team).people()
    assert [(bar.label, bar.amount, bar.percent) for bar in bars] == [
        ("Bob Baker", 4_000, 80.0),
        ("Alice Archer", 1_000, 20.0),
    ]


def test_who_has_left_the_team_has_spent_all_the_same(alice: User, bob: User) -> None:
    spend(bob, "a dog")
    Membership.objects.filter(user=bob, team=alice.team).delete()
    assert [bar.label for bar in report(alice, alice.team).people()] == ["Bob Baker"]


def test_keys_stand_beside_what_no_key_asked_for(alice: User, bob: User) -> None:
    spend(bob, "a cat", "turbo", ApiKey.objects.issue(bob, "Shop"))
    spend(alice, "a dog", "relax")
    bars = report(alice, alice.team).keys()
    assert [(str(bar.label), bar.amount) for bar in bars] == [("Shop · Bob Baker", 4_000), ("On pages", 1_000)]


def test_where_nothing_has_a_project_projects_are_left_out(alice: User) -> None:
    spend(alice, "a cat")
    assert report(alice, alice.team).projects() == []


def test_many_people_are_ten_bars_and_the_others(alice: User) -> None:
    for number in range(12):
        spend(User.objects.add(f"p{number}@example.org", name=f"P{number:02}", team=alice.team), "a cat")
    bars = report(alice, alice.team).people()
    assert [str(bar.label) for bar in bars[-2:]] == ["P09", "2 others"]
    assert sum(bar.amount for bar in bars) == 24_000


def test_pictures_are_counted_by_what_was_done(alice: User, made: Make) -> None:
    made(alice, "a cat")
    assert report(alice).pictures == Picture.objects.shown().count() == 4


def test_a_picture_costs_its_part_of_all_that_was_spent(alice: User) -> None:
    spend(alice, "a cat", "fast")
    spend(alice, "a dog", "relax")
    assert report(alice).a_picture == 380


def test_a_kept_picture_cost_all_that_was_spent_shared_by_those_taken_out_of_their_grids(alice: User) -> None:
    spend(alice, "a cat", "turbo")
    assert report(alice).a_kept is None
    day, space = Scope(alice).today, alice.team.pk
    for _ in range(2):
        Tally.objects.spend(Facets(space, alice.pk, day, "fast", "single"), 2_000)
    assert report(alice).a_kept == (4_000 + 2 * 2_000) // 2


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 11, 12), [1, 8, 12, 15, 22, 30]),
        (date(2026, 11, 29), [1, 8, 15, 22, 29]),
        (date(2026, 11, 23), [1, 8, 15, 23, 30]),
        (date(2026, 11, 1), [1, 8, 15, 22, 30]),
        (date(2027, 2, 10), [1, 8, 15, 22, 30]),
    ],
)
def test_the_number_of_today_has_room_below_the_chart(today: date, days: list[int]) -> None:
    assert sorted(day.day for day in spending.marked(Month.of(date(2026, 11, 1)), today)) == days


def test_without_a_picture_none_has_a_price(alice: User) -> None:
    assert report(alice).a_picture is None


def test_success_counts_what_failed_and_not_what_was_taken_back(alice: User) -> None:
    spend(alice, "a cat")
    end(press(alice, "a dog"), State.FAILED)
    submit.cancel(press(alice, "a koi"))
    assert (report(alice).success, report(alice).returned) == (50, 4_000)


def test_a_month_costs_the_same_questions_however_much_is_in_it(
    alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        spend(alice, f"cat {number}", "relax")
    team = alice.team
    with django_assert_max_num_queries(9):
        whole = report(alice, team)
        whole.groups(), whole.days(), whole.people(), whole.projects(), whole.keys(), whole.success


def test_a_pool_is_the_window_of_its_team(alice: User) -> None:
    Window.objects.allow(Purse.objects.of_team(alice.team), 90_000)
    window = report(alice, alice.team).window
    assert window is not None
    assert window.limit == 90_000


def test_a_team_without_a_pool_has_no_window(alice: User) -> None:
    assert report(alice, alice.team).window is None


def test_another_month_has_its_own_sums(alice: User) -> None:
    spend(alice, "a cat")
    scope = Scope(alice)
    assert Report(scope, Month.of(scope.today).before).spent == 0


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0, 3000), (3000, 3000), (3001, 6000), (6001, 12000), (12001, 15000), (15001, 30000), (50000, 60000)],
)
def test_the_axis_ends_at_a_round_figure(highest: int, top: int) -> None:
    assert spending.axis(highest) == top


def test_the_pace_goes_on_as_it_was(alice: User) -> None:
    window = Window.objects.of(alice)
    window.used = 20_000
    half = window.starts + (window.ends - window.starts) / 2
    assert spending.pace(window, half) == 60_000


def test_the_first_day_has_no_pace(alice: User) -> None:
    window = Window.objects.of(alice)
    window.used = 20_000
    assert spending.pace(window, window.starts + timedelta(hours=3)) is None


def latest(user: User) -> list[Line]:
    return ledger.latest(Scope(user), ledger.Filters(), 8)


def test_a_settled_hold_is_told_by_its_settlement_alone(alice: User) -> None:
    spend(alice, "a cat")
    assert [line.kind for line in latest(alice)] == ["settle", "grant"]
