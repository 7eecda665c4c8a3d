"""The page of projects."""

import pytest
from django.test import Client

from mjweb.accounts.models import Entry, Project, User

pytestmark = pytest.mark.django_db

PAGE = "/team/projects/"


@pytest.fixture
def spring(alice: User) -> Project:
    return Project.objects.create(team=alice.team, name="Spring")


def test_an_owner_makes_a_project_and_that_is_written_down(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.post(PAGE, {"name": "  Autumn   sale "}).status_code == 302
    assert Project.objects.get().name == "Autumn sale"
    assert Entry.objects.get().verb == "project.made"


@pytest.mark.parametrize("name", ["", "   ", "SPRING", "x" * 81])
def test_a_bad_name_gets_a_sentence_and_makes_nothing(client: Client, alice: User, spring: Project, name: str) -> None:
    client.force_login(alice)
    assert client.post(PAGE, {"name": name}).status_code == 422
    assert Project.objects.count() == 1


def test_a_member_sees_projects_and_changes_none(client: Client, bob: User, spring: Project) -> None:
    client.force_login(bob)
    page = client.get(PAGE).content.decode()
    assert "Spring" in page
    assert "/end/" not in page
    assert client.post(PAGE, {"name": "Mine"}).status_code == 403


def test_a_stranger_sees_and_ends_none_of_it(client: Client, charlie: User, spring: Project) -> None:
    charlie.memberships.update(role="owner")
    client.force_login(charlie)
    assert "Spring" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{spring.pk}/end/").status_code == 404


def test_ending_moves_it_below_and_it_can_be_opened_again(client: Client, alice: User, spring: Project) -> None:
    client.force_login(alice)
    assert f"{PAGE}{spring.pk}/reopen/" in client.post(f"{PAGE}{spring.pk}/end/", follow=True).content.decode()
    assert f"{PAGE}{spring.pk}/end/" in client.post(f"{PAGE}{spring.pk}/reopen/", follow=True).content.decode()
