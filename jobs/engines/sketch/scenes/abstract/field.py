"""Fields of colour with soft borders, layered like thin paint, with fine grain."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, fbm_at, mixed, over, ramp, rgb, shifted, smooth
from jobs.engines.sketch.recipe import Recipe


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the fields: stacked blocks, or a drifting glow."""
    return _blocks(r, f) if r.own("kind") < 0.45 else _aura(r, f)


def _aura(r: Recipe, f: Frame) -> Array:
    """Clouds of light that pass into each other."""
    seed = r.noise_seed("aura") & 127

    def field(g: Frame) -> Array:
        q = np.float32(r.vary("scale", 0.7, 1.1))
        x, y = g.x * q, g.y * q
        ax, ay = fbm_at(x, y, seed, 2), fbm_at(x + 4, y + 8, seed + 3, 2)
        one = fbm_at(x + np.float32(1.1) * ax, y + np.float32(1.1) * ay, seed + 6, 2)
        two = fbm_at(x * np.float32(1.3) + ay, y * np.float32(1.3) - ax, seed + 9, 2)
        return np.stack([one, two], -1).astype(np.float32)

    pair = f.coarse(field, 1 / 128)
    t = np.clip(0.5 + pair[..., 0] * 0.95 + (f.ys - 0.5) * np.float32(r.own("fall", -0.5, 0.5)), 0, 1)
    colours = (r.palette[1], r.palette[2], r.accent, r.palette[3], r.palette[4])
    picture = ramp(t, colours, (0, 0.28, 0.52, 0.74, 1))
    over(picture, rgb(r.sky[0]), smooth(0.0, 0.55, pair[..., 1]) * np.float32(0.75))
    over(picture, rgb(r.sun), smooth(0.25, 0.75, -pair[..., 1]) * np.float32(0.55))
    grain = fbm(f, 420, seed, 2, gain=0.9) + fbm(f, 230, seed + 4, 1) * np.float32(0.6)
    picture *= (1 + np.float32(0.085) * grain)[..., None]
    return picture


def _blocks(r: Recipe, f: Frame) -> Array:
    """Two or three stacked blocks on a coloured ground, with brushed borders."""
    seed = r.noise_seed("blocks")
    brush = fbm(f, 6, seed, 5, stretch=3.0)
    wash = f.coarse(lambda g: fbm(g, 1.6, seed + 3, 4), 1 / 128)
    ground = mixed(r.palette[2], r.palette[1], r.own("ground", 0.0, 0.7))
    shades = (shifted(ground, lightness=-0.05), ground, shifted(ground, lightness=0.06))
    picture = ramp(np.clip(0.5 + 0.4 * wash, 0, 1), shades)
    margin = 0.075 * min(1.0, r.aspect)
    cuts = [0.06, *sorted(r.own(f"cut {k}", 0.22, 0.80) for k in range(2 if r.own("three") > 0.4 else 1)), 0.945]
    colours = [r.accent, r.palette[3], r.palette[0], r.palette[4], mixed(r.accent, r.palette[3], 0.5)]
    first = int(r.own("first") * 5)
    for k, (top, bottom) in enumerate(pairwise(cuts)):
        if bottom - top < 0.09:
            continue
        edge = np.float32(0.014) * brush + np.float32(0.008) * wash
        dx = np.minimum(f.xs - np.float32(margin), np.float32(r.aspect - margin) - f.xs) + edge
        dy = np.minimum(f.ys - np.float32(top + 0.014), np.float32(bottom - 0.014) - f.ys) + edge
        inside = np.minimum(dx, dy)
        mask = smooth(-0.012, 0.016, inside) * (np.float32(0.90) + np.float32(0.10) * brush)
        colour = colours[(first + k * 2) % len(colours)]
        layer = ramp(np.clip(0.5 + 0.45 * wash + 0.25 * brush, 0, 1),
                     (shifted(colour, lightness=-0.05), colour, shifted(colour, lightness=0.06)))  # fmt: skip
        over(picture, layer, np.clip(mask, 0, 1))
    canvas = fbm(f, 260, seed + 8, 2, gain=0.8)
    picture *= (1 + np.float32(0.05) * canvas + np.float32(0.04) * brush)[..., None]
    return picture
