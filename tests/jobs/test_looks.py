"""What counts as a picture, and what is found out about it."""

from __future__ import annotations

import base64
import hashlib
import io
import struct
import zlib

import pytest
from PIL import Image

from jobs import looks
from jobs.errors import BadPicture


def picture(size: tuple[int, int] = (64, 48), kind: str = "PNG", colour: str = "#c86c6e") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, colour)
    image.paste("#203040", (0, 0, size[0] // 4, size[1]))
    image.save(out, kind)
    return out.getvalue()


def take(data: bytes) -> looks.Look:
    """A look whose file is closed already; what was found out stays."""
    look = looks.take(iter([data[:1000], data[1000:]]))
    look.file.close()
    return look


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_three_formats_are_known_by_their_content(kind: str, extension: str) -> None:
    look = take(picture(kind=kind))
    assert (look.extension, look.width, look.height) == (extension, 64, 48)


def test_the_hash_is_that_of_the_bytes_as_they_came() -> None:
    data = picture()
    look = looks.take(iter([data[:100], data[100:]]))
    with look.file:
        look.file.seek(0)
        assert (look.sha256, look.size, look.file.read()) == (hashlib.sha256(data).hexdigest(), len(data), data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_cut_file_is_refused(kind: str, part: float) -> None:
    noise = Image.effect_noise((200, 200), 80).convert("RGB")
    out = io.BytesIO()
    noise.save(out, kind)
    data = out.getvalue()
    with pytest.raises(BadPicture):
        take(data[: int(len(data) * part)])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>not found</html>",
        b'{"status": "FAILED"}',
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture):
        take(data)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_formats_are_refused(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (32, 32)).save(out, kind)
    with pytest.raises(BadPicture):
        take(out.getvalue())


def test_a_small_file_with_a_billion_pixels_is_refused_before_it_is_decoded() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
    with pytest.raises(BadPicture):
        take(bomb)


def test_a_stream_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "MOST_BYTES", 10_000)
    with pytest.raises(BadPicture, match="larger"):
        looks.take(b"x" * 1000 for _ in iter(int, 1))


@pytest.mark.parametrize(
    ("size", "large", "small"),
    [
        ((1280, 960), (640, 480), (320, 240)),
        ((500, 250), (500, 250), (320, 160)),
        ((100, 1400), (100, 1400), (91, 1274)),
        ((1400, 100), (640, 46), (320, 23)),
    ],
)
def test_thumbnails_keep_the_ratio_and_never_grow(
    size: tuple[int, int], large: tuple[int, int], small: tuple[int, int]
) -> None:
    made = take(picture(size)).thumbnails
    sizes = {width: Image.open(io.BytesIO(data)).size for width, data in made.items()}
    assert sizes == {640: large, 320: small}


def test_the_colour_is_the_one_that_fills_the_picture() -> None:
    red, green, blue = bytes.fromhex(take(picture()).colour[1:])
    assert (abs(red - 0xC8), abs(green - 0x6C), abs(blue - 0x6E)) < (4, 4, 4)


def test_transparent_parts_are_seen_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(out, "PNG")
    assert take(out.getvalue()).colour == "#ffffff"


def test_the_thumbhash_is_about_25_bytes_and_tells_pictures_apart() -> None:
    one, other = take(picture()).thumbhash, take(picture(colour="#30a070")).thumbhash
    assert one != other
    assert all(15 <= len(base64.b64decode(text)) <= 28 for text in (one, other))
