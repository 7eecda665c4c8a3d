"""What is known is written into files of all three kinds, and their pixels stay what they were."""

from __future__ import annotations

import hashlib
import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from mjweb.gallery.handover import files
from mjweb.gallery.handover.facts import TRAINED, Facts
from mjweb.gallery.handover.splice import Damaged
from tests.mjweb.gallery.handover.samples import FACTS, PROMPT, picture, told, written

LOSSLESS = {"webp": {"lossless": True}}
ALL = [("png", {}), ("jpg", {}), ("webp", {}), ("webp", {"lossless": True})]


def pixels(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as image:
        return hashlib.sha256(image.convert("RGBA").tobytes()).hexdigest()


@pytest.mark.parametrize(("extension", "options"), ALL)
def test_the_pixels_stay_what_they_were(extension: str, options: dict[str, bool]) -> None:
    original = picture(extension, **options)
    assert pixels(written(files.spliced(original, extension, FACTS), original)) == pixels(original.getvalue())


@pytest.mark.parametrize(("extension", "options"), ALL)
def test_the_original_comes_out_again(extension: str, options: dict[str, bool]) -> None:
    original = picture(extension, **options)
    made = files.spliced(original, extension, FACTS)
    new = written(made, original)
    recipe = made.back(original, len(original.getvalue()))
    again = b"".join(one if isinstance(one, bytes) else new[one[0] : sum(one)] for one in recipe)
    assert again == original.getvalue()
    assert len(new) == len(made)


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_exiftool_finds_everything(extension: str, exiftool: str, tmp_path: Path) -> None:
    original, path = picture(extension), tmp_path / f"one.{extension}"
    path.write_bytes(written(files.spliced(original, extension, FACTS), original))
    found = told(exiftool, path)
    assert found["XMP-dc:Description"] == PROMPT
    assert found["XMP-dc:Creator"] == [FACTS.author]
    assert found["XMP-dc:Rights"] == found["XMP-xmpRights:UsageTerms"] == FACTS.licence
    assert found["XMP-iptcExt:DigitalSourceType"] == TRAINED
    assert found["XMP-mjweb:Job"] == FACTS.job
    assert found["XMP-mjweb:Parameters"] == "--ar 3:2"
    assert found["XMP-photoshop:DateCreated"] == "2026:11:30 12:05:06+00:00"
    assert found["IFD0:ImageDescription"] == found["ExifIFD:UserComment"] == PROMPT
    assert found["IFD0:Artist"] == FACTS.author
    assert found["ExifIFD:DateTimeOriginal"] == "2026:11:30 12:05:06"
    if extension == "png":
        assert (found["PNG:Description"], found["PNG:Author"]) == (PROMPT, FACTS.author)


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_exiftool_has_nothing_to_object_to(extension: str, exiftool: str, tmp_path: Path) -> None:
    original, path = picture(extension), tmp_path / f"one.{extension}"
    path.write_bytes(written(files.spliced(original, extension, FACTS), original))
    command = [exiftool, "-validate", "-warning", "-error", "-a", "-s3", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    # Of a JPEG it misses what only a camera would know.
    assert [line for line in said[1:] if not line.startswith("Missing required JPEG")] == []


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_pillow_finds_it_too(extension: str) -> None:
    original = picture(extension)
    with Image.open(io.BytesIO(written(files.spliced(original, extension, FACTS), original))) as image:
        assert FACTS.author in str(image.getxmp())
        assert image.getexif()[0x8298]


def test_what_a_file_said_under_the_same_names_is_replaced(exiftool: str, tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", "of old")
    info.add_itxt("XML:com.adobe.xmp", "<old/>")
    info.add_text("Recipe", "stays")
    original = picture("png", pnginfo=info)
    new = written(files.spliced(original, "png", FACTS), original)
    with Image.open(io.BytesIO(new)) as image:
        assert isinstance(image, PngImagePlugin.PngImageFile)
        assert (image.text["Description"], image.text["Recipe"]) == (PROMPT, "stays")
    assert new.count(b"XML:com.adobe.xmp") == 1


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_how_the_camera_was_held_stays(extension: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    original = picture(extension, exif=exif)
    with Image.open(io.BytesIO(written(files.spliced(original, extension, FACTS), original))) as image:
        assert image.getexif()[0x0112] == 6


def test_a_prompt_that_no_segment_of_a_jpeg_holds_is_cut() -> None:
    original = picture("jpg")
    long = replace(FACTS, prompt="&" * 20_000)
    new = written(files.spliced(original, "jpg", long), original)
    with Image.open(io.BytesIO(new)) as image:
        assert "&" * 5000 in str(image.getxmp())
    assert pixels(new) == pixels(original.getvalue())


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_a_file_that_is_cut_short_is_damaged(extension: str) -> None:
    whole = picture(extension).getvalue()
    for length in (0, 5, 30, len(whole) // 20):
        with pytest.raises(Damaged):
            files.spliced(io.BytesIO(whole[:length]), extension, Facts())


def test_what_names_addresses_of_other_pictures_is_left_out() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Recipe", f"https://pictures.example.org/p/{'x' * 43}.png", zip=True)
    info.add_text("Kept", "a cat")
    original = picture("png", pnginfo=info)
    said = files.notes(io.BytesIO(written(files.spliced(original, "png", FACTS), original)), "png").texts
    assert "Recipe" not in said
    assert said["Kept"] == "a cat"
