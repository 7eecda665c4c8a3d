"""The list of ways in."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from mjweb.accounts.models import User

pytestmark = pytest.mark.django_db


def page(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/account/security/").content.decode()


def test_someone_without_a_password_may_choose_one(client: Client, alice: User) -> None:
    assert "/password/set/" in page(client, alice)


def test_a_password_can_be_changed(client: Client, alice: User) -> None:
    alice.set_password("correct horse battery")
    alice.save()
    assert "/password/change/" in page(client, alice)


def test_the_code_app_can_be_set_up(client: Client, alice: User) -> None:
    assert "/2fa/totp/activate/" in page(client, alice)


def test_a_code_app_can_be_turned_off_and_its_codes_are_counted(client: Client, alice: User) -> None:
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    text = page(client, alice)
    assert "/2fa/totp/deactivate/" in text
    assert "10 unused codes" in text


def test_the_proofs_of_others_are_not_listed(client: Client, alice: User, bob: User) -> None:
    TOTP.activate(bob, generate_totp_secret())
    assert "/2fa/totp/activate/" in page(client, alice)


@pytest.mark.parametrize(
    "path",
    [
        "/2fa/",
        "/2fa/totp/activate/",
        "/2fa/webauthn/",
        "/2fa/webauthn/add/",
        "/password/set/",
        "/email/",
        "/sessions/",
        "/logout/",
    ],
)
def test_every_way_in_has_its_page_in_the_frame(client: Client, alice: User, path: str) -> None:
    client.force_login(alice)
    answer = client.get(path)
    assert answer.status_code == 200
    assert 'id="main"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/login/", "/login/code/", "/password/reset/", "/signup/", "/inactive/"])
def test_every_page_at_the_door_is_drawn_by_the_site(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert 'class="door"' in answer.content.decode()
