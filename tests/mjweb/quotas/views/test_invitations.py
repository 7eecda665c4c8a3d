"""The page of invitations: a preview before anything is sent, links to copy, sending again, revoking, undoing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mjweb.accounts.by import By
from mjweb.accounts.models import Invitation, Mail, Membership, Role, Team, User

pytestmark = pytest.mark.django_db
PAGE = "/team/invitations/"


@pytest.fixture
def page(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def invite(alice: User, email: str = "dora@example.org", role: Role = Role.MEMBER) -> Invitation:
    made = Invitation.objects.invite(By(alice), alice.team, email, role=role)
    assert made is not None
    return made


def preview(page: Client, people: str, **others: object) -> str:
    answer = page.post(PAGE, {"people": people, "role": "member", "allowance": "", **others})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_preview_says_what_becomes_of_each_line_and_sends_nothing(page: Client, bob: User, charlie: User) -> None:
    shown = preview(page, "dora@example.org, charlie@example.org, bob@example.org, nobody")
    for words in ("New account", "Joins with the account they have", "Already in the team", "Not an address"):
        assert words in shown
    assert "Send 2 invitations" in shown
    assert not Mail.objects.exists()
    assert not Invitation.objects.exists()


def test_sending_invites_whoever_can_be(page: Client, bob: User) -> None:
    fields = {"people": "dora@example.org bob@example.org", "role": "viewer", "allowance": "12.5", "step": "send"}
    page.post(PAGE, fields)
    made = Invitation.objects.get()
    assert (made.email, made.role, made.allowance) == ("dora@example.org", Role.VIEWER, 12_500)
    assert [mail.to for mail in Mail.objects.all()] == ["dora@example.org"]


def test_what_the_preview_carries_is_what_is_sent(page: Client) -> None:
    file = SimpleUploadedFile("list.csv", b"email,name,role,allowance\ndora@example.org,Dora,viewer,3\nnobody,,,\n")
    shown = page.post(PAGE, {"people": "", "role": "member", "file": file})
    page.post(PAGE, {"people": shown.context["written"], "role": shown.context["role"], "step": "send"})
    made = Invitation.objects.get()
    assert (made.email, made.name, made.role, made.allowance) == ("dora@example.org", "Dora", Role.VIEWER, 3000)


def test_a_second_press_sends_nothing_more(page: Client) -> None:
    fields = {"people": "dora@example.org", "role": "member", "step": "send"}
    page.post(PAGE, fields)
    page.post(PAGE, fields)
    assert (Invitation.objects.count(), Mail.objects.count()) == (1, 1)


def test_a_list_with_nobody_in_it_is_refused(page: Client) -> None:
    answer = page.post(PAGE, {"people": " ", "role": "member"})
    assert answer.status_code == 422
    assert "Write at least one address." in answer.content.decode()


def test_a_file_that_is_too_large_is_refused(page: Client) -> None:
    file = SimpleUploadedFile("list.csv", b"x" * 200_001)
    assert page.post(PAGE, {"people": "", "role": "member", "file": file}).status_code == 422


def test_an_open_one_shows_its_terms_and_its_link(page: Client, alice: User) -> None:
    made = invite(alice)
    shown = page.get(PAGE).content.decode()
    assert f'data-copy-text="{made.url()}"' in shown
    assert "Expires in 7 days" in shown


def test_the_page_never_shows_the_link_of_the_mail(page: Client, alice: User) -> None:
    made = invite(alice)
    assert made.mac(by_mail=True) not in page.get(PAGE).content.decode()


def test_no_cache_keeps_the_links(page: Client) -> None:
    assert "no-store" in page.get(PAGE)["Cache-Control"]


def test_a_mail_that_did_not_arrive_is_said(page: Client, alice: User) -> None:
    made = invite(alice)
    Mail.objects.filter(to=made.email).update(state="failed", error="550 nobody of that name")
    assert "The mail did not arrive: 550 nobody of that name" in page.get(PAGE).content.decode()


def test_a_link_for_anyone_is_made_without_mail(page: Client) -> None:
    page.post(f"{PAGE}link/", {"link-role": "viewer", "link-allowance": "0"})
    made = Invitation.objects.get()
    assert (made.email, made.role, made.allowance) == ("", Role.VIEWER, 0)
    assert not Mail.objects.exists()


def test_a_link_with_nonsense_is_refused(page: Client) -> None:
    assert page.post(f"{PAGE}link/", {"link-role": "viewer", "link-allowance": "much"}).status_code == 422


def test_it_is_sent_again(page: Client, alice: User) -> None:
    page.post(f"{PAGE}{invite(alice).pk}/again/")
    assert Mail.objects.filter(to="dora@example.org").count() == 2


def test_it_is_revoked_and_that_is_undone(page: Client, alice: User) -> None:
    made = invite(alice)
    page.post(f"{PAGE}{made.pk}/revoke/")
    assert "Undo" in page.get(PAGE).content.decode()
    assert not Invitation.objects.open().exists()
    page.post(f"{PAGE}{made.pk}/restore/")
    assert Invitation.objects.open().get() == made


@pytest.mark.parametrize("act", ["again", "revoke", "restore"])
def test_a_stranger_can_do_nothing_to_it(client: Client, alice: User, charlie: User, act: str) -> None:
    made = invite(alice)
    Membership.objects.filter(user=charlie).update(role=Role.OWNER)
    client.force_login(charlie)
    assert client.post(f"{PAGE}{made.pk}/{act}/").status_code == 404


def test_a_stranger_sees_none_of_it(client: Client, alice: User, charlie: User) -> None:
    invite(alice)
    Membership.objects.filter(user=charlie).update(role=Role.OWNER)
    client.force_login(charlie)
    assert "dora@example.org" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("path", ["", "link/", "1/again/", "1/revoke/", "1/restore/"])
def test_a_member_is_told_which_role_it_takes(client: Client, bob: User, path: str) -> None:
    client.force_login(bob)
    answer = client.post(PAGE + path) if path else client.get(PAGE)
    assert answer.status_code == 403
    assert "Owner or Admin" in answer.content.decode()


def test_an_admin_makes_no_owner(client: Client, bob: User) -> None:
    Membership.objects.filter(user=bob, team__personal_of=None).update(role=Role.ADMIN)
    client.force_login(bob)
    assert client.post(PAGE, {"people": "dora@example.org", "role": "owner", "step": "send"}).status_code == 422
    assert client.post(f"{PAGE}link/", {"link-role": "owner"}).status_code == 422
    assert not Invitation.objects.exists()


def test_an_admin_does_not_get_the_link_of_an_owner(client: Client, alice: User, bob: User) -> None:
    made = invite(alice, role=Role.OWNER)
    Membership.objects.filter(user=bob, team__personal_of=None).update(role=Role.ADMIN)
    client.force_login(bob)
    assert made.mac() not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{made.pk}/revoke/").status_code == 404


def test_a_personal_space_has_no_invitations(page: Client, alice: User) -> None:
    alice.enter(Team.objects.get(personal_of=alice))
    assert page.get(PAGE).status_code == 404


def test_the_list_asks_the_database_as_often_for_many_as_for_one(page: Client, alice: User) -> None:
    counts = []
    page.get(PAGE)  # which makes the purse of whoever sees it for the first time
    for names in (("a",), ("b", "c", "d", "e")):
        for name in names:
            invite(alice, f"{name}@example.org")
        with CaptureQueriesContext(connection) as asked:
            page.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
