"""What stands for a picture until it is there: its colour, and its look in about 25 bytes."""

from __future__ import annotations

import base64
import math

import numpy as np
from PIL import Image


def colour_of(small: Image.Image) -> str:
    """The colour that stands for the picture: the mean of its most common shade, as #rrggbb."""
    tiny = small.resize((24, 24), Image.Resampling.BOX)
    pixels = np.asarray(tiny, dtype=np.int32).reshape(-1, 3)
    keys = (pixels // 32) @ np.array([64, 8, 1])
    common = np.bincount(keys, minlength=512).argmax()
    red, green, blue = pixels[keys == common].mean(axis=0).round().astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


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
