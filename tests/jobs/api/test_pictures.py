"""Pictures in base64 and by address: every way of writing one is read, and nothing is kept by looking."""

from __future__ import annotations

import base64
import textwrap

import pytest
from pytest_django import Settings

from jobs import wire
from jobs.api import pictures
from jobs.api.refusals import Refusal
from jobs.models import Upload
from mjweb.accounts.models import User
from tests.jobs.api.conftest import bare, noise, png, uri

# Its base64 has both signs that the other alphabet writes otherwise, and padding.
PICTURE = next(picture for picture in map(noise, range(30, 40)) if len(picture) % 3)


def test_the_sample_has_what_it_is_for() -> None:
    text = bare(PICTURE)
    assert {"+", "/"} < set(text)
    assert text.endswith("=")


@pytest.mark.parametrize(
    "text",
    [
        bare(PICTURE),
        uri(PICTURE),
        uri(PICTURE, "image/jpeg"),
        f"DATA:image/png;charset=utf-8;BASE64,{bare(PICTURE)}",
        f" \n{bare(PICTURE)}\n",
        textwrap.fill(bare(PICTURE), 76),
        base64.urlsafe_b64encode(PICTURE).decode(),
        bare(PICTURE).rstrip("="),
    ],
)
def test_a_picture_is_read_however_it_is_written(alice: User, text: str) -> None:
    brought = pictures.encoded(text, "base64")
    assert brought.keep(alice).size == len(PICTURE)


@pytest.mark.parametrize(
    "text",
    [
        "data:image/png;base64",
        f"data:image/png,{bare(PICTURE)}",
        f"data:{'x' * 300};base64,{bare(PICTURE)}",
        bare(PICTURE)[:-500],
        bare(PICTURE).replace("/", "*"),
        bare(PICTURE) + bare(PICTURE),
        "é" * 40,
    ],
)
def test_what_is_no_base64_is_told_by_its_field(text: str) -> None:
    with pytest.raises((wire.MalformedError, Refusal), match="mask"):
        pictures.encoded(text, "mask")


def test_looking_at_a_picture_keeps_nothing(db: None) -> None:
    brought = pictures.encoded(bare(png()), "base64")
    assert brought.ours is None
    assert not Upload.objects.exists()


def test_what_a_program_brings_is_not_offered_on_pages(alice: User) -> None:
    upload = pictures.encoded(bare(png()), "base64").keep(alice)
    assert list(Upload.objects.of(alice)) == [upload]
    assert not Upload.objects.of(alice).recent().exists()


def test_a_large_text_is_not_decoded_to_its_end(settings: Settings) -> None:
    settings.MOST_UPLOAD = 1_000
    with pytest.raises(Refusal, match="larger than"):
        pictures.encoded(bare(PICTURE), "base64")


def test_the_address_of_somebody_who_left_is_not_ours(settings: Settings, alice: User) -> None:
    alice.enter(alice.personal_space)  # what is a team's lives on, at a new address
    upload = pictures.encoded(bare(png()), "base64").keep(alice)
    url = f"{settings.PUBLIC_URL}{upload.url}"
    assert pictures.linked(url, alice).keep(alice) == upload
    User.objects.update(is_active=False)
    with pytest.raises(Refusal, match="Invalid link"):
        pictures.linked(url, alice)


@pytest.mark.parametrize("path", ["", "/", "/p/short.png", "/create/", "/static/x.png", ".evil.example/p/x.png"])
def test_other_addresses_of_ours_are_not_read_from_the_vault(settings: Settings, alice: User, path: str) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    with pytest.raises(Refusal, match="Invalid link"):
        pictures.linked(f"{settings.PUBLIC_URL}{path}", alice)
