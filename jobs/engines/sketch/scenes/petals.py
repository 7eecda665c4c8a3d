"""One paper petal or leaf, shaded and with its shadow: the stuff of flowers and lilies."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, ramp
from jobs.engines.sketch.cutout import Spot


@dataclass(frozen=True)
class Cut:
    """How a petal is cut and dyed."""

    wide: float
    """Width over length."""
    tip: float
    """Exponent of the outline: small is blunt, large is pointed."""
    belly: float
    """Where it is widest, -1 (foot) to 1 (tip)."""
    colours: tuple[str, ...]
    edge: Array
    """Linear colour its rim catches."""
    vein: bool = False


def petal(
    f: Frame, picture: Array, at: Spot, angle: float, long: float, cut: Cut, tones: tuple[float, float] = (0.2, 0.8)
) -> None:
    """One petal of half length `long` around `at`, over its own soft shadow; `tones` are its foot's and tip's."""
    wide, tip, belly = long * cut.wide, cut.tip, cut.belly
    c, s = math.cos(angle), math.sin(angle)
    ex, ey = abs(c) * long * 1.06 + abs(s) * wide * 0.92, abs(s) * long * 1.06 + abs(c) * wide * 0.92
    part = f.part(at[0] - ex, at[1] - ey, at[0] + ex, at[1] + ey)
    if part is None:
        return
    g, below = f.cut(part), picture[part]
    x, y = g.xs - np.float32(at[0]), g.ys - np.float32(at[1])
    u = x * np.float32(c / long) + y * np.float32(s / long)
    v = np.abs(y * np.float32(c / wide) - x * np.float32(s / wide))
    rest = np.maximum(1 - u * u, np.float32(1e-4))
    outline = np.exp(np.log(rest) * np.float32(tip)) * (np.float32(0.62) + np.float32(0.62 * belly) * u)
    e = v - outline
    fall = np.clip(np.float32(0.55) - e * np.float32(1.8), 0, 1) * np.clip((np.float32(1.06) - np.abs(u)) * 12, 0, 1)
    fall = 1 - np.float32(0.42) * fall * fall
    inside = np.clip(np.float32(0.5) - e * np.float32(wide / f.px * 0.8), 0, 1)
    inside *= np.clip((1 - np.abs(u)) * np.float32(long / f.px), 0, 1)
    t = np.float32((tones[0] + tones[1]) / 2) + u * np.float32((tones[1] - tones[0]) / 2)
    shade = np.float32(0.74 - 0.26 * math.cos(angle - 0.9)) + np.float32(0.30) * u
    cup = np.exp(v * v * np.float32(-10)) * np.clip((np.float32(0.7) - u) * 4, 0, 1)
    shade = shade - np.float32(0.30) * cup + np.float32(0.035) * np.sin(v * np.float32(26))
    if cut.vein:
        shade = (
            shade + np.float32(0.3) * np.exp(v * v * np.float32(-900)) + np.float32(0.07) * np.sin((u - v * 0.6) * 30)
        )
    shade = np.clip(shade, np.float32(0.1), np.float32(1.7))
    rim = np.exp(np.square(e + np.float32(0.035)) * np.float32(-400)) * np.float32(0.22)
    colour = ramp(t, cut.colours)
    for k in range(3):
        plane = below[..., k]
        plane *= fall
        plane += (colour[..., k] * shade + cut.edge[k] * rim - plane) * inside
