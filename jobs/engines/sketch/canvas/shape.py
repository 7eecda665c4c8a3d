"""Signed distances of flat shapes, in world units: negative inside. `light.cover` turns one into a mask."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas.frame import Array


def circle(x: Array, y: Array, cx: float, cy: float, radius: float) -> Array:
    """A disc."""
    out: Array = np.sqrt(np.square(x - np.float32(cx)) + np.square(y - np.float32(cy))) - np.float32(radius)
    return out


def box(x: Array, y: Array, cx: float, cy: float, half_width: float, half_height: float, round_: float = 0.0) -> Array:
    """A rectangle, with corners rounded by `round_`."""
    dx = np.abs(x - np.float32(cx)) - np.float32(half_width - round_)
    dy = np.abs(y - np.float32(cy)) - np.float32(half_height - round_)
    outside = np.sqrt(np.square(np.maximum(dx, 0)) + np.square(np.maximum(dy, 0)))
    out: Array = outside + np.minimum(np.maximum(dx, dy), 0) - np.float32(round_)
    return out


def segment(x: Array, y: Array, a: tuple[float, float], b: tuple[float, float], width: float) -> Array:
    """A stroke of the given full width from a to b, with round ends."""
    ux, uy = b[0] - a[0], b[1] - a[1]
    t = np.clip(((x - a[0]) * ux + (y - a[1]) * uy) / (ux * ux + uy * uy + 1e-12), 0, 1)
    out = np.sqrt(np.square(x - a[0] - t * ux) + np.square(y - a[1] - t * uy)) - width / 2
    return np.asarray(out, np.float32)


def union(a: Array, b: Array, blend: float = 0.0) -> Array:
    """Either shape; with `blend` (world units) the seam is rounded."""
    if blend == 0.0:
        return np.minimum(a, b)
    h = np.clip(0.5 + 0.5 * (b - a) / blend, 0, 1)
    out: Array = b + (a - b) * h - blend * h * (1 - h)
    return out
