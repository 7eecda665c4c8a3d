"""Four fifths and all: told once each."""

from __future__ import annotations

import pytest

from mjweb.accounts.models import Kind as Told
from mjweb.accounts.models import Mail, Notice, Project, User
from mjweb.quotas.models import Purse, Window
from mjweb.quotas.spans import Span
from mjweb.quotas.warnings import level_of, name_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("left", "limit", "level"),
    [(100, 100, 0), (21, 100, 0), (20, 100, 80), (1, 100, 80), (0, 100, 100), (-5, 100, 100), (0, 0, 0)],
)
def test_a_level_is_reached_with_four_fifths_and_with_all(left: int, limit: int, level: int) -> None:
    assert level_of(left, limit) == level


def told(user: User) -> list[str]:
    return list(Notice.objects.of(user).order_by("pk").values_list("kind", flat=True))


def test_each_level_is_told_once_in_the_app_and_by_mail(alice: User) -> None:
    windows = Window.objects.paying(alice)
    for number, amount in enumerate((79_000, 1_000, 1_000, 19_000)):
        Window.objects.hold(windows, amount, str(number), "a cat")
    assert told(alice) == [Told.WARNED, Told.SPENT]
    assert list(Mail.objects.values_list("to", flat=True)) == [alice.email] * 2


def test_what_came_back_and_is_spent_again_is_not_told_again(alice: User) -> None:
    windows = Window.objects.paying(alice)
    Window.objects.hold(windows, 80_000, "a", "a cat")
    Window.objects.give_back("a", "failed")
    Window.objects.hold(windows, 80_000, "b", "a cat")
    assert told(alice) == [Told.WARNED]


def test_of_a_pool_those_are_told_who_set_it(alice: User, bob: User) -> None:
    Window.objects.allow(Purse.objects.of_team(alice.team), 10_000)
    Window.objects.hold(Window.objects.paying(bob, team=bob.team), 9_000, "a", "a cat")
    assert (told(alice), told(bob)) == ([Told.WARNED], [])
    sentence = Notice.objects.of(alice).get().sentence
    assert sentence.startswith("The pool of Studio: 80 % spent.")


def test_a_soft_limit_is_told_of_as_well(alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 1_000, span=Span.DAY, is_soft=True)
    Window.objects.hold(Window.objects.paying(alice), 5_000, "a", "a cat")
    assert told(alice) == [Told.SPENT]


def test_a_purse_is_called_by_what_it_belongs_to(alice: User) -> None:
    project = Project.objects.create(team=alice.team, name="Autumn")
    purses = [
        Purse.objects.of(alice),
        Purse.objects.of_member(alice.team, alice),
        Purse.objects.of_project(project),
    ]
    assert [name_of(purse) for purse in purses] == [
        "Your allowance",
        "Your part of the pool of Studio",
        "Project Autumn",
    ]
