"""Folds of coloured silk that follow a slow current."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, fbm_at, mixed, noise_at, over, ramp, rgb, smooth
from jobs.engines.sketch.recipe import Recipe


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the folds: a warped field cut into layers, each lit on its upper edge."""
    field = f.coarse(lambda g: _current(r, g), 1 / 360)
    value, light = field[..., 0], field[..., 1]
    layers = r.vary("layers", 7, 12)
    scaled = value * np.float32(layers)
    base = np.floor(scaled)
    rest = scaled - base
    rows, columns = np.gradient(scaled)
    steep = np.sqrt(rows * rows + columns * columns) + np.float32(1e-5)
    # A fold's edge is as sharp as the pixels allow.
    edge = np.clip(rest / np.maximum(steep, 1e-4), 0, 1)
    level = base + edge - 1
    tone = 0.5 + 0.5 * np.sin(level * np.float32(2.4) + r.shared("phase", 0, 6.28)) * np.float32(0.95)
    colours = (r.palette[0], r.palette[1], r.palette[2], r.accent, r.palette[3], r.palette[4])
    picture = ramp(np.clip(tone + light * 0.10, 0, 1), colours, (0, 0.2, 0.42, 0.58, 0.78, 1))
    fold = np.float32(0.62) + np.float32(0.55) * (1 - edge + edge * smooth(0.0, 0.9, rest))
    picture *= (fold * (1 + np.float32(0.28) * light))[..., None]
    sheen = np.exp(-np.square((rest - np.float32(0.90)) * np.float32(9)))
    over(picture, rgb(mixed(r.sun, r.palette[4], 0.5)), sheen * np.float32(0.30))
    silk = fbm(f, 150, r.noise_seed("silk"), 2, stretch=0.35)
    picture *= (1 + np.float32(0.05) * silk)[..., None]
    return picture


def _current(r: Recipe, f: Frame) -> Array:
    seed = r.noise_seed("current") & 127
    q = np.float32(r.vary("scale", 0.75, 1.15))
    x, y = f.x * q, f.y * q
    ax, ay = fbm_at(x, y, seed, 2), fbm_at(x + 7, y + 2, seed + 3, 2)
    stir = np.float32(0.9 + 0.6 * r.bend)
    value = fbm_at(x + stir * ax, y + stir * ay, seed + 6, 2, gain=0.35)
    value += np.float32(0.55) * (y + np.float32(0.35) * x)
    light = noise_at(x * np.float32(2.1) + ax, y * np.float32(2.1) + ay, seed + 9)
    return np.stack([value, light], -1).astype(np.float32)
