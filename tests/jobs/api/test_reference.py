"""The description as a file and as a page: for everybody, with nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from jobs.api.openapi import OPERATIONS, document
from mjweb.accounts.models import User

FILE, PAGE = "/midjourney/v1/openapi.json", "/midjourney/v1/docs"


def test_the_file_is_the_description_of_this_site(client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://pictures.example.org"
    answer = client.get(FILE)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json() == document("https://pictures.example.org")


def test_a_listed_origin_may_read_the_file(client: Client, settings: Settings) -> None:
    settings.API_CORS = ("*",)
    answer = client.get(FILE, headers={"Origin": "https://app.example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example.org"


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_page_tells_every_operation_and_field(client: Client, alice: User, signed_in: bool) -> None:
    if signed_in:
        client.force_login(alice)
    text = client.get(PAGE).content.decode()
    for operation in OPERATIONS:
        assert operation.path in text
        assert all(f"<code>{name}</code>" in text for name in operation.fields)


def test_the_page_loads_nothing_from_elsewhere(client: Client, db: None) -> None:
    text = client.get(PAGE).content.decode()
    loaded = re.findall(r"<(?:script|img|link|iframe|source)[^>]*?(?:src|href)=\"([^\"]+)\"", text)
    assert loaded
    assert [address for address in loaded if not address.startswith("/")] == []


@pytest.mark.parametrize("address", [FILE, PAGE])
def test_they_are_read_only(client: Client, db: None, address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
