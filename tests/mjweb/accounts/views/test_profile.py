"""A person's own page."""

import pytest
from django.test import Client

from mjweb.accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_person_changes_their_name(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.post("/account/", {"name": "Alice Ash", "shortcuts": "on"}).status_code == 302
    alice.refresh_from_db()
    assert (alice.name, alice.shortcuts) == ("Alice Ash", True)


def test_shortcuts_can_be_turned_off(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post("/account/", {"name": alice.name})
    assert 'data-shortcuts="off"' in client.get("/account/").content.decode()


def test_a_name_that_is_too_long_is_refused_with_a_reason(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.post("/account/", {"name": "x" * 121})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()


def test_a_refused_name_does_not_stand_in_the_frame(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.post("/account/", {"name": "x" * 121}).content.decode()
    assert 'aria-label="Account: Alice Archer"' in page


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/account/")["Location"] == "/login/?next=/account/"
