"""Going over to another space."""

import pytest
from django.test import Client

from mjweb.accounts.models import Membership, Role, Team, User

pytestmark = pytest.mark.django_db


def current(user: User) -> Team:
    return User.objects.get(pk=user.pk).team


def test_one_goes_over_to_ones_personal_space(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.post("/account/space/", {"team": alice.personal_space.pk}).status_code == 302
    assert current(alice).is_personal


@pytest.mark.parametrize("number", ["", "0", "x", "999999"])
def test_what_is_no_space_is_not_found(client: Client, alice: User, number: str) -> None:
    client.force_login(alice)
    assert client.post("/account/space/", {"team": number}).status_code == 404


def test_a_stranger_does_not_get_into_the_team(client: Client, alice: User, charlie: User) -> None:
    client.force_login(charlie)
    assert client.post("/account/space/", {"team": alice.team.pk}).status_code == 404
    assert current(charlie) == charlie.team


def test_a_get_goes_nowhere(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get("/account/space/").status_code == 405


def test_the_account_page_offers_the_other_spaces(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.get("/account/").content.decode()
    assert f'name="team" value="{alice.personal_space.pk}"' in page
    assert f'name="team" value="{alice.team.pk}"' not in page


def test_the_door_of_the_team_leads_to_a_page_one_may_open(client: Client, bob: User) -> None:
    Membership.objects.filter(user=bob, team=bob.team).update(role=Role.VIEWER)
    client.force_login(bob)
    assert client.get("/team/", follow=True).status_code == 200


def test_every_page_offers_the_other_spaces(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.get("/account/security/").content.decode()
    assert 'popovertarget="spaces"' in page
    assert f'name="team" value="{alice.personal_space.pk}"' in page


def test_who_has_one_space_only_is_offered_no_other(client: Client, alice: User) -> None:
    Membership.objects.filter(user=alice, team__personal_of=None).delete()
    client.force_login(alice)
    assert 'id="spaces"' not in client.get("/account/security/").content.decode()
