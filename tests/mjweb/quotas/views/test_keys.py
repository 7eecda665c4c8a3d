"""API keys: made, shown once, with their states and meters, revoked by their owner alone."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from mjweb.accounts.by import SITE
from mjweb.accounts.models import ApiKey, Entry, User
from mjweb.quotas.models import Purse, Window

pytestmark = pytest.mark.django_db

PAGE = "/account/keys/"
PASSWORD = "a long enough one"  # of a person who exists in a test only


@pytest.fixture
def browser(client: Client, alice: User) -> Client:
    """Alice, signed in."""
    client.force_login(alice)
    return client


@pytest.fixture
def guarded(browser: Client, alice: User) -> Client:
    """Alice with a password, signed in some time ago."""
    alice.set_password(PASSWORD)
    alice.save()
    browser.force_login(alice)
    return browser


def row(client: Client, key: ApiKey, path: str = PAGE) -> str:
    """What the page says of a key, as text."""
    page = client.get(path).content.decode()
    found = re.search(rf'<tr[^>]*id="key-{key.lookup}".*?</tr>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_the_page_leads_to_what_can_be_asked(browser: Client) -> None:
    found = re.search(r'<a class="link" href="([^"]+)">How to call the API<', browser.get(PAGE).content.decode())
    assert found is not None
    assert b"/midjourney/v1/imagine" in browser.get(found[1]).content


def new_key(page: str) -> str:
    found = re.search(r'id="new-key">(mjw_[\w-]+)<', page)
    assert found is not None
    return found[1]


# Making one ----------------------------------------------------------------------------------------------------------


def test_a_new_key_is_shown_once(browser: Client, alice: User) -> None:
    secret = new_key(browser.post(PAGE, {"name": "Nightly", "life": "365"}).content.decode())
    assert ApiKey.objects.authenticate(secret) == ApiKey.objects.get(user=alice, name="Nightly")
    assert secret not in browser.get(PAGE).content.decode()


def test_no_cache_may_keep_a_new_key(browser: Client) -> None:
    assert "no-store" in browser.post(PAGE, {"name": "", "life": "365"})["Cache-Control"]


def test_a_key_is_made_as_it_was_asked_for(browser: Client) -> None:
    said = {"name": "Wall", "life": "always", "allowance": "50", "read_only": "on", "sign_hooks": "on"}
    key = ApiKey.objects.authenticate(new_key(browser.post(PAGE, said).content.decode()))
    assert key is not None
    assert (key.expires_at, key.read_only, key.sign_hooks, key.purse.allowances.get().amount) == (
        None,
        True,
        True,
        50_000,
    )


def test_a_key_may_have_a_limit_of_jobs_at_once(browser: Client) -> None:
    browser.post(PAGE, {"name": "Wall", "life": "365", "at_once": "3"})
    assert ApiKey.objects.get().at_once == 3
    assert "3 at once" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("limit", ["0", "-1", "many", "99999"])
def test_a_limit_that_makes_no_sense_is_refused(browser: Client, limit: str) -> None:
    page = browser.post(PAGE, {"name": "Wall", "life": "365", "at_once": limit})
    assert (page.status_code, ApiKey.objects.exists()) == (422, False)


def test_what_makes_no_sense_is_refused_with_a_reason(browser: Client) -> None:
    page = browser.post(PAGE, {"name": "Wall", "life": "day", "day": ""})
    assert page.status_code == 422
    assert "Choose the last day on which it works." in page.content.decode()
    assert not ApiKey.objects.exists()


def test_a_person_with_a_password_confirms_before_a_key_is_made(guarded: Client) -> None:
    way = guarded.post(PAGE, {"name": "Wall", "life": "365"})["Location"]
    assert unquote(way) == f"/reauthenticate/?next={PAGE}"
    assert not ApiKey.objects.exists()


def test_the_key_is_made_once_the_person_has_confirmed(guarded: Client, alice: User) -> None:
    way = guarded.post(PAGE, {"name": "Wall", "life": "365"})["Location"]
    page = guarded.post(way, {"password": PASSWORD, "next": PAGE})
    assert ApiKey.objects.authenticate(new_key(page.content.decode())) == ApiKey.objects.get(user=alice, name="Wall")
    assert "no-store" in page["Cache-Control"]


# The list ------------------------------------------------------------------------------------------------------------


def test_a_person_sees_only_their_own_keys(browser: Client, alice: User, charlie: User) -> None:
    own, strange = ApiKey.objects.issue(alice, "Own"), ApiKey.objects.issue(charlie, "Strange")
    assert row(browser, own)
    assert strange.lookup not in browser.get(f"{PAGE}?show=ended").content.decode()


def test_a_key_that_ends_soon_is_told_in_amber(browser: Client, alice: User) -> None:
    ApiKey.objects.issue(alice, expires_at=timezone.now() + timedelta(days=3))
    assert re.search(r'class="pill warn"[^>]*>Expires in 3 days<', browser.get(PAGE).content.decode())


def test_a_key_on_its_last_day_says_so(browser: Client, alice: User) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    key = ApiKey.objects.issue(alice, expires_at=midnight)
    assert "Expires today" in row(browser, key)


def test_an_expired_key_stays_in_the_list_in_red(browser: Client, alice: User) -> None:
    ApiKey.objects.issue(alice, expires_at=timezone.now() - timedelta(days=2))
    assert re.search(r'class="pill bad">Expired \d', browser.get(PAGE).content.decode())


def test_a_revoked_key_waits_behind_a_link(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice, "Old")
    key.revoke(SITE)
    assert row(browser, key) == ""
    assert "Show 1 ended key" in browser.get(PAGE).content.decode()
    assert "Revoked" in row(browser, key, f"{PAGE}?show=ended")


def test_a_key_shows_what_it_has_spent_of_its_allowance(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice, "Nightly")
    Purse.objects.limit(key, 50_000)
    windows = Window.objects.paying(alice, key)
    Window.objects.hold(windows, 12_000, "a", "a cat")
    Window.objects.settle("a")
    Window.objects.hold(windows, 2_000, "b", "a dog")
    assert "12 of 50 · 2 held" in row(browser, key)


@pytest.mark.parametrize(("held", "level"), [(39_000, ""), (40_000, "warn"), (50_000, "full")])
def test_the_meter_warns_from_four_fifths_on(browser: Client, alice: User, held: int, level: str) -> None:
    key = ApiKey.objects.issue(alice)
    Purse.objects.limit(key, 50_000)
    Window.objects.hold(Window.objects.paying(alice, key), held, "a", "a cat")
    found = re.findall(r'role="meter".*?data-level="(\w*)"', browser.get(PAGE).content.decode())
    assert found == ([level] if level else [])


def test_a_key_without_an_allowance_has_no_meter(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    assert "No limit of its own" in row(browser, key)


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/login/?next={PAGE}"


# What signs its deliveries -------------------------------------------------------------------------------------------


def test_the_signing_secret_is_shown_on_demand(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice, sign_hooks=True)
    page = browser.post(f"{PAGE}{key.lookup}/secret/")
    assert key.signing_secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_no_get_shows_a_signing_secret(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice, sign_hooks=True)
    assert "whsec_" not in browser.get(PAGE).content.decode()
    assert browser.get(f"{PAGE}{key.lookup}/secret/")["Location"] == PAGE


def test_a_person_with_a_password_confirms_before_the_signing_secret_is_shown(guarded: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice, sign_hooks=True)
    path = f"{PAGE}{key.lookup}/secret/"
    way = guarded.post(path)["Location"]
    assert unquote(way) == f"/reauthenticate/?next={path}"
    assert key.signing_secret in guarded.post(way, {"password": PASSWORD, "next": path}).content.decode()


def test_a_stranger_gets_no_signing_secret(client: Client, alice: User, charlie: User) -> None:
    key = ApiKey.objects.issue(alice, sign_hooks=True)
    client.force_login(charlie)
    assert client.post(f"{PAGE}{key.lookup}/secret/").status_code == 404


def test_a_key_that_signs_nothing_has_no_signing_secret(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    assert browser.post(f"{PAGE}{key.lookup}/secret/").status_code == 404


# Ending one ----------------------------------------------------------------------------------------------------------


def test_a_revoked_key_is_refused(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    assert browser.post(f"{PAGE}{key.lookup}/revoke/").status_code == 302
    assert ApiKey.objects.authenticate(key.secret) is None


def test_an_expired_key_can_be_put_away(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice, expires_at=timezone.now())
    browser.post(f"{PAGE}{key.lookup}/revoke/")
    assert row(browser, key) == ""


def test_a_get_asks_before_it_revokes(browser: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    assert "Keep it" in browser.get(f"{PAGE}{key.lookup}/revoke/").content.decode()
    assert ApiKey.objects.authenticate(key.secret) == key


def test_a_stranger_cannot_revoke_a_key(client: Client, alice: User, charlie: User) -> None:
    key = ApiKey.objects.issue(alice)
    client.force_login(charlie)
    assert client.post(f"{PAGE}{key.lookup}/revoke/").status_code == 404
    assert ApiKey.objects.authenticate(key.secret) == key


# What the audit trail says -------------------------------------------------------------------------------------------


def trail() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("pk").values_list("verb", "subject"))


def test_making_and_revoking_a_key_are_written_down(browser: Client) -> None:
    browser.post("/account/keys/", {"name": "poster", "life": "365"})
    key = ApiKey.objects.get()
    browser.post(f"/account/keys/{key.lookup}/revoke/")
    assert trail() == [("key.made", f"poster {key}"), ("key.revoked", f"poster {key}")]


def test_the_secret_of_a_key_never_stands_in_the_trail(browser: Client) -> None:
    page = browser.post("/account/keys/", {"name": "poster", "life": "365"}).content.decode()
    secret = re.search(r"mjw_\w{8}_[\w-]{43}", page)
    assert secret is not None
    assert secret[0] not in str(list(Entry.objects.values()))
