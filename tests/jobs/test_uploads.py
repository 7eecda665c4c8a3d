"""Pictures that people bring: whole ones only, once each, kept as they came and shown without what a camera wrote."""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from pytest_django import Settings

from jobs import looks, uploads
from jobs.engines.sketch import meta
from jobs.errors import BadPicture
from jobs.models import Upload
from jobs.models.picture import original_name
from mjweb.accounts.models import User
from tests.jobs.brought import Damage, damage, inks, whole

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


def test_what_an_editor_added_to_a_picture_of_our_engine_goes(alice: User) -> None:
    facts = meta.facts_of(prompt="a lighthouse", seed=7, plate="{}")
    added = {
        "Author": "Jane Doe",
        "Comment": "at home",
        "XML:com.adobe.xmp": "<x:xmpmeta xmlns:x='adobe:ns:meta/'>Jane Doe, 51.5 N</x:xmpmeta>",
    }
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=meta.written({**facts, **added}))
    content = copy(brought(alice, out.getvalue()))
    assert meta.read(content) == facts
    assert b"Jane" not in content


def test_a_picture_is_decoded_once_and_one_that_is_known_not_at_all(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    whole = Image.open

    def counted(file: io.BytesIO, *, formats: list[str]) -> Image.Image:
        opened.append(file)
        return whole(file, formats=formats)

    monkeypatch.setattr(Image, "open", counted)
    brought(alice, photo("PNG"))
    assert len(opened) == 1
    brought(alice, photo("PNG"))
    assert len(opened) == 1


# The list of the prompt bar -----------------------------------------------------------------------------------------


def offered(user: User) -> list[Upload]:
    return list(Upload.objects.of(user).recent())


def test_what_did_not_come_by_a_page_is_not_offered_again(alice: User) -> None:
    uploads.take(alice, iter([photo()]), listed=False)
    assert offered(alice) == []


def test_what_comes_by_a_page_after_all_is_offered(alice: User) -> None:
    uploads.take(alice, iter([photo()]), listed=False)
    upload = brought(alice, photo())
    assert offered(alice) == [upload]


def test_what_a_person_took_off_the_list_returns_only_by_a_page(alice: User) -> None:
    upload = brought(alice, photo())
    Upload.objects.filter(pk=upload.pk).update(is_listed=False)
    uploads.take(alice, iter([photo()]), listed=False)
    assert offered(alice) == []
    brought(alice, photo())
    assert offered(alice) == [upload]


def test_what_is_offered_stays_so_when_a_program_brings_it_too(alice: User) -> None:
    upload = brought(alice, photo())
    assert uploads.take(alice, iter([photo()]), listed=False) == upload
    assert offered(alice) == [upload]


# Colours ------------------------------------------------------------------------------------------------------------


def for_print(profile: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("CMYK", (8, 8), (255, 0, 0, 0)).save(out, "JPEG", icc_profile=profile)
    return out.getvalue()


def test_a_jpeg_for_print_gets_the_colours_of_its_profile(alice: User) -> None:
    shown = Image.open(io.BytesIO(copy(brought(alice, for_print(inks())))))
    pixel = shown.getpixel((4, 4))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert max(pixel[1:]) < 100


@pytest.mark.parametrize(
    "profile", [inks(), b"none", ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()]
)
def test_a_jpeg_for_print_does_not_keep_a_profile_of_inks(alice: User, profile: bytes) -> None:
    shown = Image.open(io.BytesIO(copy(brought(alice, for_print(profile)))))
    assert (shown.mode, shown.info.get("icc_profile")) == ("RGB", None)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_profile_of_the_same_colours_stays(alice: User, kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind, icc_profile=profile)
    assert Image.open(io.BytesIO(copy(brought(alice, out.getvalue())))).info["icc_profile"] == profile


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_a_colour_that_is_clear_stays_clear(alice: User, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG", transparency=(0, 0, 0) if mode == "RGB" else 0)
    shown = Image.open(io.BytesIO(copy(brought(alice, out.getvalue()))))
    assert shown.convert("RGBA").getpixel((4, 4)) == (0, 0, 0, 0)


# Odd and broken files -----------------------------------------------------------------------------------------------

NO_EXIF = {
    "words": b"Exif\0\0no table at all",
    "short": b"Exif\0\0II*\0\x08\0\0\0\xff\xff",
    "fraction": b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x05\0\x01\0\0\0\x00\0\0\0",
}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says so on its own
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("exif", NO_EXIF.values(), ids=NO_EXIF)
def test_a_picture_whose_exif_makes_no_sense_stays_as_it_is(alice: User, kind: str, exif: bytes) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, kind, exif=exif)
    upload = brought(alice, out.getvalue())
    assert (upload.width, upload.height) == (60, 40)


def test_a_photo_with_a_second_picture_behind_it_is_shown_without_that(alice: User) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (30, 20))])
    shown = Image.open(io.BytesIO(copy(brought(alice, out.getvalue()))))
    assert (shown.format, shown.size) == ("JPEG", (60, 40))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_line_of_one_pixel_can_be_brought(alice: User, kind: str) -> None:
    out = io.BytesIO()
    Image.new("L", (1, 20_000)).save(out, kind)
    assert brought(alice, out.getvalue()).height == 20_000


@pytest.mark.parametrize("content", whole().values(), ids=whole())
def test_every_good_file_of_the_next_test_can_be_brought(alice: User, content: bytes) -> None:
    assert brought(alice, content).width in (30, 40)


@pytest.mark.filterwarnings("ignore::UserWarning")  # of Pillow, which a site writes into its log
@hypothesis_settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(whole())), st.lists(damage(), min_size=1, max_size=3))
def test_damage_is_a_bad_picture_or_none_but_never_another_error(name: str, damages: list[Damage]) -> None:
    content = whole()[name]
    for each in damages:
        content = each(content)
    with suppress(BadPicture):
        looks.take(iter([content])).file.close()
    received = looks.receive([content])
    with received.file, suppress(BadPicture):
        uploads.shown_of(received)


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
    alice.enter(alice.personal_space)  # what is a team's lives on, at a new address
    upload = brought(alice, photo())
    assert client.get(upload.url).status_code == 200
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get(upload.url).status_code == 404
