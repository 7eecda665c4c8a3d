"""Marking, tagging, collecting, throwing away and hiding."""

from __future__ import annotations

from typing import Any

import pytest

from jobs.models import Job, Picture
from mjweb.accounts.models import User
from mjweb.gallery import choosing
from mjweb.gallery.models import Collection, Item, Mark, Tag, Tagging
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


def test_places_stay_above_nothing_for_pages_go_on_behind_one(
    alice: User, cats: list[int], harbour: Collection
) -> None:
    choosing.collect(alice, cats, harbour)
    for _ in range(70):
        last = harbour.items.order_by("place").last()
        assert last is not None
        choosing.move(alice, last.picture_id, harbour, 0)
    assert min(harbour.items.values_list("place", flat=True)) > 0


def test_nothing_goes_into_a_collection_that_is_gone(alice: User, cats: list[int], harbour: Collection) -> None:
    Collection.objects.all().delete()
    assert choosing.collect(alice, cats, harbour) is None
    assert choosing.move(alice, cats[0], harbour, 0) is None


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
