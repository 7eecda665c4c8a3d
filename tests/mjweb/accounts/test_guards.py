"""Changes of what guards an account: in the trail, on the page of notices, and always by mail."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client, RequestFactory

from mjweb.accounts import guards
from mjweb.accounts.adapter import Adapter
from mjweb.accounts.models import Entry, Kind, Mail, Notice, User, Verb

pytestmark = pytest.mark.django_db
PASSWORD, NEXT = "heron over grey water", "grey water over a heron"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def browser(alice: User) -> Client:
    """Alice's browser, in which she has signed in with her password and given it once more."""
    cache.clear()
    alice.set_password(PASSWORD)
    alice.save()
    client = Client(headers={"User-Agent": FIREFOX})
    client.post("/login/", {"login": alice.email, "password": PASSWORD})
    client.post("/reauthenticate/", {"password": PASSWORD})
    return client


def told(user: User) -> tuple[Verb, str, str]:
    """The latest entry of the trail as verb and detail, and the notice of the same; each is of this person alone."""
    entry, notice = Entry.objects.latest("pk"), Notice.objects.latest("pk")
    assert (entry.actor, entry.team, entry.address, notice.user) == (user, user.home, "127.0.0.1", user)
    return Verb(entry.verb), entry.detail, notice.sentence


def codes(client: Client) -> None:
    """Add a code app."""
    client.get("/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = hotp_value(secret, next(iter(yield_hotp_counters_from_time())))
    client.post("/2fa/totp/activate/", {"code": f"{code:06}"})


def test_a_password_is_changed(browser: Client, alice: User) -> None:
    browser.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEXT, "password2": NEXT})
    assert told(alice) == (Verb.PASSWORD_CHANGED, "", "Your password was changed.")


def test_a_password_is_added(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post("/password/set/", {"password1": NEXT, "password2": NEXT})
    assert told(alice)[0] == Verb.PASSWORD_SET


def test_a_forgotten_password_is_chosen_anew(client: Client, alice: User, mailoutbox: list[EmailMessage]) -> None:
    cache.clear()
    client.post("/password/reset/", {"email": alice.email})
    code = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", str(mailoutbox[-1].body), re.MULTILINE)
    assert code is not None
    client.post("/password/reset/confirm/", {"code": code[1]})
    client.post("/password/reset/complete/", {"password1": NEXT, "password2": NEXT})
    assert told(alice)[0] == Verb.PASSWORD_CHANGED


def test_an_address_is_changed_and_the_old_one_hears_of_it(
    browser: Client, alice: User, mailoutbox: list[EmailMessage]
) -> None:
    browser.post("/email/", {"email": "archer@example.org", "action_add": ""})
    code = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", str(mailoutbox[-1].body), re.MULTILINE)
    assert code is not None
    browser.post("/confirm-email/", {"code": code[1]})
    both = "alice@example.org → archer@example.org"
    assert told(alice)[:2] == (Verb.EMAIL_CHANGED, both)
    assert Mail.objects.get(subject__contains="archer@example.org").to == "alice@example.org"


def test_a_code_app_is_added_and_removed(
    browser: Client, alice: User, django_capture_on_commit_callbacks: type
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        codes(browser)
    assert told(alice)[0] == Verb.APP_ADDED
    browser.post("/2fa/totp/deactivate/")
    assert told(alice)[0] == Verb.APP_REMOVED


def test_recovery_codes_are_made_anew(browser: Client, alice: User, django_capture_on_commit_callbacks: type) -> None:
    codes(browser)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/2fa/recovery-codes/generate/")
    assert told(alice)[0] == Verb.CODES_MADE


def test_a_passkey_is_removed_and_the_trail_names_the_others(browser: Client, alice: User) -> None:
    kind = Authenticator.Type.WEBAUTHN
    gone, _kept = (
        Authenticator.objects.create(user=alice, type=kind, data={"name": name}) for name in ("Phone", "Desk")
    )
    browser.post(f"/2fa/webauthn/keys/{gone.pk}/remove/")
    assert told(alice)[:2] == (Verb.PASSKEY_REMOVED, "Passkeys now: Desk")


def test_a_passkey_of_another_is_not_removed(browser: Client, charlie: User) -> None:
    theirs = Authenticator.objects.create(user=charlie, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})
    assert browser.post(f"/2fa/webauthn/keys/{theirs.pk}/remove/").status_code == 404
    assert not Entry.objects.exists()


def test_the_mail_says_from_where_and_what_to_do(browser: Client, alice: User) -> None:
    browser.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEXT, "password2": NEXT})
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (alice.email, "Your password was changed.")
    assert "From 127.0.0.1, with Firefox on Linux." in mail.body
    assert "If that was not you" in mail.body
    assert "/account/security/" in mail.body


def test_no_wish_keeps_such_a_mail_away(browser: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(by_mail={kind.value: False for kind in Kind})
    browser.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEXT, "password2": NEXT})
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("word", guards.CHANGES)
def test_every_change_is_told(alice: User, word: str) -> None:
    request = RequestFactory().post("/")
    with context.request_context(request):
        facts = {"from_email": "a@example.org", "to_email": "b@example.org", "provider": "OpenID"}
        Adapter().send_notification_mail(word, alice, facts)
    assert Notice.objects.get().sentence
    assert Entry.objects.get().verb == guards.CHANGES[word][0]


def test_no_change_that_django_allauth_tells_of_is_left_out() -> None:
    found = set()
    for path in Path(allauth.__file__).parent.rglob("*.py"):
        found |= set(re.findall(r'send_notification_mail\(\s*"([\w/]+)"', path.read_text()))
    # Whoever has one address cannot delete it, and a second is not to be had here.
    assert found - {"account/email/email_deleted"} == set(guards.CHANGES)


def test_every_page_of_a_second_factor_opens(browser: Client, alice: User) -> None:
    codes(browser)
    key = Authenticator.objects.create(user=alice, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})
    keys, recovery = f"webauthn/keys/{key.pk}/", "recovery-codes/"
    paths = ["totp/deactivate/", recovery, f"{recovery}generate/", f"{recovery}download/", f"{keys}edit/"]
    paths += [f"{keys}remove/", "webauthn/", "reauthenticate/"]
    assert {path: browser.get(f"/2fa/{path}").status_code for path in paths} == dict.fromkeys(paths, 200)


def test_the_second_step_is_asked_for(browser: Client, alice: User) -> None:
    codes(browser)
    answer = Client().post("/login/", {"login": alice.email, "password": PASSWORD}, follow=True)
    assert "One more step." in answer.content.decode()
