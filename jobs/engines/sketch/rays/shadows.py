"""What solids keep away: sunlight with soft edges, and light from the sky."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobs.engines.sketch.rays.solids import Box, around, slabs
from jobs.engines.sketch.rays.vectors import NEAR, Floats, Point, column, dot, soft

SHADE_END = np.float32(1 / 25)


def ball_shadow(p: Floats, light: Floats, centre: Point, radius: float, spread: float) -> Floats:
    """Share of a disc-shaped light seen past a ball: 1 in full light, 0 in the umbra.

    `light` points to the light (unit, (3, n) or (3, 1)); `spread` is the light's angular radius.
    """
    v = column(centre) - p
    along = dot(v, np.broadcast_to(light, v.shape))
    gap = np.sqrt(np.maximum(dot(v, v) - along * along, 0)) - radius
    open_: Floats = np.divide(gap, np.maximum(along, np.float32(1e-3)) * np.float32(2 * spread)) + np.float32(0.5)
    result: Floats = np.where(along > 0, soft(open_), np.float32(1))
    return result


def box_shadow(p: Floats, light: Floats, low: Point, high: Point, spread: float) -> Floats:
    """Share of light seen past a box, softened by the length of the way through it."""
    near, far, _ = slabs(p, light, low, high)
    reach = np.maximum(near, np.float32(0.02)) * (2 * spread)
    through: Floats = np.divide(far - np.maximum(near, np.float32(0)), reach)
    return np.where(far > NEAR * 4, 1 - soft(through + np.float32(0.15)), np.float32(1))


def boxes_shadow(p: Floats, light: Floats, boxes: Sequence[Box], spread: float) -> Floats:
    """Share of light, from one direction (3, 1), seen past boxes that stand close together."""
    seen = np.ones(p.shape[1], np.float32)
    near, far, _ = slabs(p, light, *around(boxes))
    some = np.flatnonzero((near < far) & (far > NEAR))
    for low, high, _ in boxes if len(some) else ():
        seen[some] *= box_shadow(p[:, some], light, low, high, spread)
    return seen


def ball_shade(p: Floats, n: Floats, centre: Point, radius: float) -> Floats:
    """How much of the sky a ball leaves open above a surface (1 = all); ends five radii away."""
    v = column(centre) - p
    squared = np.maximum(dot(v, v), np.float32(radius * radius))
    facing = np.clip(np.divide(dot(v, n), np.sqrt(squared)), 0, 1)
    result: Floats = 1 - facing * np.maximum(np.divide(np.float32(radius * radius), squared) - SHADE_END, 0)
    return result
