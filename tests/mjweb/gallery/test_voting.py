"""Votes of a team on a collection: counted once for each person, and blind until all have voted."""

from __future__ import annotations

import pytest
from django.utils import timezone

from jobs.models import Job, Picture
from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery import choosing
from mjweb.gallery.models import Collection
from mjweb.gallery.voting import Vote
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def cats(alice: User, made: Make) -> list[int]:
    return sorted(picture.pk for picture in made(alice, "a cat", 3))


@pytest.fixture
def harbour(alice: User, bob: User, cats: list[int]) -> Collection:
    made = Collection.objects.create(team=alice.team, user=alice, name="Harbour", is_blind=True)
    choosing.collect(alice, cats, made)
    return made


def results(user: User, collection: Collection) -> list[int]:
    return [one.picture.pk for one in Vote(collection, user).results()]


def test_nothing_is_told_while_somebody_has_still_to_vote(
    alice: User, bob: User, harbour: Collection, cats: list[int]
) -> None:
    choosing.mark(alice, cats, verdict="keep")
    choosing.mark(bob, cats[:2], verdict="keep")
    assert results(alice, harbour) == []


def test_all_is_told_when_the_last_has_voted(alice: User, bob: User, harbour: Collection, cats: list[int]) -> None:
    choosing.mark(alice, cats, verdict="keep")
    choosing.mark(bob, cats, grade=2)
    assert sorted(results(bob, harbour)) == cats


def test_what_is_not_blind_is_told_at_once(alice: User, bob: User, harbour: Collection, cats: list[int]) -> None:
    harbour.is_blind = False
    choosing.mark(bob, cats[1:2], verdict="keep")
    assert results(alice, harbour)[0] == cats[1]


def test_the_best_come_first(alice: User, bob: User, harbour: Collection, cats: list[int]) -> None:
    harbour.is_blind = False
    choosing.mark(alice, cats[:1], verdict="reject")
    choosing.mark(alice, cats[1:2], grade=3)
    choosing.mark(alice, cats[2:], grade=2)
    choosing.mark(bob, cats[2:], verdict="keep")
    assert results(alice, harbour) == [cats[2], cats[1], cats[0]]


def test_votes_are_counted_by_people(alice: User, bob: User, harbour: Collection, cats: list[int]) -> None:
    harbour.is_blind = False
    choosing.mark(alice, cats[:1], verdict="keep", grade=5, favourite=True)
    choosing.mark(bob, cats[:1], verdict="reject", grade=2)
    first = next(one for one in Vote(harbour, alice).results() if one.picture.pk == cats[0])
    assert (first.keeps, first.rejects, first.favourites, first.grade) == (1, 1, 1, 3.5)


def test_who_has_left_does_not_count(alice: User, bob: User, harbour: Collection, cats: list[int]) -> None:
    choosing.mark(alice, cats, grade=1)
    choosing.mark(bob, cats[:1], verdict="keep")
    Membership.objects.filter(user=bob, team=alice.team).delete()
    assert [one.keeps for one in Vote(harbour, alice).results()] == [0, 0, 0]


def test_who_does_not_see_pictures_is_not_waited_for(
    alice: User, bob: User, harbour: Collection, cats: list[int]
) -> None:
    Membership.objects.filter(user=bob, team=alice.team).update(role=Role.BILLING)
    choosing.mark(alice, cats, grade=1)
    assert Vote(harbour, alice).is_open


def test_a_private_picture_is_not_voted_on(alice: User, bob: User, harbour: Collection, cats: list[int]) -> None:
    Picture.objects.filter(pk=cats[0]).update(private_at=timezone.now())
    assert Vote(harbour, alice).count == 2
    choosing.mark(alice, cats, grade=1)
    choosing.mark(bob, cats, grade=1)
    assert sorted(results(alice, harbour)) == cats[1:]


def test_hidden_words_stay_hidden(alice: User, bob: User, harbour: Collection, cats: list[int]) -> None:
    harbour.is_blind = False
    Job.objects.update(hidden_at=timezone.now())
    assert {one.picture.job.title for one in Vote(harbour, bob).results()} == {"Prompt hidden"}
