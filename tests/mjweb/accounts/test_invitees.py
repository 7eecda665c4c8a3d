"""Whom a list invites, and what would become of each line."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts import invitees
from mjweb.accounts.by import By
from mjweb.accounts.invitees import Fate, Line
from mjweb.accounts.models import Invitation, Role, User
from mjweb.accounts.models.invitation import MOST_OPEN

OFFERED = [Role.ADMIN, Role.MEMBER, Role.VIEWER]


def read(text: str) -> list[Line]:
    return invitees.read(text, role=Role.MEMBER, allowance=None, offered=OFFERED)


def emails(text: str) -> list[str]:
    return [line.email for line in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "a@example.org, b@example.org",
        "a@example.org; b@example.org;",
        "a@example.org b@example.org",
        "a@example.org\r\nb@example.org\r\n",
        "\n  A@Example.org ,, b@example.org\n\n",
        "email\na@example.org\nb@example.org",
        "\ufeffEmail;Name\na@example.org;Ann\nb@example.org;Ben",
        'name,"e-mail"\nAnn,a@example.org\n,\nBen,b@example.org',
    ],
)
def test_addresses_are_read_however_they_are_written(text: str) -> None:
    assert emails(text) == ["a@example.org", "b@example.org"]


def test_an_address_may_have_a_name() -> None:
    (line,) = read("Ann Archer <ann@example.org>")
    assert (line.email, line.name) == ("ann@example.org", "Ann Archer")


def test_what_is_no_address_stays_a_line() -> None:
    assert emails("ann@example.org, nobody") == ["ann@example.org", "nobody"]


def test_a_row_of_csv_has_a_role_and_an_allowance_of_its_own() -> None:
    (line,) = read("email,name,role,allowance\nann@example.org,Ann,Viewer,1.5")
    assert (line.name, line.role, line.allowance, line.fault) == ("Ann", Role.VIEWER, 1500, "")


def test_what_a_row_leaves_out_is_what_holds_for_all() -> None:
    (line,) = invitees.read("email,role\nann@example.org,", role=Role.VIEWER, allowance=5, offered=OFFERED)
    assert (line.role, line.allowance) == (Role.VIEWER, 5)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("ann@example.org,chief,", "There is no role “chief”."),
        ("ann@example.org,owner,", "You cannot give the role Owner."),
        ("ann@example.org,,much", "“much” is no number of credits."),
        ("ann@example.org,,-5", "“-5” is no number of credits."),
        ("ann@example.org,,1e9", "“1e9” is no number of credits."),
        ("ann@example.org,,99999999", "“99999999” is no number of credits."),
    ],
)
def test_a_row_says_what_is_wrong_with_it(cells: str, fault: str) -> None:
    assert [line.fault for line in read(f"email,role,allowance\n{cells}")] == [fault]


def test_what_is_carried_to_the_sending_reads_the_same() -> None:
    lines = read('email,name,role,allowance\nann@example.org,"Archer, Ann",viewer,1.25\nben@example.org,,,')
    assert read(invitees.written(lines)) == lines


@pytest.mark.django_db
def test_every_line_has_its_fate(alice: User, bob: User, charlie: User) -> None:
    Invitation.objects.invite(By(alice), alice.team, "dora@example.org")
    shut = User.objects.enrol("shut@example.org", "a long enough one")
    User.objects.filter(pk=shut.pk).update(is_active=False)
    names = ("new", "charlie", "bob", "dora", "new", "shut")
    text = "".join(f"{name}@example.org\n" for name in names) + "nobody"
    assert [line.fate for line in invitees.judge(alice.team, read(text))] == [
        Fate.NEW,
        Fate.JOINS,
        Fate.MEMBER,
        Fate.INVITED,
        Fate.TWICE,
        Fate.CLOSED,
        Fate.WRONG,
    ]


@pytest.mark.django_db
def test_a_row_with_a_fault_is_not_sent(alice: User) -> None:
    (line,) = invitees.judge(alice.team, read("email,role\nann@example.org,chief"))
    assert (line.fate, line.is_sent) == (Fate.UNCLEAR, False)


@pytest.mark.django_db
def test_an_invitation_to_another_team_is_none_to_this(alice: User, charlie: User) -> None:
    Invitation.objects.invite(By(charlie), charlie.team, "dora@example.org")
    (line,) = invitees.judge(alice.team, read("dora@example.org"))
    assert line.fate == Fate.NEW


@pytest.mark.django_db
def test_more_than_may_be_sent_at_a_time_is_over_the_limit(alice: User) -> None:
    text = "\n".join(f"a{number}@example.org" for number in range(invitees.MOST + 2))
    fates = [line.fate for line in invitees.judge(alice.team, read(text))]
    assert fates == [Fate.NEW] * invitees.MOST + [Fate.OVER] * 2


@pytest.mark.django_db
def test_a_team_has_so_many_open_invitations_and_no_more(alice: User) -> None:
    Invitation.objects.bulk_create(
        Invitation(team=alice.team, email=f"a{number}@example.org") for number in range(MOST_OPEN - 1)
    )
    fates = [line.fate for line in invitees.judge(alice.team, read("y@example.org z@example.org"))]
    assert fates == [Fate.NEW, Fate.OVER]


@pytest.mark.django_db
def test_a_long_list_asks_the_database_as_often_as_a_short_one(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lines = read("\n".join(f"a{number}@example.org" for number in range(100)))
    team = alice.team
    with django_assert_num_queries(3):
        invitees.judge(team, lines)
