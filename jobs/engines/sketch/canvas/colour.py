"""Colour in linear light: hex colours, ramps, mixing of layers, tone mapping and the way to 8 bits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jobs.engines.sketch.canvas.frame import Array

_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
_FROM_LMS, _FROM_LAB = np.linalg.inv(_TO_LMS), np.linalg.inv(_TO_LAB)
_STEPS = 1024


@lru_cache(maxsize=4096)
def _channels(colour: str) -> tuple[float, float, float]:
    text = colour.removeprefix("#")
    red, green, blue = (int(text[k : k + 2], 16) / 255 for k in (0, 2, 4))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def rgb(colour: str) -> Array:
    """Linear red, green and blue, shape (3,), of an sRGB colour such as "#e8a04c"."""
    return np.array(_channels(colour), np.float32)


def to_oklab(colour: Array) -> Array:
    """OKLab (Björn Ottosson, 2020) of linear colours (..., 3)."""
    lab: Array = (np.cbrt(colour @ _TO_LMS.T) @ _TO_LAB.T).astype(np.float32)
    return lab


def from_oklab(lab: Array) -> Array:
    """Linear colours (..., 3) of OKLab, not below zero."""
    return np.maximum((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T, 0).astype(np.float32)


# One colour is plain numbers: NumPy takes longer to be asked than to answer.
Lab = tuple[float, float, float]
_Rows = list[list[float]]
_LMS_ROWS, _LAB_ROWS = _TO_LMS.tolist(), _TO_LAB.tolist()
_FROM_LMS_ROWS, _FROM_LAB_ROWS = _FROM_LMS.tolist(), _FROM_LAB.tolist()


def _times(rows: _Rows, colour: Lab) -> Lab:
    x, y, z = colour
    first, second, third = (row[0] * x + row[1] * y + row[2] * z for row in rows)
    return first, second, third


@lru_cache(maxsize=4096)
def lab(colour: str) -> Lab:
    """OKLab of a hex colour."""
    long, middle, short = _times(_LMS_ROWS, _channels(colour))
    return _times(_LAB_ROWS, (math.cbrt(long), math.cbrt(middle), math.cbrt(short)))


def to_hex(lab: Lab) -> str:
    """The hex colour of OKLab, clipped to what sRGB holds."""
    long, middle, short = _times(_FROM_LAB_ROWS, lab)
    return "#" + "".join(f"{_byte(value):02x}" for value in _times(_FROM_LMS_ROWS, (long**3, middle**3, short**3)))


def _byte(value: float) -> int:
    value = min(max(value, 0.0), 1.0)
    return int(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055) + 0.5)


@lru_cache(maxsize=256)
def _table(colours: tuple[str, ...], positions: tuple[float, ...] | None) -> Array:
    labs = to_oklab(np.stack([rgb(c) for c in colours]))
    at = np.linspace(0, 1, len(colours)) if positions is None else np.array(positions)
    t = np.linspace(0, 1, _STEPS)
    lab = np.stack([np.interp(t, at, labs[:, k]) for k in range(3)], -1).astype(np.float32)
    return np.ascontiguousarray(from_oklab(lab).T)


def ramp(t: Array, colours: Sequence[str], positions: Sequence[float] | None = None) -> Array:
    """Linear colours (..., 3) along a gradient of hex colours, t in [0, 1]; blended in OKLab."""
    table = _table(tuple(colours), None if positions is None else tuple(positions))
    index = (np.clip(t, 0, 1) * np.float32(_STEPS - 1) + np.float32(0.5)).astype(np.int32)
    planes = np.stack([np.take(table[k], index) for k in range(3)])
    return np.moveaxis(planes, 0, -1)


def mixed(a: str, b: str, t: float) -> str:
    """A hex colour between two, in OKLab."""
    light, x, y = (one * (1 - t) + other * t for one, other in zip(lab(a), lab(b), strict=True))
    return to_hex((light, x, y))


def shifted(colour: str, *, turn: float = 0.0, chroma: float = 1.0, lightness: float = 0.0) -> str:
    """A hex colour turned in hue (degrees), scaled in chroma, and lightened (OKLab L, -1 to 1)."""
    light, x, y = lab(colour)
    a, x, y = math.radians(turn), x * chroma, y * chroma
    return to_hex(
        (
            min(max(light + lightness, 0.0), 1.0),
            x * math.cos(a) - y * math.sin(a),
            x * math.sin(a) + y * math.cos(a),
        )
    )


def smooth(low: float, high: float, x: Array) -> Array:
    """Smoothstep: 0 at `low`, 1 at `high` (which may be the smaller one)."""
    t = np.clip((x - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    out: Array = t * t * (3 - 2 * t)
    return out


def over(picture: Array, layer: Array, mask: Array | float) -> Array:
    """Lay a colour (3,) or a picture (h, w, 3) over a picture, in place, where mask (h, w) is; returns it."""
    cover = mask[..., None] if isinstance(mask, np.ndarray) else np.float32(mask)
    picture += (layer - picture) * cover
    return picture


def add(picture: Array, colour: Array, mask: Array) -> Array:
    """Add light of a colour (3,) times mask (h, w) to a picture, in place; returns it."""
    for k in range(3):
        picture[..., k] += mask * colour[k]
    return picture


def luminance(picture: Array) -> Array:
    """Relative luminance (h, w) of linear colours."""
    out: Array = picture[..., 0] * np.float32(0.2126) + picture[..., 1] * np.float32(0.7152)
    out += picture[..., 2] * np.float32(0.0722)
    return out


def tone(picture: Array, exposure: float = 1.0) -> Array:
    """Film-like tone curve (Narkowicz's fit of ACES): strong light rolls off instead of clipping."""
    c = np.maximum(picture, 0) * np.float32(exposure)
    above = c * (c * np.float32(2.51) + np.float32(0.03))
    below = c * (c * np.float32(2.43) + np.float32(0.59)) + np.float32(0.14)
    return np.asarray(above / below, np.float32)


def encode(picture: Array, dither: Array | None = None) -> NDArray[np.uint8]:
    """sRGB bytes (h, w, 3) of linear light, clipped to [0, 1]; `dither` (h, w) is added in steps of one byte."""
    out = np.empty(picture.shape, np.uint8)
    for k in range(3):
        c = np.clip(picture[..., k], 0, 1)
        dark = c * np.float32(12.92 * 255)
        # x ** (1 / 2.4) by way of logarithms: twice as fast as np.power.
        bright = np.exp(np.log(np.maximum(c, np.float32(0.003))) * np.float32(1 / 2.4))
        byte = np.where(c <= 0.0031308, dark, bright * np.float32(1.055 * 255) - np.float32(0.055 * 255))
        if dither is not None:
            byte += dither
        out[..., k] = np.clip(byte + np.float32(0.5), 0, 255)
    return out
