"""The page of notices: one's own only, read by a press, with the choice of what comes by mail."""

from __future__ import annotations

import pytest
from django.test import Client

from mjweb.accounts.models import Kind, Notice, User

pytestmark = pytest.mark.django_db
PAGE = "/account/notifications/"


def tell(user: User, who: str = "Bob Baker") -> Notice:
    return Notice.objects.tell(user, Kind.ACCEPTED, link="/team/roles/", who=who, team="Studio")


def test_it_lists_what_happened_newest_first(client: Client, alice: User) -> None:
    tell(alice, "Bob Baker")
    tell(alice, "Dora Dyer")
    client.force_login(alice)
    page = client.get(PAGE).content.decode()
    assert page.index("Dora Dyer accepted") < page.index("Bob Baker accepted")


def test_a_stranger_sees_nothing_of_it(client: Client, alice: User, charlie: User) -> None:
    tell(alice)
    client.force_login(charlie)
    assert "Bob Baker" not in client.get(PAGE).content.decode()


def test_a_stranger_can_read_none_of_it(client: Client, alice: User, charlie: User) -> None:
    notice = tell(alice)
    client.force_login(charlie)
    assert client.post(f"{PAGE}{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_looking_at_the_page_reads_nothing(client: Client, alice: User) -> None:
    tell(alice)
    client.force_login(alice)
    client.get(PAGE)
    assert Notice.objects.unread().count() == 1


def test_showing_one_reads_it_and_goes_there(client: Client, alice: User) -> None:
    notice = tell(alice)
    client.force_login(alice)
    assert client.post(f"{PAGE}{notice.pk}/")["Location"] == "/team/roles/"
    assert not Notice.objects.unread().exists()


def test_all_can_be_marked_read(client: Client, alice: User) -> None:
    tell(alice)
    tell(alice)
    client.force_login(alice)
    client.post(f"{PAGE}read/")
    alice.refresh_from_db()
    assert alice.unread == 0


def test_every_page_says_how_many_are_unread(client: Client, alice: User) -> None:
    tell(alice)
    client.force_login(alice)
    assert 'aria-label="Account: Alice Archer, 1 unread notice"' in client.get("/account/").content.decode()


def test_what_comes_by_mail_is_kept(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post(PAGE, {"mail": [Kind.ACCEPTED.value, "no.kind"]})
    alice.refresh_from_db()
    assert alice.wants_by_mail(Kind.ACCEPTED, usual=False)
    assert not alice.wants_by_mail(Kind.ASKED, usual=True)
    assert "no.kind" not in alice.by_mail


def test_a_page_that_is_not_there_is_the_nearest_one(client: Client, alice: User) -> None:
    tell(alice)
    client.force_login(alice)
    assert "Bob Baker" in client.get(f"{PAGE}?page=99").content.decode()


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/login/?next={PAGE}"


def test_what_guards_the_account_is_told_with_its_place_and_has_no_switch(client: Client, alice: User) -> None:
    Notice.objects.tell(alice, Kind.PASSWORD_CHANGED, address="192.0.2.7", browser="Firefox on Linux")
    client.force_login(alice)
    page = client.get(PAGE).content.decode()
    assert "From 192.0.2.7, with Firefox on Linux." in page
    assert f'value="{Kind.ROLE_CHANGED.value}"' in page
    assert f'value="{Kind.PASSWORD_CHANGED.value}"' not in page
