"""Whose spending a page is about, and what can be chosen from."""

from __future__ import annotations

from datetime import UTC, date, datetime

from mjweb.accounts.models import ApiKey, Membership, Project, Role, Team, User
from mjweb.gallery.month import Month
from mjweb.gallery.scope import Scope


def test_people_to_choose_from_are_those_of_the_team_alone(alice: User, bob: User, charlie: User) -> None:
    assert [name for _pk, name in Scope(alice, alice.team).people()] == ["Alice Archer", "Bob Baker"]


def test_projects_to_choose_from_are_those_of_one_s_own_spaces(alice: User, charlie: User) -> None:
    Project.objects.create(team=alice.team, name="Spring")
    Project.objects.create(team=charlie.team, name="Secret")
    assert [name for _pk, name in Scope(alice).projects()] == ["Spring"]


def test_keys_of_a_team_name_whose_they_are(alice: User, bob: User, charlie: User) -> None:
    ApiKey.objects.issue(bob, "Shop")
    ApiKey.objects.issue(charlie, "Secret")
    assert [name for _pk, name in Scope(alice, alice.team).api_keys()] == ["Shop · Bob Baker"]


def test_whoever_sees_sums_alone_sees_no_pictures(alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob, team=alice.team).update(role=Role.BILLING)
    bob = User.objects.get(pk=bob.pk)
    assert (Scope(bob, bob.team).shows_pictures, Scope(bob).shows_pictures) == (False, True)


def test_no_team_is_offered_in_a_space_of_one_s_own(alice: User) -> None:
    alice.enter(alice.personal_space)
    assert not Scope(alice).offers_team


def test_months_turn_by_the_calendar_of_the_team(alice: User) -> None:
    team = alice.team
    days = {}
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        Team.objects.filter(pk=team.pk).update(zone=zone)
        days[zone] = Scope(alice, Team.objects.get(pk=team.pk)).today
    assert days["Etc/GMT+12"] < days["Pacific/Kiritimati"]


def test_the_first_month_is_that_of_joining(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(date_joined=datetime(2026, 3, 5, tzinfo=UTC))
    assert Scope(User.objects.get(pk=alice.pk)).first_month == Month.of(date(2026, 3, 1))
