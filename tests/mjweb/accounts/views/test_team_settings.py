"""A team's settings and its danger zone."""

import pytest
from django.test import Client

from mjweb.accounts.models import Entry, Membership, Role, Team, User

pytestmark = pytest.mark.django_db

PAGE = "/team/settings/"


def part(user: User) -> Membership:
    return Membership.objects.get(user=user, team=user.home)


def test_name_and_zone_are_saved_and_told(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post(PAGE, {"name": "Harbour", "zone": "Europe/Berlin"})
    assert Team.objects.filter(pk=alice.home.pk, name="Harbour", zone="Europe/Berlin").exists()
    assert Entry.objects.get().detail == "name: Studio → Harbour; zone: – → Europe/Berlin"


def test_saving_what_is_there_tells_nothing(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post(PAGE, {"name": "Studio", "zone": ""})
    assert not Entry.objects.exists()


@pytest.mark.parametrize("said", [{"name": ""}, {"name": "elsewhere"}, {"name": "Studio", "zone": "Mars/Olympus"}])
def test_what_makes_no_sense_is_refused(client: Client, alice: User, charlie: User, said: dict[str, str]) -> None:
    client.force_login(alice)
    assert client.post(PAGE, said).status_code == 422
    assert Team.objects.filter(pk=alice.home.pk, name="Studio", zone="").exists()


def test_a_refused_name_does_not_stand_in_the_frame(client: Client, alice: User, charlie: User) -> None:
    client.force_login(alice)
    assert "<h1>Studio</h1>" in client.post(PAGE, {"name": "Elsewhere"}).content.decode()


def test_zones_are_offered(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert '<option value="Europe/Berlin">' in client.get(PAGE).content.decode()


def test_a_member_is_told_which_role_it_takes(client: Client, alice: User, bob: User) -> None:
    client.force_login(bob)
    answer = client.get(PAGE)
    assert answer.status_code == 403
    assert "This page needs the role Owner or Admin." in answer.content.decode()


def test_a_stranger_changes_their_own_team_only(client: Client, alice: User, charlie: User) -> None:
    Membership.objects.filter(user=charlie, team=charlie.home).update(role=Role.OWNER)
    client.force_login(charlie)
    client.post(PAGE, {"name": "Mine"})
    assert sorted(Team.objects.shared().values_list("name", flat=True)) == ["Mine", "Studio"]


def test_a_personal_space_has_no_settings(client: Client, alice: User) -> None:
    alice.enter(alice.personal_space)
    client.force_login(alice)
    client.post(PAGE, {"name": "Mine"})
    assert Team.objects.get(pk=alice.personal_space.pk).name == ""
    assert "Danger zone" not in client.get(PAGE).content.decode()


def test_the_team_is_handed_over_once_its_name_was_typed(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    client.post(f"{PAGE}hand-over/", {"to": part(bob).pk, "typed": "studio"})
    assert (part(alice).role, part(bob).role) == (Role.ADMIN, Role.OWNER)


def test_without_the_name_nothing_is_handed_over(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    answer = client.post(f"{PAGE}hand-over/", {"to": part(bob).pk, "typed": "yes"})
    assert answer.status_code == 422
    assert "Type: Studio" in answer.content.decode()
    assert part(alice).role == Role.OWNER


def test_it_is_not_handed_to_a_stranger(client: Client, alice: User, charlie: User) -> None:
    client.force_login(alice)
    assert client.post(f"{PAGE}hand-over/", {"to": part(charlie).pk, "typed": "Studio"}).status_code == 422


def test_an_admin_does_not_hand_it_over(client: Client, alice: User, bob: User) -> None:
    Membership.objects.filter(pk=part(bob).pk).update(role=Role.ADMIN)
    client.force_login(bob)
    assert "Hand the team over" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}hand-over/", {"to": part(alice).pk, "typed": "Studio"}).status_code == 403


def test_an_admin_is_offered_everybody_but_owners_for_removal(client: Client, alice: User, bob: User) -> None:
    User.objects.add("dora@example.org", name="Dora", team=alice.home, role=Role.BILLING)
    Membership.objects.filter(pk=part(bob).pk).update(role=Role.ADMIN)
    client.force_login(bob)
    page = client.get(PAGE).content.decode()
    assert ">Dora</option>" in page
    assert ">Alice Archer</option>" not in page
