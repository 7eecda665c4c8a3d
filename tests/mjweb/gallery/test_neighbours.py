"""What stands beside a picture in a list, and at which place of the list it stands."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import User
from mjweb.gallery import choosing, neighbours, wall
from mjweb.gallery.models import Collection
from tests.mjweb.gallery.conftest import Make


def of(user: User, picture: int, words: str = "") -> neighbours.Neighbours:
    return neighbours.of(picture, user, wall.Query(words).terms(user))


def test_the_nearest_come_first(alice: User, made: Make) -> None:
    pictures = [*made(alice, "a cat"), *made(alice, "a dog")]
    order = sorted((picture.pk for picture in pictures), reverse=True)
    found = of(alice, order[4])
    assert [one.pk for one in found.newer] == order[3:0:-1]
    assert [one.pk for one in found.older] == order[5:]
    assert [one.pk for one in found.strip] == [*order[1:4], *order[5:]]


def test_its_place_in_the_list_is_counted(alice: User, made: Make) -> None:
    order = sorted((picture.pk for picture in made(alice, "a cat")), reverse=True)
    found = of(alice, order[1])
    assert (found.place, found.count) == (2, 4)


def test_a_place_far_down_is_not_counted(alice: User, made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "COUNTED", 2)
    order = sorted((picture.pk for picture in made(alice, "a cat")), reverse=True)
    assert of(alice, order[3]).place is None


def test_one_alone_has_none(alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    found = of(alice, picture.pk)
    assert (found.strip, found.place, found.count) == ([], 1, 1)


def test_only_what_is_found_counts(alice: User, made: Make) -> None:
    (old,), _other, (new,) = made(alice, "a cat", 1), made(alice, "a dog", 1), made(alice, "two cats", 1)
    assert [one.pk for one in of(alice, new.pk, "cat").strip] == [old.pk]


def test_what_is_private_to_bob_is_no_neighbour_of_alices(alice: User, bob: User, made: Make) -> None:
    (hidden,), (picture,) = made(bob, "a cat", 1), made(alice, "a cat", 1)
    choosing.hide(bob, [hidden.pk])
    found = neighbours.of(picture.pk, alice, wall.Query(scope="team").terms(alice))
    assert found.strip == []


def test_a_search_that_finds_nothing_has_none(alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    assert of(alice, picture.pk, "is:nonsense").strip == []


def test_it_is_one_question(alice: User, made: Make, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    picture = made(alice, "a cat")[0]
    terms = wall.Query().terms(alice)
    with django_assert_num_queries(1):
        neighbours.of(picture.pk, alice, terms)


# In an order that was made by hand -----------------------------------------------------------------------------------


@pytest.fixture
def harbour(alice: User, made: Make) -> Collection:
    """Five pictures in an order made by hand: the oldest one first."""
    collection = Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    numbers = sorted(picture.pk for picture in [*made(alice, "a cat", 4), *made(alice, "a dog", 1)])
    choosing.collect(alice, numbers, collection)
    for place, number in enumerate(numbers):
        choosing.move(alice, number, collection, place)
    return collection


def test_what_stands_before_it_comes_before_it(alice: User, harbour: Collection) -> None:
    order = list(harbour.items.order_by("place").values_list("picture", flat=True))
    found = neighbours.in_order(order[3], alice, harbour)
    assert [one.pk for one in found.newer] == [order[2], order[1], order[0]]
    assert [one.pk for one in found.older] == [order[4]]
    assert (found.place, found.count) == (4, 5)


def test_what_was_moved_has_other_neighbours(alice: User, harbour: Collection) -> None:
    order = list(harbour.items.order_by("place").values_list("picture", flat=True))
    choosing.move(alice, order[4], harbour, 0)
    assert neighbours.in_order(order[0], alice, harbour).newer[0].pk == order[4]


def test_what_became_private_is_left_out_of_the_order(alice: User, bob: User, harbour: Collection) -> None:
    order = list(harbour.items.order_by("place").values_list("picture", flat=True))
    choosing.hide(alice, [order[4]])
    found = neighbours.in_order(order[3], bob, harbour)
    assert (found.older, found.count) == ([], 4)


def test_what_is_not_in_it_has_no_neighbours(alice: User, harbour: Collection, made: Make) -> None:
    (other,) = made(alice, "a fox", 1)
    assert neighbours.in_order(other.pk, alice, harbour).strip == []


def test_an_order_takes_three_questions(
    alice: User, harbour: Collection, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    picture = harbour.items.all()[1].picture_id
    with django_assert_num_queries(3):
        neighbours.in_order(picture, alice, harbour)
