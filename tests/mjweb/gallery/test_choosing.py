"""Marking, tagging, collecting, throwing away and hiding, and that each can be undone."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from jobs.models import Job, Picture
from mjweb.accounts.models import User
from mjweb.gallery import choosing
from mjweb.gallery.models import Change, Collection, Item, Mark, Tag, Tagging
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def cats(alice: User, made: Make) -> list[int]:
    return [picture.pk for picture in made(alice, "a cat", 4)]


@pytest.fixture
def harbour(alice: User) -> Collection:
    return Collection.objects.create(team=alice.team, user=alice, name="Harbour")


def state() -> dict[str, list[tuple[Any, ...]]]:
    """All that choosing changes."""
    return {
        "marks": sorted(Mark.objects.values_list("user", "picture", "favourite", "grade", "verdict")),
        "tags": sorted(Tagging.objects.values_list("tag", "picture")),
        "items": sorted(Item.objects.values_list("collection", "picture", "place")),
        "binned": sorted(Picture.objects.exclude(binned_at=None).values_list("pk")),
        "private": sorted(Picture.objects.exclude(private_at=None).values_list("pk")),
        "jobs": sorted(Job.objects.exclude(private_at=None).values_list("pk")),
        "labels": sorted(
            (pk, *sorted(str(labels).split())) for pk, labels in Picture.objects.values_list("pk", "labels")
        ),
    }


def test_what_is_not_named_stays(alice: User, cats: list[int]) -> None:
    choosing.mark(alice, cats[:1], grade=3)
    choosing.mark(alice, cats[:2], favourite=True)
    marks = Mark.objects.order_by("picture").values_list("picture", "favourite", "grade")
    assert set(marks) == {(cats[0], True, 3), (cats[1], True, 0)}


def test_a_mark_that_says_nothing_is_no_row(alice: User, cats: list[int]) -> None:
    choosing.mark(alice, cats, favourite=True)
    choosing.mark(alice, cats, favourite=False)
    assert not Mark.objects.exists()


def test_what_changes_nothing_is_no_change(alice: User, cats: list[int]) -> None:
    choosing.mark(alice, cats, favourite=True)
    assert choosing.mark(alice, cats, favourite=True) is None


def test_a_stranger_marks_nothing(charlie: User, cats: list[int]) -> None:
    assert choosing.mark(charlie, cats, favourite=True) is None
    assert choosing.tag(charlie, cats, "mine") is None


def test_somebody_of_the_team_throws_nothing_of_others_away(bob: User, cats: list[int]) -> None:
    assert choosing.throw_away(bob, cats) is None
    assert choosing.hide(bob, cats) is None


def test_a_tag_is_one_whatever_its_case(alice: User, bob: User, cats: list[int]) -> None:
    choosing.tag(alice, cats[:1], "Sky")
    choosing.tag(bob, cats[1:2], "sky")
    assert (Tag.objects.count(), Tagging.objects.count()) == (1, 2)


def test_collecting_goes_behind_what_is_there(alice: User, cats: list[int], harbour: Collection) -> None:
    choosing.collect(alice, cats[:1], harbour)
    choosing.collect(alice, cats, harbour)
    order = list(harbour.items.order_by("place").values_list("picture", flat=True))
    assert (order[0], sorted(order)) == (cats[0], sorted(cats))


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_picture_goes_where_it_is_put(alice: User, cats: list[int], harbour: Collection, place: int) -> None:
    choosing.collect(alice, cats, harbour)
    order = list(harbour.items.order_by("place").values_list("picture", flat=True))
    choosing.move(alice, order[1], harbour, place)
    order.insert(place, order.pop(1))
    assert list(harbour.items.order_by("place").values_list("picture", flat=True)) == order


def test_there_is_always_room_for_one_more_between(alice: User, cats: list[int], harbour: Collection) -> None:
    choosing.collect(alice, cats, harbour)
    for _ in range(20):
        last = harbour.items.order_by("place").last()
        assert last is not None
        choosing.move(alice, last.picture_id, harbour, 1)
    assert len(set(harbour.items.values_list("place", flat=True))) == len(cats)


def test_hiding_one_hides_its_job_with_all_its_pictures(alice: User, bob: User, cats: list[int]) -> None:
    choosing.hide(alice, cats[:1])
    assert not Picture.objects.visible_to(bob).exists()
    assert not Job.objects.visible_to(bob).exists()
    assert Picture.objects.visible_to(alice).shown().count() == len(cats)


def test_hiding_makes_the_addresses_that_others_know_dead(alice: User, cats: list[int]) -> None:
    tokens = set(Picture.objects.values_list("token", flat=True))
    choosing.hide(alice, cats[:1])
    assert not tokens & set(Picture.objects.values_list("token", flat=True))


def test_the_bin_keeps_what_was_said_of_a_picture(alice: User, cats: list[int]) -> None:
    choosing.mark(alice, cats[:1], grade=5)
    before = state()
    choosing.throw_away(alice, cats[:1])
    choosing.restore(alice, cats[:1])
    assert state() == before


def test_each_change_is_undone_as_it_was(alice: User, bob: User, made: Make, harbour: Collection) -> None:
    cats = [picture.pk for text in ("a cat", "a dog", "a fox") for picture in made(alice, text, 2)]
    dice = random.Random(5)
    verbs: list[Callable[[list[int]], Change | None]] = [
        lambda some: choosing.mark(alice, some, favourite=dice.random() < 0.6),
        lambda some: choosing.mark(alice, some, grade=dice.randint(0, 5)),
        lambda some: choosing.mark(alice, some, verdict=dice.choice(["keep", "reject", ""])),
        lambda some: choosing.tag(alice, some, dice.choice(["sky", "sea"])),
        lambda some: choosing.untag(alice, some, dice.choice(["sky", "sea"])),
        lambda some: choosing.collect(alice, some, harbour),
        lambda some: choosing.take_out(alice, some, harbour),
        lambda some: choosing.move(alice, some[0], harbour, dice.randint(0, 6)),
        lambda some: choosing.throw_away(alice, some),
        lambda some: choosing.restore(alice, some),
        lambda some: choosing.hide(alice, some),
        lambda some: choosing.show(alice, some),
    ]
    states: list[dict[str, list[tuple[Any, ...]]]] = []
    kinds: set[str] = set()
    for _ in range(120):
        before = state()
        change = dice.choice(verbs)(dice.sample(cats, dice.randint(1, 4)))
        if change is None:
            assert state() == before
        else:
            states.append(before)
            kinds.add(change.kind)
    assert len(kinds) == 10
    while states:
        assert choosing.undo(alice) is not None
        assert state() == states.pop()
    assert choosing.undo(alice) is None


def test_a_change_is_undone_once(alice: User, cats: list[int]) -> None:
    change = choosing.mark(alice, cats, favourite=True)
    assert change is not None
    assert choosing.undo(alice, change.pk) is not None
    assert choosing.undo(alice, change.pk) is None


def test_nobody_undoes_what_another_did(alice: User, bob: User, cats: list[int]) -> None:
    change = choosing.mark(alice, cats, favourite=True)
    assert change is not None
    assert choosing.undo(bob, change.pk) is None


def test_undo_leaves_what_others_tagged(alice: User, bob: User, cats: list[int]) -> None:
    choosing.tag(bob, cats[:1], "sky")
    choosing.tag(alice, cats, "sky")
    choosing.undo(alice)
    assert list(Tagging.objects.values_list("picture", flat=True)) == [cats[0]]
