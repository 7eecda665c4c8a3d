"""Pictures are taken along with what is known of them, by those who may see them."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery.handover import reading, selection
from tests.mjweb.gallery.conftest import Harm, Make
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


def test_one_that_is_not_there_is_not_found(hers: Client, alice: User, made: Make, harm: Harm) -> None:
    (picture,) = made(alice, "a cat", 1)
    harm(picture, None)
    assert hers.get(address(picture)).status_code == 404


def test_a_damaged_one_comes_as_it_is(hers: Client, alice: User, made: Make, harm: Harm) -> None:
    (picture,) = made(alice, "a cat", 1)
    harm(picture, b"x" * picture.size)
    assert hers.get(address(picture)).headers["Location"] == picture.url


def archive_of(client: Client, ticked: list[int]) -> zipfile.ZipFile:
    answer = client.post(reverse("gallery:download_many"), {"pick": ticked})
    content = answer.getvalue()
    assert answer.headers["Content-Length"] == str(len(content))
    return zipfile.ZipFile(io.BytesIO(content))


def test_ticked_pictures_come_as_an_archive(hers: Client, alice: User, made: Make) -> None:
    first, second = made(alice, "a cat", 2)
    names = archive_of(hers, [first.pk, second.pk]).namelist()
    assert sorted(names) == sorted([f"a-cat-{first.pk}.png", f"a-cat-{second.pk}.png", "manifest.json", "pictures.csv"])


def test_what_one_may_not_see_is_left_out(client: Client, alice: User, charlie: User, made: Make) -> None:
    (hers,), (his,) = made(alice, "a cat", 1), made(charlie, "a dog", 1)
    client.force_login(charlie)
    names = archive_of(client, [hers.pk, his.pk, 999_999]).namelist()
    assert [name for name in names if name.endswith(".png")] == [f"a-dog-{his.pk}.png"]


def test_where_nothing_is_left_a_sentence_says_so(client: Client, alice: User, charlie: User, made: Make) -> None:
    (hers,) = made(alice, "a cat", 1)
    client.force_login(charlie)
    answer = client.post(reverse("gallery:download_many"), {"pick": [hers.pk, "x", "-1"]}, follow=True)
    assert "None of these pictures is here any more." in answer.content.decode()


def test_too_many_are_refused_in_a_sentence(hers: Client) -> None:
    answer = hers.post(reverse("gallery:download_many"), {"pick": range(selection.MOST + 1)}, follow=True)
    assert "At most 5,000 pictures can be downloaded at once." in answer.content.decode()
