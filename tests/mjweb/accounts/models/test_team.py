"""Teams, personal spaces, and a person's part in them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from mjweb.accounts.models import Membership, Project, Right, Role, Team, User

pytestmark = pytest.mark.django_db


def test_everybody_has_a_space_of_their_own(alice: User) -> None:
    assert [one.team.is_personal for one in alice.spaces] == [False, True]


def test_a_personal_space_is_called_so(alice: User) -> None:
    assert str(alice.personal_space) == "Personal"


def test_the_default_team_is_never_a_personal_space(alice: User) -> None:
    Membership.objects.filter(team=alice.team).delete()
    team = alice.team
    Team.objects.filter(pk=team.pk).delete()
    assert not Team.objects.default().is_personal


def test_two_teams_have_two_names(alice: User) -> None:
    with pytest.raises(IntegrityError):
        Team.objects.create(name=alice.team.name.upper())


def test_a_team_has_two_projects_of_two_names(alice: User) -> None:
    Project.objects.create(team=alice.team, name="Spring")
    with pytest.raises(IntegrityError):
        Project.objects.create(team=alice.team, name="spring")


def test_a_team_without_a_zone_lives_by_the_sites(alice: User) -> None:
    assert str(alice.team.tzinfo) == "UTC"


def test_a_team_lives_by_its_own_zone() -> None:
    assert str(Team(name="Harbour", zone="Europe/Berlin").tzinfo) == "Europe/Berlin"


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="Mars/Olympus"):
        Team(name="Harbour", zone="Mars/Olympus").full_clean()


def test_a_right_is_granted_by_role(alice: User, bob: User) -> None:
    granted = Membership.objects.granting(Right.PEOPLE).filter(team=alice.team)
    assert [one.user for one in granted] == [alice]


def test_someone_who_was_deactivated_has_no_right(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert not Membership.objects.granting(Right.SEE).filter(user=alice).exists()


def test_billing_sees_no_team(bob: User) -> None:
    Membership.objects.filter(user=bob, team=bob.team).update(role=Role.BILLING)
    assert list(Membership.objects.teams_seen_by(bob)) == [bob.personal_space.pk]
