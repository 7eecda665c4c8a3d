"""The space a person is in."""

import pytest
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.by import By
from mjweb.accounts.errors import LastOwner
from mjweb.accounts.models import ApiKey, Entry, Membership, Right, Role, Team, User

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


# Shutting somebody out -----------------------------------------------------------------------------------------------


def test_whoever_is_deactivated_is_signed_out_at_the_next_request(client: Client, alice: User, bob: User) -> None:
    client.force_login(bob)
    assert client.get("/account/").status_code == 200
    assert User.objects.deactivate(By(alice), bob, alice.team)
    assert client.get("/account/")["Location"] == "/login/?next=/account/"


def test_an_old_session_does_not_come_back_with_the_account(client: Client, alice: User, bob: User) -> None:
    client.force_login(bob)
    request = HttpRequest()
    request.session, request.user, request.META["REMOTE_ADDR"] = client.session, bob, "127.0.0.1"
    UserSession.objects.create_from_request(request)
    User.objects.deactivate(By(alice), bob, alice.team)
    User.objects.reactivate(By(alice), bob, alice.team)
    assert client.get("/account/").status_code == 302


def test_the_keys_of_somebody_deactivated_are_refused(alice: User, bob: User) -> None:
    key = ApiKey.objects.issue(bob)
    User.objects.deactivate(By(alice), bob, alice.team)
    assert ApiKey.objects.authenticate(key.secret) is None


def test_who_was_deactivated_and_let_in_again_stands_in_the_trail(alice: User, bob: User) -> None:
    User.objects.deactivate(By(alice), bob, alice.team)
    assert not User.objects.deactivate(By(alice), bob, alice.team)
    User.objects.reactivate(By(alice), bob, alice.team)
    assert list(Entry.objects.order_by("pk").values_list("verb", "subject")) == [
        ("person.deactivated", "Bob Baker"),
        ("person.reactivated", "Bob Baker"),
    ]


def test_the_only_owner_of_others_is_not_deactivated(alice: User, bob: User) -> None:
    with pytest.raises(LastOwner):
        User.objects.deactivate(By(bob), alice, alice.team)
    assert fresh(alice).is_active


def test_an_owner_of_nobody_else_is_deactivated(alice: User) -> None:
    assert User.objects.deactivate(By(None), alice, alice.team)
