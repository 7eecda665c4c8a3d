"""Stained glass: cells of glowing colour between dark lead lines."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, noise_at, ramp, rgb, shifted, smooth, voronoi
from jobs.engines.sketch.recipe import Recipe


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the window: cells follow large bands of colour and are lit from behind."""
    seed = r.noise_seed("cells")
    count = np.float32(r.vary("cells", 6.5, 11) / min(1.0, max(r.aspect, 0.15)) ** 0.5)
    bend = f.coarse(lambda g: fbm(g, 1.3, seed, 2), 1 / 128)
    x = f.x * count + bend * np.float32(1.4)
    y = f.y * count * np.float32(0.8) - bend * np.float32(1.1)
    first, second, name = voronoi(x, y, seed & 0xFFFF)
    wall = (second - first) * np.float32(0.5)
    band = f.coarse(lambda g: noise_at(g.x * np.float32(1.5), g.y * np.float32(1.5), seed & 127)
                    + np.float32(0.5) * g.y, 1 / 128)  # fmt: skip
    value = np.clip(0.42 + 0.62 * band + (name - 0.5) * 0.75, 0, 1)
    vivid = tuple(shifted(c, chroma=1.3) for c in (r.palette[1], r.palette[2], r.accent, r.palette[3], r.palette[4]))
    picture = ramp(value, vivid)
    sun = r.aspect * r.own("sun x", 0.25, 0.75), r.own("sun y", 0.2, 0.5)
    lamp = f.coarse(lambda g: np.exp(-np.sqrt((g.xs - sun[0]) ** 2 + (g.ys - sun[1]) ** 2) * np.float32(1.9)), 1 / 64)
    streaks = fbm(f, 22, seed + 3, 4, stretch=0.4)
    inner = np.float32(0.70) + np.float32(0.5) * smooth(0.0, 0.34, wall)
    picture *= (inner * (0.55 + 1.15 * lamp) * (1 + np.float32(0.16) * streaks))[..., None].astype(np.float32)
    lead_width = np.float32(max(0.030, 0.6 * f.px * float(count)))
    soft = np.float32(max(0.012, 0.7 * f.px * float(count)))
    lead = np.clip((lead_width - wall) / soft + 0.5, 0, 1)
    shine = 0.8 + 1.6 * smooth(0.0, float(lead_width), wall)
    metal = rgb(shifted(r.palette[0], chroma=0.5, lightness=-0.06)) * shine[..., None]
    picture += (metal - picture) * lead[..., None]
    return picture.astype(np.float32)
