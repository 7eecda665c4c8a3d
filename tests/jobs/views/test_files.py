"""Addresses of pictures: who has one may see, who has not cannot guess."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from jobs import looks
from jobs.models import Picture
from jobs.models.picture import new_token
from mjweb.accounts.models import User
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream


@pytest.fixture
def picture(alice: User, ttapi: Upstream) -> Picture:
    press(alice, "a cat")
    drive()
    return Picture.objects.filter(index=1).get()


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def test_the_original_comes_byte_for_byte_without_a_sign_in(client: Client, picture: Picture) -> None:
    assert len(body(client, picture.url)) == picture.size


@pytest.mark.parametrize("name", ["url_1280", "url_640", "url_320"])
def test_thumbnails_are_webp(client: Client, picture: Picture, name: str) -> None:
    assert body(client, getattr(picture, name))[8:12] == b"WEBP"


def test_while_others_are_made_for_large_screens_a_smaller_one_comes_and_is_not_kept(
    client: Client, picture: Picture
) -> None:
    with ExitStack() as stack:
        for _place in range(looks.AT_ONCE):
            stack.enter_context(looks._turn(waits=False))
        answer = client.get(picture.url_1280)
    assert answer.content == body(client, picture.url_640)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not default_storage.exists(picture.thumbnail(1280))


def test_of_a_lost_original_there_is_none_for_large_screens(client: Client, picture: Picture) -> None:
    default_storage.delete(picture.name)
    assert client.get(picture.url_1280).status_code == 404


def test_they_are_kept_for_a_year_and_can_do_nothing_in_a_browser(client: Client, picture: Picture) -> None:
    headers = client.get(picture.url_320).headers
    assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_guessed_address_is_a_404(client: Client, picture: Picture) -> None:
    assert client.get(picture.url.replace(picture.token, new_token())).status_code == 404


def test_another_extension_is_a_404(client: Client, picture: Picture) -> None:
    assert client.get(picture.url.replace(".png", ".jpg")).status_code == 404


def test_the_hash_of_a_file_is_no_address(client: Client, picture: Picture) -> None:
    assert client.get(f"/p/{picture.sha256}.png").status_code == 404


def test_the_addresses_of_what_is_private_die_with_the_account(client: Client, picture: Picture, alice: User) -> None:
    Picture.objects.filter(pk=picture.pk).update(team=alice.personal_space)
    assert client.get(picture.url).status_code == 200
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get(picture.url).status_code == 404


def test_a_look_up_is_one_query(client: Client, picture: Picture, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get(picture.url_320)
