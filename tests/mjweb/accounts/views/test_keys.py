"""API keys: made, shown once, revoked by their owner alone."""

import re

import pytest
from django.test import Client

from mjweb.accounts.models import ApiKey, User

pytestmark = pytest.mark.django_db


def test_a_new_key_is_shown_once(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.post("/account/keys/", {"name": "Nightly"})
    found = re.search(r'id="new-key">(mjw_[\w-]+)<', page.content.decode())
    assert found is not None
    assert ApiKey.objects.authenticate(found[1]) == ApiKey.objects.get(user=alice, name="Nightly")
    assert found[1] not in client.get("/account/keys/").content.decode()


def test_no_cache_may_keep_a_new_key(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert "no-store" in client.post("/account/keys/", {"name": ""})["Cache-Control"]


def test_a_person_sees_only_their_own_keys(client: Client, alice: User, charlie: User) -> None:
    ApiKey.objects.issue(charlie, "Charlie's own")
    client.force_login(alice)
    assert "own" not in re.sub(r"their own", "", client.get("/account/keys/").content.decode().split("Keys in use")[1])


def test_a_revoked_key_is_refused(client: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    client.force_login(alice)
    assert client.post(f"/account/keys/{key.lookup}/revoke/").status_code == 302
    assert ApiKey.objects.authenticate(key.secret) is None


def test_a_get_asks_before_it_revokes(client: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    client.force_login(alice)
    assert "Keep it" in client.get(f"/account/keys/{key.lookup}/revoke/").content.decode()
    assert ApiKey.objects.authenticate(key.secret) == key


def test_a_stranger_cannot_revoke_a_key(client: Client, alice: User, charlie: User) -> None:
    key = ApiKey.objects.issue(alice)
    client.force_login(charlie)
    assert client.post(f"/account/keys/{key.lookup}/revoke/").status_code == 404
    assert ApiKey.objects.authenticate(key.secret) == key


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/account/keys/")["Location"] == "/login/?next=/account/keys/"
