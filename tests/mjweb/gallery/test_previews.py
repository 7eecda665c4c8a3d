"""Pictures as people outside see them."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from jobs.models import Picture
from mjweb.gallery import previews


def picture(image: Image.Image, extension: str, **how: object) -> Picture:
    """A row that was not saved, with its original in the vault."""
    out = io.BytesIO()
    image.save(out, {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[extension], **how)
    made = Picture(sha256=f"{len(out.getvalue()):064x}", extension=extension)
    default_storage.save(made.name, ContentFile(out.getvalue()))
    return made


def test_a_preview_is_no_wider_than_asked_for_and_never_larger_than_the_picture() -> None:
    large = picture(Image.new("RGB", (2000, 1000), "teal"), "png")
    with Image.open(io.BytesIO(previews.preview(large, 1600))) as image:
        assert (image.format, image.size) == ("WEBP", (1600, 800))
    small = picture(Image.new("RGB", (60, 40), "teal"), "png")
    with Image.open(io.BytesIO(previews.preview(small, 1600))) as image:
        assert image.size == (60, 40)


def test_a_watermark_shows_on_white_and_on_black() -> None:
    for ground in ("white", "black"):
        marked = previews.marked(Image.new("RGB", (320, 200), ground), "Studio")
        assert len(set(marked.convert("L").get_flattened_data())) > 10


def test_transparency_becomes_white_in_a_preview_and_stays_in_the_file() -> None:
    clear = picture(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "png")
    with Image.open(io.BytesIO(previews.preview(clear, 1600))) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)
    with Image.open(io.BytesIO(previews.bare(clear))) as image:
        assert image.getpixel((5, 5)) == (255, 0, 0, 0)


def test_nothing_that_was_written_in_a_photo_goes_along() -> None:
    notes = Image.Exif()
    notes[0x010E] = "zeppelin"
    for extension in ("jpg", "webp"):
        photo = picture(Image.new("RGB", (64, 64), "teal"), extension, exif=notes, comment=b"zeppelin")
        for data in (previews.bare(photo), previews.preview(photo, 1600)):
            assert b"zeppelin" not in data
