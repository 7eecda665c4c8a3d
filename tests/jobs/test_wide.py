"""The thumbnail for large screens: made once, when it is asked for."""

from __future__ import annotations

import io
import secrets

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from jobs import looks, wide
from jobs.errors import BadPicture, Crowded
from jobs.models import Picture
from jobs.models.picture import LIGHT, original_name, thumbnail_name


def keep(content: bytes) -> str:
    """Put it into the vault; its hash."""
    sha256 = secrets.token_hex(32)  # the vault outlives a test
    default_storage.save(original_name(sha256, "png"), ContentFile(content))
    return sha256


def png(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(("size", "made"), [((2560, 1600), (1280, 800)), ((1024, 1024), (1024, 1024))])
def test_it_keeps_the_ratio_and_never_grows(size: tuple[int, int], made: tuple[int, int]) -> None:
    with default_storage.open(wide.name_of(keep(png(size)), "png")) as file, Image.open(file) as image:
        assert image.size == made


def test_it_is_made_once() -> None:
    sha256 = keep(png((1300, 20)))
    wide.name_of(sha256, "png")
    default_storage.delete(original_name(sha256, "png"))
    assert wide.name_of(sha256, "png") == thumbnail_name(sha256, 1280)


def test_a_damaged_original_makes_none() -> None:
    with pytest.raises(BadPicture):
        wide.name_of(keep(b"no picture"), "png")


def test_none_is_left_of_a_picture_that_is_purged_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    sha256, made = keep(png((1300, 20))), wide._made

    def purged(original: str) -> bytes:
        data = made(original)
        default_storage.delete(original)
        return data

    monkeypatch.setattr(wide, "_made", purged)
    with pytest.raises(FileNotFoundError):
        wide.name_of(sha256, "png")
    assert not default_storage.exists(thumbnail_name(sha256, 1280))


def test_nobody_waits_for_others() -> None:
    sha256 = keep(png((1300, 20)))
    with looks._turn(waits=False), looks._turn(waits=False), pytest.raises(Crowded):
        wide.name_of(sha256, "png")


@pytest.mark.parametrize(
    ("width", "size", "widths"),
    [
        (500, LIGHT + 1, ["500w"]),
        (1024, LIGHT, ["640w", "1024w"]),
        (2048, LIGHT, ["640w", "1280w", "2048w"]),
    ],
)
def test_a_browser_is_offered_what_there_is(width: int, size: int, widths: list[str]) -> None:
    picture = Picture(token="t", extension="png", width=width, height=width, size=size)
    assert [part.split()[1] for part in picture.sources.split(", ")] == widths


def test_a_heavy_original_is_left_out_where_a_thumbnail_is_as_wide() -> None:
    picture = Picture(token="t", extension="png", width=1024, height=1024, size=LIGHT + 1)
    assert picture.sources == f"{picture.url_640} 640w, {picture.url_1280} 1024w"
