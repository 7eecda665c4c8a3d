"""Signed distances of flat shapes, in world units: negative inside. `light.cover` turns one into a mask."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas.frame import Array


def circle(x: Array, y: Array, cx: float, cy: float, radius: float) -> Array:
    """A disc."""
    out: Array = np.sqrt((x - cx) ** 2 + (y - cy) ** 2) - radius
    return out


def box(x: Array, y: Array, cx: float, cy: float, half_width: float, half_height: float, round_: float = 0.0) -> Array:
    """A rectangle, with corners rounded by `round_`."""
    dx = np.abs(x - cx) - (half_width - round_)
    dy = np.abs(y - cy) - (half_height - round_)
    outside = np.sqrt(np.square(np.maximum(dx, 0)) + np.square(np.maximum(dy, 0)))
    outside += np.minimum(np.maximum(dx, dy), 0)
    return outside - np.float32(round_)


def segment(x: Array, y: Array, a: tuple[float, float], b: tuple[float, float], width: float) -> Array:
    """A stroke of the given full width from a to b, with round ends."""
    ux, uy = b[0] - a[0], b[1] - a[1]
    t = np.clip(((x - a[0]) * ux + (y - a[1]) * uy) / (ux * ux + uy * uy + 1e-12), 0, 1)
    out: Array = np.sqrt((x - a[0] - t * ux) ** 2 + (y - a[1] - t * uy) ** 2) - width / 2
    return out


def union(a: Array, b: Array, blend: float = 0.0) -> Array:
    """Either shape; with `blend` (world units) the seam is rounded."""
    if blend == 0.0:
        return np.minimum(a, b)
    h = np.clip(0.5 + 0.5 * (b - a) / blend, 0, 1)
    out: Array = b + (a - b) * h - blend * h * (1 - h)
    return out
