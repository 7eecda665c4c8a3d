"""Files that people bring: good ones of every kind, and what can happen to them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache

from hypothesis import strategies as st
from PIL import Image

from jobs.engines.sketch import meta


def inks() -> bytes:
    """A colour profile of four inks in which the first is red, not cyan: ICC.1:2001-04, a printer's A2B0 as lut8."""
    white, red, dark = bytes((255, 128, 128)), bytes((136, 208, 195)), bytes((20, 128, 128))
    straight = bytes(range(256))
    colours = b"".join({0b0000: white, 0b1000: red}.get(mix, dark) for mix in range(16))
    identity = struct.pack(">9i", *(65536 * (place % 4 == 0) for place in range(9)))
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + identity + straight * 4 + colours + straight * 3
    white_point = struct.pack(">3i", 63190, 65536, 54061)
    head = b"".join(
        (bytes(4), bytes.fromhex("02400000"), b"prtrCMYKLab ", bytes(12), b"acsp", bytes(28), white_point, bytes(48))
    )
    body = head + struct.pack(">I4sII", 1, b"A2B0", 144, len(table)) + table
    return struct.pack(">I", len(body) + 4) + body


@cache
def whole() -> dict[str, bytes]:
    """Good files of every kind that people bring."""
    slope = Image.linear_gradient("L").resize((40, 30))
    clear = Image.merge("RGBA", (slope, slope.transpose(Image.Transpose.ROTATE_180), slope, slope))
    plain, other = clear.convert("RGB"), Image.new("RGB", (40, 30), "red")
    found: dict[str, bytes] = {}
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"  # turned
    exif.get_ifd(0x8825)[1] = "N"

    def add(name: str, picture: Image.Image, kind: str, **options: object) -> None:
        out = io.BytesIO()
        picture.save(out, kind, **options)
        found[name] = out.getvalue()

    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        add(f"png {mode}", clear.convert("L").convert(mode) if mode == "I;16" else clear.convert(mode), "PNG")
    for kind in ("PNG", "JPEG", "WEBP"):
        add(f"{kind.lower()} turned", plain, kind, exif=exif)
    add("png of ours", plain, "PNG", pnginfo=meta.written(meta.facts_of(prompt="a", seed=1, plate="{}" * 900)))
    add("png clear colour", plain.quantize(16), "PNG", transparency=3)
    add("png moving", plain, "PNG", save_all=True, append_images=[other])
    add("jpeg grey", slope, "JPEG")
    add("jpeg in steps", plain, "JPEG", progressive=True)
    add("jpeg for print", plain.convert("CMYK"), "JPEG", icc_profile=inks())
    add("jpeg and another", plain, "MPO", save_all=True, append_images=[other])
    add("webp", plain, "WEBP")
    add("webp lossless", clear, "WEBP", lossless=True)
    add("webp moving", plain, "WEBP", save_all=True, append_images=[other])
    return found


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


SIDES = st.sampled_from((0, 1, 2, 39, 41, 4_000, 16_384, 65_535, 2**31 - 1))
SMALL = st.binary(max_size=40)
KINDS = st.sampled_from(
    (b"eXIf", b"iCCP", b"tRNS", b"PLTE", b"tEXt", b"zTXt", b"iTXt", b"acTL", b"fcTL", b"gAMA", b"cHRM")
)
Damage = Callable[[bytes], bytes]


ANYWHERE = st.one_of(st.floats(0, 1), st.floats(0, 0.2))
"""A share of a file, half of the time within its head."""


@st.composite
def damage(draw: st.DrawFn) -> Damage:
    """One thing that can happen to a file."""
    share, size, new = draw(ANYWHERE), draw(st.integers(1, 60)), draw(SMALL)
    kind, sides, bits = draw(KINDS), (draw(SIDES), draw(SIDES)), draw(st.tuples(*[st.integers(0, 255)] * 5))
    marker = draw(st.sampled_from((0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xC0, 0xC2, 0xC4, 0xDB, 0xDD)))
    bit = draw(st.integers(0, 7))
    opening = draw(st.sampled_from((b"", b"Exif\0\0", b"MPF\0", b"ICC_PROFILE\0\1\1", b"Adobe", b"Photoshop 3.0\0")))

    def flip(content: bytes, at: int) -> bytes:
        return content[:at] + bytes((content[at] ^ 1 << bit,)) + content[at + 1 :] if at < len(content) else content

    def end(content: bytes, at: int) -> bytes:
        return content[:at]

    def lose(content: bytes, at: int) -> bytes:
        return content[:at] + content[at + size :]

    def say_twice(content: bytes, at: int) -> bytes:
        return content[: at + size] + content[at:]

    def overwrite(content: bytes, at: int) -> bytes:
        return content[:at] + new + content[at + len(new) :]

    def add_chunk(content: bytes, _at: int) -> bytes:
        return content[:33] + png_chunk(kind, new) + content[33:]

    def claim(content: bytes, _at: int) -> bytes:
        return content[:8] + png_chunk(b"IHDR", struct.pack(">II5B", *sides, *bits)) + content[33:]

    def add_segment(content: bytes, _at: int) -> bytes:
        body = opening + new
        return content[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body + content[2:]

    does = draw(st.sampled_from((flip, end, lose, say_twice, overwrite, add_chunk, claim, add_segment)))
    return lambda content: does(content, int(share * len(content)))
