"""Land from above: a river delta as a satellite sees it, or a map with contour lines."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, fbm_at, mixed, over, ramp, rgb, shifted, smooth
from jobs.engines.sketch.recipe import Recipe

CELL = 1 / 420


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the map, or the delta."""
    return _map(r, f) if r.word("kind", "map") == "map" else _delta(r, f)


def _hillshade(f: Frame, height: Array, strength: float) -> Array:
    """Light from the upper left on a height field, around 1."""
    rows, columns = np.gradient(height)
    slope = -(rows + columns) * np.float32(strength / f.px)
    return np.asarray(np.clip(1 + slope, 0.45, 1.7), np.float32)


def _delta(r: Recipe, f: Frame) -> Array:
    fields = f.coarse(lambda g: _rivers(r, g), CELL)
    height, river, shore, main = (fields[..., k] for k in range(4))
    seed = r.noise_seed("land")
    river = smooth(0.32, 0.62, river + np.float32(0.05) * fbm(f, 40, seed, 3))
    texture = fbm(f, 38, seed + 1, 5, gain=0.62)
    t = np.clip(0.5 + height * 0.9 + 0.06 - shore * 0.22 + texture * 0.05, 0, 1)
    land = ramp(t, (r.palette[0], r.palette[1], r.palette[2], r.palette[3], mixed(r.palette[4], r.palette[3], 0.3)))
    land *= (1 + np.float32(0.26) * texture)[..., None]
    woods = smooth(0.16, 0.42, fbm(f, 66, seed + 5, 3) + 0.35 * height) * np.float32(0.55)
    over(land, rgb(mixed(r.palette[0], r.palette[1], 0.35)), woods * (1 - river))
    land *= _hillshade(f, height + texture * np.float32(0.010), 0.030)[..., None]
    bank = np.clip(shore * 1.25 - river, 0, 1) ** 3
    over(land, rgb(shifted(r.palette[4], lightness=-0.02)), bank * np.float32(0.62))
    water = ramp(np.clip(0.22 + 0.6 * main + 0.3 * height, 0, 1), _water(r))
    silt = f.coarse(lambda g: smooth(0.0, 0.7, fbm(g, 3.2, seed + 9, 5, stretch=0.6)), 1 / 256)
    over(water, rgb(mixed(r.palette[3], r.palette[4], 0.5)), silt * np.float32(0.22))
    return over(land, water, river)


def _water(r: Recipe) -> tuple[str, ...]:
    blue = r.accent
    return shifted(blue, lightness=-0.16), blue, shifted(blue, lightness=0.16, chroma=0.8), mixed(blue, "#e8f4ea", 0.7)


def _rivers(r: Recipe, f: Frame) -> Array:
    """Height, river, shore and depth (h, w, 4): rivers run where warped noise crosses zero."""
    seed = r.noise_seed("rivers") & 127
    wide = np.float32((1.0 + 0.3 * r.own("scale", -1, 1)) / min(1.0, max(r.aspect, 0.4)) ** 0.4)
    x, y = f.x * wide, f.y * wide
    wx = x + np.float32(0.24) * fbm_at(x * 2, y * 2, seed, 4)
    wy = y + np.float32(0.24) * fbm_at(x * 2 + 9, y * 2, seed + 2, 4)
    height = fbm_at(wx * 3, wy * 3, seed + 5, 6)
    first = 1 - np.abs(fbm_at(wx * np.float32(1.3) + 1, wy * np.float32(0.9), seed + 11, 3)) * np.float32(2.6)
    second = 1 - np.abs(fbm_at(wx * np.float32(3.1) + 4, wy * np.float32(2.1), seed + 21, 4)) * np.float32(3.2)
    third = 1 - np.abs(fbm_at(wx * np.float32(7) + 4, wy * np.float32(5), seed + 27, 3)) * np.float32(3.6)
    river = np.maximum(smooth(0.77, 0.91, first), smooth(0.84, 0.97, second))
    river = np.maximum(river, smooth(0.80, 1.0, third) * np.float32(0.56))
    shore = np.maximum(smooth(0.35, 0.9, first), smooth(0.5, 0.95, second) * np.float32(0.8))
    return np.stack([height, river, shore, np.clip(first, 0, 1)], -1).astype(np.float32)


def _map(r: Recipe, f: Frame) -> Array:
    seed = r.noise_seed("map") & 127
    wide = np.float32(1.0 / min(1.0, max(r.aspect, 0.4)) ** 0.4)

    def land(g: Frame) -> Array:
        x, y = g.x * wide, g.y * wide
        wx = x + np.float32(0.30) * fbm_at(x * np.float32(1.2), y * np.float32(1.2), seed, 3)
        wy = y + np.float32(0.30) * fbm_at(x * np.float32(1.2) + 5, y * np.float32(1.2), seed + 3, 3)
        return fbm_at(wx * np.float32(2.3), wy * np.float32(2.3), seed + 7, 5, gain=0.44) + np.float32(0.07)

    height = f.coarse(land, CELL)
    levels = 20.0
    scaled = height * np.float32(levels)
    rows, columns = np.gradient(scaled)
    steep = np.sqrt(rows * rows + columns * columns) + np.float32(1e-4)
    nearest = np.abs(scaled - np.round(scaled)) / steep
    width = 0.0011 / f.px
    line = np.clip(width * 0.5 + 0.5 - nearest, 0, 1) * np.float32(min(1.0, 0.35 + width * 0.6))
    line *= smooth(0.55, 0.2, steep)
    terrace = np.floor(scaled) + smooth(0.82, 1.0, scaled - np.floor(scaled)) * np.float32(0.25)
    ground = terrace / np.float32(levels)
    deep, shallow = shifted(r.sky[0], lightness=-0.1), mixed(r.sky[1], r.sky[2], 0.6)
    water = ramp(np.clip(0.5 + ground * 1.5, 0, 1), (deep, r.sky[0], r.sky[1], shallow))
    hills = mixed(r.palette[3], r.palette[2], 0.6)
    heights = (r.palette[4], r.palette[3], hills, r.palette[2], r.palette[1])
    warm = ramp(np.clip(ground * 2.1 + 0.06, 0, 1), heights)
    sea = smooth(0.003, -0.003, height)
    picture = over(warm, water, sea)
    # Each level is a sheet of paper that throws a small shadow down its slope.
    drop = scaled - np.floor(scaled)
    picture *= (1 - np.float32(0.20) * np.exp(-drop * np.float32(5)) * smooth(0.9, 0.3, steep))[..., None]
    picture *= _hillshade(f, height, 0.10)[..., None] * np.float32(0.35) + np.float32(0.65)
    ink = rgb(mixed(r.palette[0], r.palette[1], 0.4))
    if r.has("lines"):
        index = np.abs(np.mod(np.round(scaled), 5)) < 0.5
        over(picture, ink, line * np.where(index, np.float32(0.85), np.float32(0.42)))
    coast = np.clip(0.0022 / f.px * 0.5 + 0.5 - np.abs(scaled) / steep, 0, 1) * np.float32(min(1.0, 0.0022 / f.px))
    over(picture, rgb(r.palette[0]), coast * np.float32(0.9))
    picture *= (1 + np.float32(0.03) * fbm(f, 120, seed, 2))[..., None]
    return picture
