"""Ink that unfolds in water: plumes drawn out into threads by swirls of many sizes."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    add,
    fbm,
    fbm_at,
    hash_lattice,
    mixed,
    noise_at,
    ramp,
    rgb,
    shifted,
    smooth,
)
from jobs.engines.sketch.recipe import Recipe

SWIRLS = ((1.1, 0.20), (1.9, 0.14), (3.3, 0.085), (5.6, 0.046), (9.0, 0.024), (15.0, 0.011))
"""Frequency of each family of swirls, and how far it carries the ink (world units times frequency)."""
CELL = 1 / 360


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the ink."""
    drift = f.coarse(lambda g: _carried(r, g), CELL)
    x, y = drift[..., 0], drift[..., 1]
    seed = r.noise_seed("ink")
    middle = r.aspect * r.own("middle", 0.42, 0.58)
    width = min(1.0, r.aspect) ** 0.6
    from_middle, size = _plume(r, x - np.float32(middle))
    reach = size * np.float32(width)
    u, v = from_middle / reach, (y - np.float32(0.42)) / reach + np.float32(0.42)
    stem = smooth(0.10, 0.0, np.abs(u)) * smooth(0.62, 0.1, v)
    cloud = _blot(u, v, 0.0, 0.40, 0.36)
    second = _blot(u, v, r.own("second x", -0.42, 0.42), r.own("second y", 0.5, 0.8), 0.17)
    threads = fbm_at(x * np.float32(5.5), y * np.float32(5.5), seed & 255, 3)
    fine = fbm_at(x * np.float32(24), y * np.float32(24), (seed >> 8) & 255, 1)
    # Where the plane is much compressed, threads would be finer than the pixels: they fade out there.
    squeeze = np.abs(np.gradient(x, axis=1)) + np.abs(np.gradient(x, axis=0))
    fine *= 1 / (1 + np.square(squeeze * np.float32(50)))
    threads *= 1 / (1 + np.square(squeeze * np.float32(9)))
    density = (cloud * 1.25 + second * 0.9 + stem * 0.6) * (1 + np.float32(1.05) * threads + np.float32(0.35) * fine)
    density = np.clip(density, 0, 1.7) * np.float32(1 / 1.5)
    t = np.clip(density, 0, 1)
    t = t * t * (3 - 2 * t)
    t += (_blurred(t) - t) * smooth(2.0 * f.px, 6.0 * f.px, squeeze)
    return _coloured(r, f, t, threads, (x, y))


def _plume(r: Recipe, x: Array) -> tuple[Array, Array]:
    """Distance along x from the nearest plume, and that plume's size; the one in the middle has size 1."""
    spacing = 1.3
    place = np.round(x * np.float32(1 / spacing)).astype(np.int64)
    sizes = hash_lattice(place, np.zeros(1, np.int64), r.noise_seed("plumes"))
    sizes = np.float32(0.35) + np.float32(0.55 if r.aspect > 1.6 else 0.15) * sizes
    return x - place * np.float32(spacing), np.where(place == 0, np.float32(1), sizes)


def _blurred(t: Array) -> Array:
    rows = np.pad(t, ((1, 1), (0, 0)), mode="edge")
    rows = (rows[:-2] + rows[1:-1] + rows[2:]) * np.float32(1 / 3)
    columns = np.pad(rows, ((0, 0), (1, 1)), mode="edge")
    out: Array = (columns[:, :-2] + columns[:, 1:-1] + columns[:, 2:]) * np.float32(1 / 3)
    return out


def _blot(x: Array, y: Array, cx: float, cy: float, size: float) -> Array:
    d = np.sqrt(np.square(x - np.float32(cx)) + np.square((y - np.float32(cy)) * np.float32(0.85)))
    return smooth(size, size * 0.06, d)


def _carried(r: Recipe, f: Frame) -> Array:
    """Where the ink at each place came from (h, w, 2): the plane stirred by divergence-free noise."""
    x, y = f.x, f.y
    seed = r.noise_seed("swirls") & 127
    stir = (0.8 + 0.3 * r.vary("stir")) * (1 + r.bend)
    e = np.float32(0.012)
    for k, (frequency, amount) in enumerate(SWIRLS):
        q = np.float32(frequency)
        for half in (0, 1):
            u, v, step = x * q, y * q, e * q
            here = seed + k * 9 + half * 4
            dx = noise_at(u, v + step, here) - noise_at(u, v - step, here)
            dy = noise_at(u - step, v, here) - noise_at(u + step, v, here)
            scale = np.float32(amount * stir * 0.62 / frequency) / (2 * e)
            x, y = x + dx * scale, y + dy * scale
    return np.stack([x, y], -1).astype(np.float32)


def _coloured(r: Recipe, f: Frame, t: Array, threads: Array, at: tuple[Array, Array]) -> Array:
    seed = r.noise_seed("paper")
    tooth = fbm(f, 60, seed, 3) * np.float32(0.02) + fbm(f, 2.2, seed, 2) * np.float32(0.03)
    dark = r.night or (r.light == "studio" and r.own("ground") > 0.74)
    deep, body = shifted(r.palette[0], lightness=-0.05), r.palette[1]
    second = mixed(r.accent, r.palette[2], 0.3)
    if dark:
        stops = (shifted(r.palette[0], lightness=-0.06), mixed(r.palette[0], r.palette[1], 0.7), r.palette[2],
                 mixed(r.palette[3], r.palette[4], 0.4), "#fbfff8")  # fmt: skip
        picture = ramp(np.clip(t * 1.05 + tooth * 0.4, 0, 1), stops, (0, 0.25, 0.55, 0.82, 1))
        add(picture, rgb(second), np.clip(threads, 0, 1) * t * (1 - t) * np.float32(1.1))
        return picture
    white = mixed(r.palette[4], "#fbf8f1", 0.6)
    stops = (white, mixed(white, r.palette[3], 0.55), mixed(r.palette[2], body, 0.35), body, deep)
    picture = ramp(np.clip(t - tooth * 0.5, 0, 1), stops, (0, 0.16, 0.46, 0.76, 1))
    # A second pigment separates out where the first one thins.
    tint = smooth(0.05, 0.6, fbm_at(at[0] * np.float32(2), at[1] * np.float32(2), seed & 255, 1) + 0.12) * t * (1 - t)
    picture += (rgb(second) - picture) * np.clip(tint * np.float32(2.6), 0, 0.75)[..., None]
    return picture
