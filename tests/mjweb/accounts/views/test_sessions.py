"""Signing out in one place of several."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from mjweb.accounts.models import Entry, User, Verb

pytestmark = pytest.mark.django_db
PASSWORD = "heron over grey water"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def signed_in(user: User, agent: str) -> Client:
    """A browser in which somebody has signed in with their password."""
    if not user.has_usable_password():
        user.set_password(PASSWORD)
        user.save()
    client = Client(headers={"User-Agent": agent})
    client.post("/login/", {"login": user.email, "password": PASSWORD})
    return client


def session(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def end(client: Client, which: UserSession) -> int:
    return client.post(f"/account/sessions/{which.pk}/end/").status_code


def test_one_of_several_is_signed_out_at_its_next_request(alice: User) -> None:
    here, phone, desk = signed_in(alice, FIREFOX), signed_in(alice, SAFARI), signed_in(alice, FIREFOX)
    assert end(here, session(phone)) == 302
    assert (is_in(here), is_in(phone), is_in(desk)) == (True, False, True)


def test_it_is_told_in_the_trail_of_the_team(alice: User) -> None:
    here, phone = signed_in(alice, FIREFOX), signed_in(alice, SAFARI)
    end(here, session(phone))
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor, entry.team) == (Verb.SESSION_ENDED, alice, alice.team)
    assert (entry.subject, entry.detail, entry.address) == ("Safari on iPhone", "127.0.0.1", "127.0.0.1")


def test_all_others_at_once_are_told_one_by_one(alice: User) -> None:
    here, *others = (signed_in(alice, agent) for agent in (FIREFOX, SAFARI, FIREFOX))
    here.post("/sessions/")
    assert [is_in(client) for client in (here, *others)] == [True, False, False]
    assert [entry.subject for entry in Entry.objects.order_by("pk")] == ["Safari on iPhone", "Firefox on Linux"]


def test_a_stranger_ends_no_session_and_learns_of_none(alice: User, charlie: User) -> None:
    here, strange = signed_in(alice, FIREFOX), signed_in(charlie, FIREFOX)
    assert end(strange, session(here)) == 404
    assert is_in(here)
    assert not Entry.objects.exists()


def test_the_one_at_hand_is_marked_and_the_others_have_a_button(alice: User) -> None:
    here, phone = signed_in(alice, FIREFOX), signed_in(alice, SAFARI)
    page = here.get("/sessions/").content.decode()
    assert page.count("This one") == 1
    assert f'action="/account/sessions/{session(phone).pk}/end/"' in page
    assert f'action="/account/sessions/{session(here).pk}/end/"' not in page


def test_ending_the_one_at_hand_signs_out(alice: User) -> None:
    here = signed_in(alice, FIREFOX)
    assert end(here, session(here)) == 302
    assert not is_in(here)


def test_a_get_ends_nothing(alice: User) -> None:
    here, phone = signed_in(alice, FIREFOX), signed_in(alice, SAFARI)
    assert here.get(f"/account/sessions/{session(phone).pk}/end/").status_code == 405
    assert is_in(phone)


def test_the_page_has_the_tabs_of_all_pages_of_the_account(alice: User) -> None:
    browser = signed_in(alice, FIREFOX)
    ours, profile = (re.findall(r'<a href="(/[^"]*)"', tabs(browser, path)) for path in ("/sessions/", "/account/"))
    assert ours == profile
    assert '<a href="/account/security/" aria-current="true">' in tabs(browser, "/sessions/")


def tabs(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    return page[page.index('<nav class="tabs"') :].partition("</nav>")[0]
