"""Pictures are taken along with what is known of them, by those who may see them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery.handover import reading
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.handover.samples import PROMPT


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def address(picture: Picture) -> str:
    return reverse("gallery:download", args=[picture.pk])


def test_a_picture_comes_with_its_prompt(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, PROMPT, 1)
    answer = hers.get(address(picture))
    content = answer.getvalue()
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Disposition"].endswith(f'-so-{picture.pk}.png"')
    assert reading.found(io.BytesIO(content), "png").facts.prompt == PROMPT
    with Image.open(io.BytesIO(content)) as new, Image.open(default_storage.path(picture.name)) as old:
        assert new.tobytes() == old.tobytes()


def test_the_team_may_take_it_along_and_a_stranger_may_not(
    client: Client, alice: User, bob: User, charlie: User, made: Make
) -> None:
    (picture,) = made(alice, "a cat", 1)
    client.force_login(bob)
    assert client.get(address(picture)).status_code == 200
    client.force_login(charlie)
    assert client.get(address(picture)).status_code == 404


def test_one_that_is_not_there_is_not_found(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    Path(default_storage.path(picture.name)).unlink()
    assert hers.get(address(picture)).status_code == 404


def test_a_damaged_one_comes_as_it_is(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    Path(default_storage.path(picture.name)).write_bytes(b"x" * picture.size)
    assert hers.get(address(picture)).headers["Location"] == picture.url
