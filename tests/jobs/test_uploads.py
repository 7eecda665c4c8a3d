"""Pictures that people bring: whole ones only, once each, kept as they came and shown without what a camera wrote."""

from __future__ import annotations

import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from pytest_django import Settings

from jobs import uploads
from jobs.engines.sketch import meta
from jobs.errors import BadPicture
from jobs.models import Upload
from jobs.models.picture import original_name
from mjweb.accounts.models import User

GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, turned: bool = False) -> bytes:
    """A picture with a camera's words in it."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[MAKE] = "Nosy Camera"
    exif.get_ifd(GPS)[1] = "N"
    if turned:
        exif[ORIENTATION] = 6
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def brought(user: User, content: bytes) -> Upload:
    return uploads.take(user, iter([content]))


def copy(upload: Upload) -> bytes:
    with default_storage.open(upload.clean_name) as file:
        return bytes(file.read())


def test_the_original_is_kept_as_it_came(alice: User) -> None:
    upload = brought(alice, photo())
    with default_storage.open(original_name(upload.sha256, upload.extension)) as file:
        assert file.read() == photo()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_shown_says_nothing_of_the_camera(alice: User, kind: str) -> None:
    content = copy(brought(alice, photo(kind)))
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"Nosy Camera" not in content


def test_a_turned_photo_stands_upright(alice: User) -> None:
    upload = brought(alice, photo(size=(60, 40), turned=True))
    assert (upload.width, upload.height) == (40, 60)


def test_the_same_picture_again_is_the_same_upload(alice: User) -> None:
    assert brought(alice, photo()) == brought(alice, photo())


def test_two_people_bring_the_same_picture_each_for_themselves(alice: User, bob: User) -> None:
    assert brought(alice, photo()).token != brought(bob, photo()).token


def test_what_our_engine_wrote_into_a_picture_stays(alice: User) -> None:
    out = io.BytesIO()
    facts = meta.facts_of(prompt="a lighthouse, dämmrig", seed=7, plate="{}")
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=meta.written(facts))
    assert meta.read(copy(brought(alice, out.getvalue()))) == facts


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_brought(alice: User, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG")
    assert brought(alice, out.getvalue()).width == 8


def test_a_jpeg_for_print_can_be_brought(alice: User) -> None:
    out = io.BytesIO()
    Image.new("CMYK", (8, 8)).save(out, "JPEG")
    assert Image.open(io.BytesIO(copy(brought(alice, out.getvalue())))).mode == "RGB"


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:200]])
def test_what_is_no_whole_picture_is_refused(alice: User, content: bytes) -> None:
    with pytest.raises(BadPicture):
        brought(alice, content)


def test_a_file_that_is_too_large_is_refused_while_it_comes(alice: User, settings: Settings) -> None:
    settings.MOST_UPLOAD = 1_000_000
    with pytest.raises(BadPicture, match="larger than 1 MB"):
        uploads.take(alice, (b"x" * 100_000 for _ in iter(int, 1)))


def test_an_image_service_sees_the_copy_without_a_key(client: Client, alice: User) -> None:
    upload = brought(alice, photo())
    assert hashlib.sha256(client.get(upload.url).content).hexdigest() == upload.clean_sha256


def test_another_extension_is_another_address(client: Client, alice: User) -> None:
    assert client.get(brought(alice, photo()).url.replace(".jpg", ".png")).status_code == 404


def test_a_thumbnail_is_there_for_the_prompt_bar(client: Client, alice: User) -> None:
    assert client.get(brought(alice, photo()).url_320).content[8:12] == b"WEBP"


def test_a_deactivated_person_loses_their_addresses(client: Client, alice: User) -> None:
    upload = brought(alice, photo())
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get(upload.url).status_code == 404
