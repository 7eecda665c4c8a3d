"""Making a team."""

import pytest
from django.test import Client

from mjweb.accounts.models import Entry, Role, Team, User

pytestmark = pytest.mark.django_db


def test_whoever_makes_a_team_is_in_it_as_its_owner(client: Client, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    client.force_login(bob)
    client.post("/team/new/", {"name": "  Harbour   Studio "})
    there = User.objects.get(pk=bob.pk).membership
    assert (there.team.name, there.role) == ("Harbour Studio", Role.OWNER)
    assert Entry.objects.get().verb == "team.made"


@pytest.mark.parametrize("name", ["", "studio"])
def test_a_name_that_is_empty_or_taken_is_refused(client: Client, alice: User, name: str) -> None:
    client.force_login(alice)
    assert client.post("/team/new/", {"name": name}).status_code == 422
    assert Team.objects.shared().count() == 1


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_who_does_not_run_the_site_makes_no_team(
    client: Client, alice: User, name: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    before = Team.objects.count()
    assert client.post("/team/new/", {"name": "Mine"}).status_code == 404
    assert Team.objects.count() == before
    assert "/team/new/" not in client.get("/account/").content.decode()


def test_the_form_is_shown(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert "Make the team" in client.get("/team/new/").content.decode()


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client) -> None:
    assert client.get("/team/new/").status_code == 302
