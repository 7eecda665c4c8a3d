"""The single-use link: shown by GET, used up by POST."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from mjweb.accounts.models import SignInLink, User

pytestmark = pytest.mark.django_db


def address(user: User) -> str:
    return SignInLink.objects.issue(user).url("")


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_get_offers_the_door_and_keeps_the_link(client: Client, alice: User) -> None:
    page = client.get(address(alice))
    assert page.status_code == 200
    assert "Sign in as Alice Archer" in page.content.decode()
    assert SignInLink.objects.usable().count() == 1
    assert signed_in(client) is None


def test_a_post_signs_in(client: Client, alice: User) -> None:
    assert client.post(address(alice)).status_code == 302
    assert signed_in(client) == str(alice.pk)


def test_a_link_works_once(client: Client, alice: User) -> None:
    url = address(alice)
    Client().post(url)
    again = client.post(url)
    assert again.status_code == 410
    assert "used up" in again.content.decode()
    assert signed_in(client) is None


def test_a_link_ends_after_a_day(client: Client, alice: User) -> None:
    url = address(alice)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.post(url)
    assert page.status_code == 410
    assert "too old" in page.content.decode()
    assert signed_in(client) is None


def test_a_second_factor_is_still_asked_for(client: Client, alice: User) -> None:
    TOTP.activate(alice, generate_totp_secret())
    answer = client.post(address(alice))
    assert answer["Location"] == "/2fa/authenticate/"
    assert signed_in(client) is None


def test_an_invented_link_is_not_there(client: Client) -> None:
    assert client.get("/enter/invented/").status_code == 404


def test_a_link_of_someone_who_left_is_not_there(client: Client, alice: User) -> None:
    url = address(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.post(url).status_code == 404
