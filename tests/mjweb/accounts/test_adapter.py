"""Signing up by oneself: where the operator lets people, with an address that is proved, and never without a space."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from mjweb.accounts.models import Entry, Membership, Team, User, Verb

pytestmark = pytest.mark.django_db
FIELDS = {
    "name": "Dora Dyer",
    "email": "dora@example.org",
    "password1": "heron over grey water",
    "password2": "heron over grey water",
}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def open_site(settings: Settings) -> Settings:
    settings.ENV = replace(settings.ENV, signup="open")
    return settings


def confirm(client: Client, mailoutbox: list[EmailMessage]) -> None:
    code = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", str(mailoutbox[-1].body), re.MULTILINE)
    assert code is not None, mailoutbox[-1].body
    client.post("/confirm-email/", {"code": code[1]})


@pytest.mark.parametrize("mode", ["invitation", "off"])
def test_nobody_signs_up_where_that_is_not_open(client: Client, settings: Settings, mode: str) -> None:
    settings.ENV = replace(settings.ENV, signup=mode)
    assert "By invitation only." in client.get("/signup/").content.decode()
    client.post("/signup/", FIELDS)
    assert not User.objects.exists()


def test_the_door_says_how_one_gets_an_account(client: Client, open_site: Settings) -> None:
    assert 'href="/signup/"' in client.get("/login/").content.decode()
    open_site.ENV = replace(open_site.ENV, signup="invitation")
    assert 'href="/signup/"' not in client.get("/login/").content.decode()


def test_somebody_signs_up_and_comes_in_by_a_code(
    client: Client, open_site: Settings, mailoutbox: list[EmailMessage]
) -> None:
    client.post("/signup/", FIELDS)
    assert "_auth_user_id" not in client.session
    confirm(client, mailoutbox)
    dora = User.objects.get(email="dora@example.org")
    assert client.session["_auth_user_id"] == str(dora.pk)
    assert dora.name == "Dora Dyer"


def test_somebody_who_signs_up_has_a_space_of_their_own_and_no_team(client: Client, open_site: Settings) -> None:
    client.post("/signup/", FIELDS)
    assert [one.team.is_personal for one in User.objects.get().spaces] == [True]


def test_the_team_for_newcomers_is_joined_with_the_address_proved(
    client: Client, open_site: Settings, mailoutbox: list[EmailMessage]
) -> None:
    open_site.ENV = replace(open_site.ENV, signup_team="Newcomers")
    client.post("/signup/", FIELDS)
    assert not Team.objects.shared().exists()
    confirm(client, mailoutbox)
    dora = User.objects.get()
    assert [str(one.team) for one in dora.spaces] == ["Newcomers", "Personal"]
    assert Entry.objects.get().verb == Verb.JOINED


def test_whoever_left_that_team_does_not_come_back_by_signing_in(
    client: Client, open_site: Settings, mailoutbox: list[EmailMessage]
) -> None:
    open_site.ENV = replace(open_site.ENV, signup_team="Newcomers")
    client.post("/signup/", FIELDS)
    confirm(client, mailoutbox)
    Membership.objects.filter(team__personal_of=None).delete()
    client.post("/logout/")
    client.post("/login/", {"login": FIELDS["email"], "password": FIELDS["password1"]})
    assert "_auth_user_id" in client.session
    assert [one.team.is_personal for one in User.objects.get().spaces] == [True]


def test_whoever_is_in_a_team_does_not_join_that_of_newcomers(client: Client, settings: Settings, bob: User) -> None:
    settings.ENV = replace(settings.ENV, signup_team="Newcomers")
    bob.set_password("heron over grey water")
    bob.save()
    client.post("/login/", {"login": bob.email, "password": "heron over grey water"})
    assert "_auth_user_id" in client.session
    assert not Team.objects.filter(name="Newcomers").exists()


def test_an_address_that_has_an_account_gets_a_mail_that_says_so(
    client: Client, open_site: Settings, mailoutbox: list[EmailMessage], bob: User
) -> None:
    client.post("/signup/", FIELDS | {"email": bob.email})
    assert "has an account already" in str(mailoutbox[-1].body)
    assert User.objects.filter(email=bob.email).count() == 1


def test_so_many_sign_up_from_one_address_and_no_more(client: Client, open_site: Settings) -> None:
    statuses = {client.post("/signup/", FIELDS | {"email": "x"}).status_code for _ in range(25)}
    assert 429 in statuses
