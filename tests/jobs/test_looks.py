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


def claiming(width: int, height: int) -> bytes:
    """A PNG of some bytes whose header claims that it has this size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


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


@pytest.mark.parametrize("size", [(5_001, 5_000), (8_000, 8_000), (10_000, 10_000), (30_000, 30_000)])
def test_what_claims_too_many_pixels_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(BadPicture, match="more than the 25 million pixels"):
        take(claiming(*size))


def test_a_result_may_have_more_pixels_than_what_a_person_brings() -> None:
    with pytest.raises(BadPicture, match="not a whole"):
        looks.take(iter([claiming(8_000, 8_000)]), looks.MOST_PIXELS)
    with pytest.raises(BadPicture, match="more than the 64 million pixels"):
        looks.take(iter([claiming(8_001, 8_000)]), looks.MOST_PIXELS)


def test_a_process_decodes_two_pictures_at_once_at_most() -> None:
    with looks.decoded(io.BytesIO(picture())), looks.decoded(io.BytesIO(picture())):
        assert not looks._decoders.acquire(blocking=False)
    assert looks._decoders.acquire(blocking=False)
    looks._decoders.release()


def test_a_picture_that_is_none_gives_its_turn_back() -> None:
    for _ in range(looks.AT_ONCE + 1):
        with pytest.raises(BadPicture):
            take(b"none")


def test_a_photo_with_a_second_picture_behind_it_is_a_jpeg() -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (32, 24))])
    look = take(out.getvalue())
    assert (look.extension, look.width, look.height) == ("jpg", 64, 48)


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1)])
def test_a_line_of_one_pixel_has_thumbnails(size: tuple[int, int]) -> None:
    made = take(picture(size)).thumbnails
    assert all(max(Image.open(io.BytesIO(data)).size) <= 2560 for data in made.values())


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
