"""Playing cards: their faces drawn as textures, and the sampling of those on a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from jobs.engines.sketch.canvas import rgb
from jobs.engines.sketch.rays import Floats

WIDTH, HEIGHT = 0.56, 0.78
"""Size of a card on the table."""
SUITS = ("spade", "heart", "club", "diamond")
RANKS = ("A", "K", "Q", "J", "10", "9", "8", "7")
_W, _H = 360, 502


@dataclass(frozen=True)
class Card:
    """A card on the table: middle, angle, and its face ("A spade"); without a face it lies on it."""

    x: float
    z: float
    turn: float
    face: str = ""
    mirrored: bool = False
    """Whether the whole picture will be mirrored, so that the face has to be, too."""


def _suit(draw: ImageDraw.ImageDraw, suit: str, x: float, y: float, size: float, ink: tuple[int, int, int]) -> None:
    def ball(cx: float, cy: float, radius: float) -> None:
        cx, cy, radius = x + cx * size, y + cy * size, radius * size
        draw.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), ink)

    def shape(*points: tuple[float, float]) -> None:
        draw.polygon([(x + a * size, y + b * size) for a, b in points], ink)

    if suit == "diamond":
        shape((0, -1), (0.74, 0), (0, 1), (-0.74, 0))
    elif suit == "heart":
        ball(-0.42, -0.35, 0.46)
        ball(0.42, -0.35, 0.46)
        shape((-0.81, -0.1), (0.81, -0.1), (0, 0.95))
    elif suit == "spade":
        ball(-0.42, 0.25, 0.44)
        ball(0.42, 0.25, 0.44)
        shape((-0.80, 0.05), (0.80, 0.05), (0, -1))
        shape((0, 0.2), (0.3, 0.98), (-0.3, 0.98))
    else:
        ball(0, -0.45, 0.44)
        ball(-0.48, 0.2, 0.44)
        ball(0.48, 0.2, 0.44)
        ball(0, 0.05, 0.3)
        shape((0, 0), (0.3, 0.98), (-0.3, 0.98))


@lru_cache(maxsize=32)
def _picture(face: str, back: str) -> Image.Image:
    image = Image.new("RGB", (_W, _H), (250, 248, 242))
    draw = ImageDraw.Draw(image)
    if not face:
        draw.rounded_rectangle((18, 18, _W - 19, _H - 19), 18, back)
        for k in range(-_H, _W + _H, 30):
            draw.line((k, 18, k + _H, _H - 19), (250, 248, 242), 3)
            draw.line((k, _H - 19, k + _H, 18), (250, 248, 242), 3)
        draw.rectangle((0, 0, _W, 18), (250, 248, 242))
        draw.rectangle((0, _H - 18, _W, _H), (250, 248, 242))
        return image
    rank, suit = face.split()
    ink = (190, 24, 38) if suit in ("heart", "diamond") else (22, 24, 30)
    corner = Image.new("RGB", (_W, _H), (250, 248, 242))
    pen = ImageDraw.Draw(corner)
    pen.text((54, 22), rank, ink, ImageFont.load_default(92), anchor="ma")
    _suit(pen, suit, 54, 158, 32, ink)
    image.paste(corner.crop((0, 0, 110, 200)), (0, 0))
    image.paste(corner.crop((0, 0, 110, 200)).rotate(180), (_W - 110, _H - 200))
    if rank == "A":
        _suit(draw, suit, _W / 2, _H / 2, 92, ink)
    elif rank in "KQJ":
        draw.rounded_rectangle((104, 60, _W - 105, _H - 61), 10, None, ink, 4)
        draw.text((_W / 2, _H / 2), rank, ink, ImageFont.load_default(210), anchor="mm")
        _suit(draw, suit, 142, 108, 26, ink)
        _suit(draw, suit, _W - 142, _H - 108, 26, ink)
    else:
        for k in range(int(rank)):
            row, side = divmod(k, 2)
            lone = int(rank) % 2 and k == int(rank) - 1
            _suit(
                draw,
                suit,
                _W / 2 if lone else (128 if side else _W - 128),
                104 + row * 74 if not lone else _H / 2 + 74,
                30,
                ink,
            )
    return image


@lru_cache(maxsize=64)
def _texture(face: str, back: str, tall: int) -> Floats:
    """Linear colours (tall, wide, 3)."""
    image = _picture(face, back).resize(
        (max(4, round(tall * WIDTH / HEIGHT)), tall), Image.Resampling.BOX if tall < 200 else Image.Resampling.BICUBIC
    )
    return (np.asarray(image, np.float32) / np.float32(255)) ** np.float32(2.2)


def lay(cards: tuple[Card, ...], back: str, pixel: float, p: Floats, tint: Floats) -> tuple[Floats, Floats]:
    """The cards over the ground's tint (3, n) at points p: the new tint, and the number of the card seen (0: none).

    `pixel` is the size of a pixel on the table; textures are made for it.
    """
    tall = int(2 ** round(math.log2(min(512.0, max(16.0, 0.8 * HEIGHT / pixel)))))
    tint, number = np.array(tint), np.zeros(p.shape[1], np.float32)
    for k, card in enumerate(cards, 1):
        c, s = math.cos(card.turn), math.sin(card.turn)
        x, z = p[0] - np.float32(card.x), p[2] - np.float32(card.z)
        u, v = x * c + z * s, z * c - x * s
        out = (
            np.maximum(np.abs(u) - np.float32(WIDTH / 2 - 0.04), 0) ** 2
            + np.maximum(np.abs(v) - np.float32(HEIGHT / 2 - 0.04), 0) ** 2
        )
        near = np.flatnonzero(out < 0.015)
        if len(near) == 0:
            continue
        d = np.sqrt(out[near]) - np.float32(0.04)
        tint[:, near] *= 1 - np.float32(0.5) * np.exp(np.minimum(-d, 0) * np.float32(28))
        on = near[d < 0]
        face = _texture(card.face, back, tall)
        rows, columns = face.shape[:2]
        across = u[on] * np.float32(-1 / WIDTH if card.mirrored else 1 / WIDTH)
        i = np.clip((across + np.float32(0.5)) * columns - np.float32(0.5), 0, columns - 1.001)
        j = np.clip((v[on] / np.float32(HEIGHT) + np.float32(0.5)) * rows - np.float32(0.5), 0, rows - 1.001)
        i0, j0 = i.astype(np.int32), j.astype(np.int32)
        fi, fj = (i - i0)[:, None], (j - j0)[:, None]
        low = face[j0, i0] * (1 - fi) + face[j0, i0 + 1] * fi
        high = face[j0 + 1, i0] * (1 - fi) + face[j0 + 1, i0 + 1] * fi
        tint[:, on] = (low + (high - low) * fj).T * rgb("#f4f1ea")[:, None]
        number[on] = k
    return tint, number
