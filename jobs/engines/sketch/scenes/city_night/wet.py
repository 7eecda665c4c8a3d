"""What wet asphalt or water mirrors: the city seen from under the ground, smeared downwards."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, noise, smooth
from jobs.engines.sketch.rays import Labels
from jobs.engines.sketch.scenes.city_night.lamps import Lamp
from jobs.engines.sketch.scenes.city_night.night import Night

CELL = 1 / 400
"""Grid of the mirrored city, in world units: it is smeared, so it needs no more."""
REACH = 0.16
"""The longest smear, up and down."""
BAND = 32


def mirror(night: Night, lamps: list[Lamp], f: Frame, picture: Array, mask: Array) -> None:
    """Adds the mirrored city where `mask` (h, w) says there is ground."""
    rows = np.flatnonzero(mask.max(axis=1) > 0)
    if len(rows) == 0:
        return
    g = _grid(f, f.top + rows[0] * f.px - REACH, f.top + (rows[-1] + 1) * f.px + REACH)
    seen = _city_below(night, lamps, g)
    water = night.kind == "skyline"
    down = np.maximum(f.ys[:, 0] - np.float32(night.horizon), 0)
    fine = noise(f, 70, night.r.noise_seed("ripple 2"), stretch=4)
    ripple = noise(f, 26, night.r.noise_seed("ripple"), stretch=5) + np.float32(0.6) * fine
    shift = ripple * down[:, None] * np.float32(0.018 / g.px)
    column = np.clip((f.xs - np.float32(g.left)) / np.float32(g.px) + shift, 0, g.width - 1).astype(np.int32)
    smeared = _smeared(seen, f, g, down * np.float32(0.45 if water else 0.7), column)
    if water:
        share = np.float32(0.78) * (1 - np.float32(0.5) * smooth(0.0, 0.5, down))[:, None]
        share = share * (1 + np.float32(0.12) * ripple)
    else:

        def puddles(h: Frame) -> Array:
            return smooth(-0.1, 0.35, fbm(h, 3.2, night.r.noise_seed("puddle"), 4, stretch=3.5))

        share = np.float32(0.165) + np.float32(0.44) * f.coarse(puddles, 1 / 256)
        share = share * (1 + np.float32(0.1) * ripple)
    for k in range(3):
        picture[..., k] += smeared[k] * share * mask


def _grid(f: Frame, top: float, bottom: float) -> Frame:
    cell = max(f.px, CELL)
    left, first = math.floor(f.left / cell - 2) * cell, math.floor(top / cell) * cell
    return Frame(left, first, cell, math.ceil((f.right - left) / cell) + 2, math.ceil((bottom - first) / cell))


def _city_below(night: Night, lamps: list[Lamp], g: Frame) -> Array:
    """The mirrored city (3, h, w): the eye under the ground looks up along mirrored rays."""
    eye = (night.eye[0], -night.eye[1], night.eye[2])
    seen = np.empty((3, *g.shape), np.float32)
    for start in range(0, g.height, BAND):
        band = g.rows(start, min(start + BAND, g.height))
        d = night.camera.rays(band.x.reshape(-1), band.y.reshape(-1))
        d[1] = -d[1]
        seen[:, start : start + band.height] = night.shade(eye, d)[0].reshape(3, *band.shape)
    for x, y, size, colour, _ in lamps:
        wide = np.float32(1 / (1.5 * size))
        level = np.float32(2 * night.horizon - y)
        d2 = np.square((g.xs - np.float32(x)) * wide) + np.square((g.ys - level) * wide)
        seen += colour[:, None, None] * np.exp(-np.minimum(d2, 30)) * np.float32(1.4)
    return seen


def _smeared(seen: Array, f: Frame, g: Frame, length: Array, column: Labels) -> Array:
    """Means of `seen` over columns of two lengths around each pixel of f, from running sums."""
    sums = np.zeros((3, g.height + 1, g.width))
    np.cumsum(seen, axis=1, dtype=np.float64, out=sums[:, 1:])
    out = np.zeros((3, *f.shape), np.float32)
    middle = (f.ys[:, 0] - np.float32(g.top)) / np.float32(g.px)
    for factor in (0.22, 0.6):
        half = np.clip((length * np.float32(factor) + np.float32(0.004)) / np.float32(g.px), 1, REACH / g.px - 1)
        first = np.clip(middle - half, 0, g.height - 2).astype(np.int32)
        last = np.maximum(np.clip(middle + half + 1, 1, g.height).astype(np.int32), first + 1)
        line = ((sums[:, last] - sums[:, first]) / (last - first)[None, :, None]).astype(np.float32)
        for k in range(3):
            out[k] += np.float32(0.5) * np.take_along_axis(line[k], column, axis=1)
    return out
