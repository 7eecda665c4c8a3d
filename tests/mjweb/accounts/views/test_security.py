"""The list of ways in."""

import re
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client

from mjweb.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


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


def test_the_recovery_codes_that_are_left_are_shown(client: Client, alice: User) -> None:
    TOTP.activate(alice, generate_totp_secret())
    unused = RecoveryCodes.activate(alice).get_unused_codes()
    client.force_login(alice)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(alice.pk)
    session.save()
    text = client.get("/2fa/recovery-codes/").content.decode()
    assert "10 of 10 codes are left" in text
    assert unused[0] in text


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


def code_in(mails: list[EmailMessage]) -> str:
    found = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", str(mails[-1].body), re.MULTILINE)
    assert found is not None, mails[-1].body
    return found[1]


def page_after(client: Client, path: str, **fields: str) -> str:
    """Post a form, and the page to which that leads."""
    answer = client.post(path, fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_forgotten_password_is_chosen_anew_page_by_page(
    client: Client, alice: User, mailoutbox: list[EmailMessage]
) -> None:
    assert alice.email in page_after(client, "/password/reset/", email=alice.email)
    assert "password1" in page_after(client, "/password/reset/confirm/", code=code_in(mailoutbox))
    word = "heron over grey water"
    page_after(client, "/password/reset/complete/", password1=word, password2=word)
    alice.refresh_from_db()
    assert alice.check_password(word)


def test_an_address_without_an_account_sees_the_same_page(client: Client, alice: User) -> None:
    assert "It was sent to nobody@example.org" in page_after(client, "/password/reset/", email="nobody@example.org")


def test_a_code_by_mail_signs_in_page_by_page(client: Client, alice: User, mailoutbox: list[EmailMessage]) -> None:
    assert alice.email in page_after(client, "/login/code/", email=alice.email)
    page_after(client, "/login/code/confirm/", code=code_in(mailoutbox))
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_an_address_is_changed_page_by_page(client: Client, alice: User, mailoutbox: list[EmailMessage]) -> None:
    client.force_login(alice)
    assert "archer@example.org" in page_after(client, "/email/", email="archer@example.org", action_add="")
    page_after(client, "/confirm-email/", code=code_in(mailoutbox))
    alice.refresh_from_db()
    assert alice.email == "archer@example.org"
