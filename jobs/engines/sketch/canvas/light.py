"""Things of the open air: sky, sun and moon, glow, stars, ridges, fog and vignette."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobs.engines.sketch.canvas.colour import add, over, ramp, rgb, smooth
from jobs.engines.sketch.canvas.frame import Array, Frame
from jobs.engines.sketch.canvas.noise import fbm, scatter_table


def sky(f: Frame, colours: Sequence[str], horizon: float = 0.75, *, drift: float = 0.03, seed: int = 0) -> Array:
    """A sky (h, w, 3): colours from y = 0 to the horizon, drifting a little."""
    t = f.coarse(lambda g: g.ys / horizon + drift * fbm(g, 1.1, seed, 3, stretch=3.0), 1 / 128)
    return ramp(t, colours)


def distance(f: Frame, x: float, y: float) -> Array:
    """World distance (h, w) from a point."""
    out: Array = np.sqrt(np.square(f.xs - np.float32(x)) + np.square(f.ys - np.float32(y)))
    return out


def cover(f: Frame, d: Array, soft: float = 0.0) -> Array:
    """Antialiased coverage of the inside of a signed distance (negative inside), `soft` world units wide."""
    width = np.float32(max(f.px, soft))
    out: Array = np.clip(np.float32(0.5) - d / width, 0, 1)
    return out


def disc(f: Frame, picture: Array, x: float, y: float, radius: float, colour: Array, soft: float = 0.0) -> Array:
    """Lay a disc over the picture, in place."""
    reach = radius + soft + f.px
    part = f.part(x - reach, y - reach, x + reach, y + reach)
    if part:
        g = f.cut(part)
        over(picture[part], colour, cover(g, distance(g, x, y) - radius, soft))
    return picture


def glow(f: Frame, picture: Array, x: float, y: float, colour: Array, strength: float, falloff: float) -> Array:
    """Add a halo that falls off as exp(-falloff * distance), in place."""
    halo = f.coarse(lambda g: np.exp(distance(g, x, y) * np.float32(-falloff)), min(1 / 64, 0.25 / falloff))
    return add(picture, colour, halo * np.float32(strength))


def stars(f: Frame, picture: Array, seed: int, *, cell: float = 0.022, strength: float = 1.0,
          mask: Array | None = None) -> Array:  # fmt: skip
    """Add stars, few bright and many faint, one per lattice square of side `cell`; in place."""
    table = scatter_table(f, cell, seed)
    light = np.zeros((f.height + 2, f.width + 2), np.float32)
    u = (table[:, 0] - f.left) / f.px + 0.5
    v = (table[:, 1] - f.top) / f.px + 0.5
    i, j = np.floor(u).astype(np.int64), np.floor(v).astype(np.int64)
    inside = (i >= 0) & (j >= 0) & (i <= f.width) & (j <= f.height)
    i, j = i[inside], j[inside]
    du, dv = (u - np.floor(u))[inside], (v - np.floor(v))[inside]
    # A star has a size in the world (0.0016), so its light per pixel sinks as pixels grow.
    power = (0.02 + table[inside, 2] ** 14 * 1.6) * strength * min(4.0, (0.0016 / f.px) ** 2)
    for a, b, weight in ((0, 0, (1 - du) * (1 - dv)), (1, 0, du * (1 - dv)), (0, 1, (1 - du) * dv), (1, 1, du * dv)):
        np.add.at(light, (j + b, i + a), power * weight)
    spread = round(0.0011 / f.px)
    plane = light[1:-1, 1:-1]
    if spread >= 1:
        for axis in (0, 1):
            plane = (np.roll(plane, 1, axis) + 2 * plane + np.roll(plane, -1, axis)) * np.float32(0.33)
    if mask is not None:
        plane = plane * mask
    return add(picture, np.array([0.95, 0.97, 1.0], np.float32), plane)


def below(f: Frame, line: Array, soft: float = 0.0) -> Array:
    """Coverage (h, w) of what lies under a line of world y values, shape (w,) or (1, w) or (h, w)."""
    return cover(f, line - f.ys, soft)


def fog(f: Frame, picture: Array, colour: str | Array, mask: Array) -> Array:
    """Lay fog of a colour over the picture, in place."""
    return over(picture, rgb(colour) if isinstance(colour, str) else colour, mask)


def vignette(f: Frame, picture: Array, aspect: float, strength: float = 0.35) -> Array:
    """Darken towards the corners of the original picture, in place."""

    def fall(g: Frame) -> Array:
        u = (g.xs - aspect / 2) / max(aspect / 2, 0.5)
        v = (g.ys - 0.5) / max(0.5, aspect / 4)
        return 1 - np.float32(strength) * smooth(0.55, 1.6, np.sqrt(u * u + v * v))

    picture *= f.coarse(fall, 1 / 64)[..., None]
    return picture
