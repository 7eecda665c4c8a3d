"""A soap film: the colours of thin layers, flowing."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm_at, luminance, mixed, over, rgb, smooth
from jobs.engines.sketch.recipe import Recipe

WAVES = np.array([0.650, 0.545, 0.445], np.float32)
"""Wavelengths of red, green and blue light in micrometres."""


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the film: its thickness gives the colours, its slope the shine."""
    fields = f.coarse(lambda g: _film(r, g), 1 / 360)
    thickness, slope = fields[..., 0], fields[..., 1]
    picture = f.blank()
    for k in range(3):
        wave = np.sin(thickness * np.float32(1.33 * math.pi / WAVES[k]))
        picture[..., k] = np.power(wave * wave, np.float32(1.15))
    shine = np.clip(slope * np.float32(0.20), -1, 1)
    picture *= (np.float32(0.80) + np.float32(0.30) * shine)[..., None]
    grey = luminance(picture)
    soft = 0.58 if "pearl" in r.word("words") else 0.46
    picture += (grey[..., None] - picture) * np.float32(soft)
    tint = rgb(mixed(r.palette[4], r.accent, 0.18))
    picture *= np.float32(0.70) + np.float32(0.42) * tint
    over(picture, rgb(r.palette[0]), smooth(0.20, -0.05, thickness) * np.float32(0.85))
    picture += (np.clip(shine, 0, 1) ** 3 * np.float32(0.38))[..., None]
    return picture * np.float32(0.78) + np.float32(0.012)


def _film(r: Recipe, f: Frame) -> Array:
    """Thickness in micrometres and slope towards the light (h, w, 2)."""
    seed = r.noise_seed("film") & 127
    q = np.float32(0.85 * r.vary("scale", 0.85, 1.25))
    x, y = f.x * q, f.y * q
    stir = np.float32(0.85 + 0.4 * r.bend)
    ax, ay = fbm_at(x, y, seed, 3), fbm_at(x + 5, y, seed + 4, 3)
    bx = fbm_at(x + stir * ax + 2, y + stir * ay + 9, seed + 8, 3)
    by = fbm_at(x + stir * ax + 8, y + stir * ay + 3, seed + 12, 3)
    body = fbm_at(x + bx, y + by, seed + 16, 4, gain=0.38) * np.float32(0.62)
    thickness = np.float32(0.40 + 0.4 * r.own("thick")) + f.y * np.float32(0.36) + 0.95 * body + 0.2 * bx
    rows, columns = np.gradient(body)
    slope = -(rows * 0.8 + columns * 0.6) / np.float32(f.px)
    return np.stack([thickness, slope], -1).astype(np.float32)
