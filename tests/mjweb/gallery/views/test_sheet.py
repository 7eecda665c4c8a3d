"""A contact sheet of ticked pictures, on the paper of the reader's land."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery.handover import sheet
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def sheet_of(client: Client, pictures: list[Picture], **fields: str) -> bytes:
    address = reverse("gallery:sheet")
    picks = [picture.pk for picture in pictures]
    return client.post(address, {"pick": picks, **fields}, headers={"Accept-Language": "en-US,en"}).getvalue()


def box(content: bytes) -> list[bytes]:
    return re.findall(rb"/MediaBox \[ 0 0 (\d+)", content)


def test_twelve_pictures_are_a_page(hers: Client, alice: User, made: Make) -> None:
    pictures = [picture for words in ("富士山", "ضوء", "a cat", "тихо") for picture in made(alice, words, 4)]
    assert len(box(sheet_of(hers, pictures[:12]))) == 1
    assert len(box(sheet_of(hers, pictures))) == 2


def test_the_paper_is_the_readers(hers: Client, alice: User, made: Make) -> None:
    pictures = made(alice, "a cat", 1)
    assert box(sheet_of(hers, pictures)) == [b"612"]
    assert box(sheet_of(hers, pictures, paper="a4")) == [b"595"]
    assert [sheet.paper_for("", said) for said in ("de-DE", "", "es-MX,es", "en")] == ["a4", "a4", "letter", "a4"]


def test_a_stranger_gets_none(client: Client, alice: User, charlie: User, made: Make) -> None:
    pictures = made(alice, "a cat", 1)
    client.force_login(charlie)
    answer = client.post(reverse("gallery:sheet"), {"pick": [pictures[0].pk]}, follow=True)
    assert "None of these pictures is here any more." in answer.content.decode()


def test_too_many_are_refused_in_a_sentence(hers: Client) -> None:
    answer = hers.post(reverse("gallery:sheet"), {"pick": range(sheet.MOST + 1)}, follow=True)
    assert "A sheet holds at most 300 pictures." in answer.content.decode()
