"""Mountain ranges one behind the other, with fog in the valleys."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, cover, fbm, noise_line, over, rgb, smooth
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes import air

_SINGLE = {"volcano", "peak", "summit", "everest", "🗻", "fuji"}


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the ranges; one peak stands out when the prompt asks for one."""
    horizon = r.vary("horizon", 0.36, 0.5)
    sun = r.aspect * r.own("sun x", 0.22, 0.78), horizon - r.vary("sun y", 0.08, 0.24)
    picture = air.heavens(r, f, 0.72, sun, r.vary("sun size", 0.05, 0.085))
    words = set(r.word("words").split())
    if words & _SINGLE or r.word("subject") in _SINGLE or r.own("peak") > 0.72:
        _peak(r, f, picture, horizon)
    air.birds(r, f, picture, sun[0] + 0.1, sun[1] + 0.05)
    count = round(r.vary("ranges", 4.6, 7.4))
    air.ridges(r, f, picture, sun, span=(horizon + 0.05, 0.98), count=count, height=r.vary("height", 0.12, 0.18))
    air.haze(r, f, picture, 0.86, 0.10, 0.62)
    air.weather(r, f, picture)
    return picture


def _peak(r: Recipe, f: Frame, picture: Array, horizon: float) -> None:
    """A great far mountain with snow on its shoulders."""
    scale = air.squeeze(r)
    middle, top = r.aspect * r.own("peak x", 0.35, 0.65), horizon - r.vary("peak y", 0.17, 0.25)
    x = f.xs - np.float32(middle)
    seed = r.noise_seed("peak")
    rough = noise_line(f.xs / scale, 9, seed) * 0.008 + noise_line(f.xs / scale, 31, seed + 1) * 0.004
    away = np.sqrt(x * x + np.float32(0.0012)) / np.float32(scale)
    line = (top + 0.62 * away / (1 + 0.75 * away) + rough).astype(np.float32)
    depth = f.ys - line
    side = np.clip(0.5 + x / np.float32(0.10 * scale) * 0.5 + fbm(f, 9, seed, 4, stretch=0.6) * 0.7, 0, 1)
    body = rgb(r.ground[3]) + (rgb(r.ground[2]) - rgb(r.ground[3])) * side[..., None]
    tongues = fbm(f, 13, seed + 2, 4, stretch=0.35) * np.float32(0.09)
    snow = smooth(0.02, -0.02, f.ys - np.float32(top + 0.13) - tongues)
    white = rgb(r.ground[4]) * (np.float32(1.05) - np.float32(0.34) * side)[..., None]
    over(body, white, snow if r.has("snow") else 0.0)
    over(body, rgb(air.fog_colour(r)), smooth(0.0, 0.36, depth) * np.float32(0.9))
    over(picture, body, cover(f, -depth))
