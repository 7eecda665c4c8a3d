"""Lights out of focus behind a wet pane: discs of colour, and drops that turn them upside down."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    distance,
    fbm,
    hashed,
    mixed,
    over,
    ramp,
    rgb,
    scatter_table,
    shifted,
    smooth,
)
from jobs.engines.sketch.recipe import Recipe


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the lights, then the drops on the pane."""
    seed = r.noise_seed("lights")
    dark = shifted(r.palette[0], lightness=-0.05)
    t = f.coarse(lambda g: g.y + np.float32(0.22) * fbm(g, 1.4, seed, 4), 1 / 64)
    picture = ramp(t, (dark, mixed(dark, r.palette[1], 0.65), mixed(dark, r.accent, 0.14)))
    for size, cell, power in ((0.034, 0.075, 0.40), (0.060, 0.105, 0.46), (0.095, 0.19, 0.38)):
        _lights(r, f, picture, (size, cell, power), seed + int(size * 1000))
    if r.has("drops") and r.own("pane") > 0.25:
        _drops(r, f, picture)
    return picture


def _colour(r: Recipe, value: float) -> Array:
    warm = (r.accent, r.palette[3], r.palette[2], r.sun, shifted(r.accent, turn=40, lightness=0.05), r.palette[4])
    return rgb(shifted(warm[int(value * len(warm)) % len(warm)], chroma=1.25))


def _lights(r: Recipe, f: Frame, picture: Array, layer: tuple[float, float, float], seed: int) -> None:
    size, cell, power = layer
    for x, y, a, b, c in scatter_table(f, cell, seed, reach=size * 1.5).tolist():
        # The lights gather in a slanting band.
        band = np.exp(-(((y - 0.56 + 0.14 * np.sin(x * 2.2 + seed)) / 0.27) ** 2))
        if hashed(seed, int(a * 1e6)) > 0.95 * band:
            continue
        radius = size * (0.55 + 0.8 * b)
        part = f.part(x - radius, y - radius, x + radius, y + radius)
        if not part:
            continue
        g = f.cut(part)
        d = distance(g, x, y) / np.float32(radius)
        edge = np.float32(max(0.05, g.px / radius))
        ring = np.clip((1 - d) / edge, 0, 1) * (np.float32(0.60) + np.float32(0.40) * smooth(0.60, 0.98, d))
        picture[part] += _colour(r, c) * (ring * np.float32(power * (0.25 + 0.95 * a)))[..., None]


def _drops(r: Recipe, f: Frame, picture: Array) -> None:
    seed = r.noise_seed("drops")
    for x, y, a, b, _ in scatter_table(f, 0.07, seed, reach=0.03).tolist():
        radius = 0.004 + 0.016 * a**3
        tall = radius * (1.1 + 0.25 * b)
        part = f.part(x - radius, y - tall, x + radius, y + tall)
        if not part or radius < 1.2 * f.px:
            continue
        g = f.cut(part)
        u, v = (g.xs - np.float32(x)) / np.float32(radius), (g.ys - np.float32(y)) / np.float32(tall)
        d = np.sqrt(u * u + v * v)
        mask = np.clip((1 - d) / np.float32(max(0.14, 1.2 * g.px / radius)), 0, 1)
        shade = 1 - np.float32(0.6) * smooth(0.45, 1.0, d) * smooth(0.35, -0.35, v)
        inside = picture[part][::-1, ::-1] * (np.float32(1.15) * shade)[..., None]
        inside += (np.float32(0.10) * smooth(0.2, 1.0, d) * smooth(-0.3, 0.5, v))[..., None] * rgb(r.sun)
        inside += (np.exp(-(np.square(u + 0.32) + np.square(v + 0.42)) * np.float32(24)) * np.float32(0.85))[..., None]
        over(picture[part], inside, mask)
