"""Asking for more, from the page that says what is left."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from mjweb.accounts.by import By
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Request, Window

pytestmark = pytest.mark.django_db
PAGE = "/usage/more/"


@pytest.fixture
def his(client: Client, bob: User) -> Client:
    client.force_login(bob)
    return client


def test_a_sentence_is_kept_with_what_is_asked_for(his: Client, bob: User) -> None:
    assert his.post(PAGE, {"words": "For Friday."}).headers["Location"] == "/usage/"
    asked = Request.objects.get()
    assert (asked.user, asked.purse, asked.words) == (bob, Purse.objects.of(bob), "For Friday.")


def test_a_sentence_may_be_left_out(his: Client) -> None:
    his.post(PAGE, {})
    assert Request.objects.get().words == ""


def test_the_answer_stands_on_the_page(his: Client, alice: User, bob: User) -> None:
    asked = Request.objects.ask(By(bob), Window.objects.of(bob), "")
    assert asked is not None
    assert "Waits for an answer" in his.get(PAGE).content.decode()
    asked.decline(By(alice), "Next month.")
    page = his.get(PAGE).content.decode()
    assert "Declined by Alice Archer" in page
    assert "Next month." in page


def test_who_has_nobody_to_ask_is_told_so(client: Client, charlie: User) -> None:
    client.force_login(charlie)
    page = client.post(PAGE, {}, follow=True).content.decode()
    assert "Nobody here can give more. Whoever runs this site can." in page
    assert Request.objects.count() == 0


def test_a_stranger_sees_nothing_of_it(client: Client, bob: User, charlie: User) -> None:
    Request.objects.ask(By(bob), Window.objects.of(bob), "For Friday.")
    client.force_login(charlie)
    assert "For Friday." not in client.get(PAGE).content.decode()


def test_the_way_there_stands_beside_what_does_not_fit(his: Client, bob: User) -> None:
    Window.objects.allow(Purse.objects.of(bob), 1_000)
    page = his.post("/create/", {"prompt": "a cat", "mode": "fast", "key": "k"}).content.decode()
    assert f'href="{PAGE}"' in page


@pytest.mark.parametrize(
    ("spent", "words"), [(100_000, ""), (160_000, "40 credits left."), (200_000, "No credits left.")]
)
def test_usage_warns_at_four_fifths_and_at_the_end(his: Client, bob: User, spent: int, words: str) -> None:
    Window.objects.hold(Window.objects.paying(bob), spent, f"{uuid4().hex}.1", "a cat")
    page = his.get("/usage/").content.decode()
    assert (f'href="{PAGE}"' in page) == bool(words)
    assert f"<strong>{words}</strong>" in page or not words
