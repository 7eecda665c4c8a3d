"""Files without what is written in them."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from jobs import bare
from jobs.errors import BadPicture

SECRET = b"quokka"


def written(extension: str) -> bytes:
    """A picture whose file tells the secret in every way that Pillow knows."""
    out = io.BytesIO()
    image = Image.effect_noise((64, 48), 60).convert("RGB")
    exif = image.getexif()
    exif[0x010E] = SECRET.decode()
    if extension == "png":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Description", SECRET.decode())
        texts.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        image.save(out, "PNG", pnginfo=texts, exif=exif)
    elif extension == "jpg":
        image.save(out, "JPEG", exif=exif, comment=SECRET, xmp=SECRET)
    else:
        image.save(out, "WEBP", lossless=True, exif=exif, xmp=SECRET)
    return out.getvalue()


def bared(content: bytes, extension: str) -> bytes:
    file = io.BytesIO(content)
    made = bare.pieces(file, extension)
    found = b"".join(bare.stream(file, made))
    assert len(found) == bare.length(made)
    return found


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_the_words_go_and_every_pixel_stays(extension: str) -> None:
    content = written(extension)
    assert SECRET in content
    found = bared(content, extension)
    assert SECRET not in found
    assert Image.open(io.BytesIO(found)).tobytes() == Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_what_says_nothing_stays_as_it_is(extension: str) -> None:
    once = bared(written(extension), extension)
    assert bared(once, extension) == once


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
@pytest.mark.parametrize("kept", [0, 5, 20, 60])
def test_a_file_that_is_cut_short_is_refused(extension: str, kept: int) -> None:
    with pytest.raises(BadPicture):
        bared(written(extension)[:kept], extension)
