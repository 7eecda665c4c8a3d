"""Looks at a picture's bytes: is it one, how large, what colour; and makes the small ones. Nothing here knows jobs."""

from __future__ import annotations

import base64
import hashlib
import io
import math
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Self

import numpy as np
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from PIL import Image

from jobs.errors import BadPicture
from jobs.models.picture import original_name, thumbnail_name

FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
MOST_PIXELS = 64_000_000
MOST_BYTES = 256 * 1024 * 1024
WIDTHS = (640, 320)
_IN_MEMORY = 16 * 1024 * 1024
# A thumbnail of a very tall picture is bounded by its height instead.
_TALLEST = 4

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(slots=True)
class Look:
    """A good picture: its bytes as they came until it is stored, and what was found out about it."""

    file: IO[bytes]
    sha256: str
    extension: str
    size: int
    width: int
    height: int
    colour: str
    thumbhash: str
    thumbnails: dict[int, bytes]

    def store(self) -> Self:
        """Put the original and the thumbnails into the vault, the original last, and let go of the bytes."""
        with self.file:
            for width, data in self.thumbnails.items():
                default_storage.save(thumbnail_name(self.sha256, width), ContentFile(data))
            self.file.seek(0)
            default_storage.save(original_name(self.sha256, self.extension), File(self.file))
        return self


def take(chunks: Iterator[bytes]) -> Look:
    """Read a stream to its end and look at it; its file is open until it is stored.

    Raises BadPicture when it is too large, damaged or no picture.
    """
    with ExitStack() as stack:
        file: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise BadPicture(f"the file is larger than {MOST_BYTES // 1024 // 1024} MB")
            digest.update(chunk)
            file.write(chunk)
        file.seek(0)
        look = look_at(file, digest.hexdigest(), size)
        stack.pop_all()  # it is the look's from here on
    return look


def look_at(file: IO[bytes], sha256: str, size: int) -> Look:
    """Decode wholly: a header alone proves nothing, a cut file is only found by reading all of it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=list(FORMATS)) as image:
                kind, (width, height) = str(image.format), image.size
                if width * height > MOST_PIXELS:
                    raise BadPicture("the picture has too many pixels")
                small = reduced(image)
    except BadPicture:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(f"the file is not a whole PNG, JPEG or WebP picture ({error})") from error
    return Look(
        file,
        sha256,
        FORMATS[kind],
        size,
        width,
        height,
        colour_of(small),
        thumbhash(small),
        thumbnails(small, width, height),
    )


def reduced(image: Image.Image) -> Image.Image:
    """The picture decoded and brought near the largest thumbnail by whole-number steps, which cost almost nothing."""
    image.load()
    factor = max(1, min(image.width // WIDTHS[0], image.height))
    picture = image.convert("RGB") if image.mode not in ("RGB", "RGBA") else image
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    return picture.reduce(factor) if factor > 1 else picture.copy()


def thumbnails(small: Image.Image, width: int, height: int) -> dict[int, bytes]:
    """WebP files, 640 and 320 px wide and in the picture's own ratio; never larger than the picture."""
    made: dict[int, bytes] = {}
    for most in WIDTHS:
        wide = max(1, min(most, width, round(most * _TALLEST * width / height)))
        tall = max(1, round(wide * height / width))
        out = io.BytesIO()
        small.resize((wide, tall), Image.Resampling.LANCZOS).save(out, "WEBP", quality=82, method=2)
        made[most] = out.getvalue()
    return made


def colour_of(small: Image.Image) -> str:
    """The colour that stands for the picture: the mean of its most common shade, as #rrggbb."""
    tiny = small.resize((24, 24), Image.Resampling.BOX)
    pixels = np.asarray(tiny, dtype=np.int32).reshape(-1, 3)
    keys = (pixels // 32) @ np.array([64, 8, 1])
    common = np.bincount(keys, minlength=512).argmax()
    red, green, blue = pixels[keys == common].mean(axis=0).round().astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def quarters(name: str) -> Iterator[Look]:
    """The four tiles of a stored grid, left to right and top to bottom, as lossless WebP."""
    with default_storage.open(name) as file, Image.open(file) as grid:
        wide, tall = grid.width // 2, grid.height // 2
        for top in (0, tall):
            for left in (0, wide):
                out = io.BytesIO()
                grid.crop((left, top, left + wide, top + tall)).save(out, "WEBP", lossless=True, method=0)
                out.seek(0)
                yield take(iter([out.getvalue()]))


def thumbhash(small: Image.Image) -> str:
    """A picture's look in about 25 bytes, base64: evanw's ThumbHash, its cosine transform as two matrix products.

    Source of the format: the public description of ThumbHash (luminance and two chroma planes, DC and a triangle
    of AC coefficients, four bits each).
    """
    ratio = min(100 / small.width, 100 / small.height, 1)
    wide, tall = max(1, round(small.width * ratio)), max(1, round(small.height * ratio))
    rgb = np.asarray(small.resize((wide, tall), Image.Resampling.BOX), dtype=np.float32) / 255
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    planes = ((red + green + blue) / 3, (red + green) / 2 - blue, red - green)
    longest = max(wide, tall)
    nx, ny = max(1, round(7 * wide / longest)), max(1, round(7 * tall / longest))
    light, yellow, rose = (
        _encode(planes[0], max(3, nx), max(3, ny)),
        _encode(planes[1], 3, 3),
        _encode(planes[2], 3, 3),
    )
    landscape = wide > tall
    head = (
        round(63 * light[0])
        | round(31.5 + 31.5 * yellow[0]) << 6
        | round(31.5 + 31.5 * rose[0]) << 12
        | round(31 * light[2]) << 18
    )
    tail = (ny if landscape else nx) | round(63 * yellow[2]) << 3 | round(63 * rose[2]) << 9 | landscape << 15
    data = bytearray([head & 255, head >> 8 & 255, head >> 16, tail & 255, tail >> 8])
    nibbles = [round(15 * value) for _dc, ac, _scale in (light, yellow, rose) for value in ac]
    nibbles += [0] * (len(nibbles) % 2)
    data += bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2], strict=True))
    return base64.b64encode(bytes(data)).decode()


def _encode(plane: np.ndarray, nx: int, ny: int) -> tuple[float, list[float], float]:
    """DC, the AC triangle drawn into 0..1, and its scale."""
    tall, wide = plane.shape
    across = np.cos(math.pi / wide * np.outer(np.arange(nx), np.arange(wide) + 0.5))
    down = np.cos(math.pi / tall * np.outer(np.arange(ny), np.arange(tall) + 0.5))
    waves = down @ plane @ across.T / (wide * tall)
    ac = [float(waves[y, x]) for y in range(ny) for x in range(nx) if (x or y) and x * ny < nx * (ny - y)]
    scale = max((abs(value) for value in ac), default=0.0)
    if scale:
        ac = [0.5 + 0.5 / scale * value for value in ac]
    return float(waves[0, 0]), ac, min(scale, 1.0)
