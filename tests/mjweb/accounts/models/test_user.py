"""The space a person is in."""

import pytest
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import Membership, Right, Role, Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(alice: User) -> Team:
    """A second team of Alice's, in which she only looks."""
    team = Team.objects.create(name="Harbour")
    Membership.objects.create(user=alice, team=team, role=Role.VIEWER)
    return team


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_at_first_one_is_in_the_team_one_joined_first(alice: User, harbour: Team) -> None:
    assert fresh(alice).team != harbour
    assert fresh(alice).team == fresh(alice).home


def test_one_goes_over_to_another_space_and_stays(alice: User, harbour: Team) -> None:
    assert fresh(alice).enter(harbour)
    assert fresh(alice).team == harbour


def test_going_over_does_not_move_home(alice: User, harbour: Team) -> None:
    home = fresh(alice).home
    fresh(alice).enter(harbour)
    assert fresh(alice).home == home


def test_a_stranger_to_a_team_does_not_get_in(charlie: User, harbour: Team) -> None:
    assert not charlie.enter(harbour)
    assert fresh(charlie).team != harbour


def test_whoever_is_removed_is_back_in_the_first_space(alice: User, harbour: Team) -> None:
    fresh(alice).enter(harbour)
    Membership.objects.filter(team=harbour).delete()
    assert fresh(alice).team == fresh(alice).home


def test_rights_are_those_of_the_space_one_is_in(alice: User, harbour: Team) -> None:
    assert fresh(alice).may(Right.CREATE)
    fresh(alice).enter(harbour)
    assert not fresh(alice).may(Right.CREATE)


def test_everything_about_spaces_costs_one_query(
    alice: User, harbour: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = fresh(alice)
    with django_assert_num_queries(1):
        assert user.team == user.home
        assert user.may(Right.SEE)
