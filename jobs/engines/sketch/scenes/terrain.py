"""Relief seen in perspective: a height field cast column by column, front to back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobs.engines.sketch.canvas import Array, Frame

Heights = Callable[[Array, Array], Array]
"""Height of the ground at ground coordinates (x to the right, z away from the eye)."""
STEPS = 560
OVERSAMPLE = 2
"""Rows per pixel row while casting, so that skylines are smooth."""


@dataclass(frozen=True)
class Relief:
    """What a cast found: the ground under a grid of depths (rows, near to far) and columns, and who sees it."""

    x: Array
    z: Array
    away: Array
    height: Array
    _step: NDArray[np.int32]
    _share: Array
    _seen: Array
    _shape: tuple[int, int]

    @property
    def seen(self) -> Array:
        """Coverage (h, w) by ground; the rest is sky."""
        return self._halved(self._seen)

    def shown(self, plane: Array) -> Array:
        """A value given on the grid (depths, columns), brought to the picture (h, w)."""
        flat = plane.reshape(-1)
        width = self._shape[1]
        here = np.take(flat, self._step)
        here += (np.take(flat, self._step + width) - here) * self._share
        return self._halved(here)

    def _halved(self, plane: Array) -> Array:
        height, width = self._shape
        out: Array = plane.reshape(height, OVERSAMPLE, width).mean(axis=1)
        return out


def cast(f: Frame, heights: Heights, *, eye: float, horizon: float, middle: float, zoom: float = 1.0,
         sweep: float = 1.0, depths: tuple[float, float] = (0.5, 60.0)) -> Relief:  # fmt: skip
    """Look over a height field from height `eye`; world y of the horizon, world x of the middle of the view.

    The projection is that of a panorama camera: `sweep` radians per world unit at `zoom` 1, so that very wide
    pictures are not drawn out at their sides. `depths` are those of the nearest and the farthest ground; between
    them it is sampled evenly in the logarithm, the same for every window.
    """
    away = np.geomspace(*depths, STEPS).astype(np.float32)[:, None]
    angle = (f.xs - np.float32(middle)) * np.float32(sweep / zoom)
    x, z = away * np.sin(angle), away * np.cos(angle)
    height = heights(x, z)
    y = np.float32(horizon) + (np.float32(eye) - height) * np.float32(zoom) / away
    skyline = np.minimum.accumulate(y, axis=0)
    rows = f.height * OVERSAMPLE
    px = np.float32(f.px / OVERSAMPLE)
    # How many depth steps have their skyline below a row, for all rows at once: a histogram, summed upwards.
    row = np.clip(np.ceil((skyline - np.float32(f.top)) / px - 0.5), 0, rows).astype(np.int64)
    column = np.broadcast_to(np.arange(f.width, dtype=np.int64), row.shape)
    counts = np.bincount((row * f.width + column).reshape(-1), minlength=(rows + 1) * f.width)
    below = counts.reshape(rows + 1, f.width)[1:][::-1].cumsum(axis=0)[::-1]
    step = np.clip(below - 1, 0, STEPS - 2).astype(np.int32)
    index = step * np.int32(f.width) + np.arange(f.width, dtype=np.int32)[None, :]
    flat = skyline.reshape(-1)
    low, high = np.take(flat, index), np.take(flat, index + f.width)
    at = (f.top + (np.arange(rows, dtype=np.float32) + 0.5) * px)[:, None]
    share = np.clip((low - at) / np.maximum(low - high, 1e-6), 0, 1)
    seen = (below < STEPS).astype(np.float32)
    return Relief(x, z, away, height, index, share.astype(np.float32), seen, f.shape)


def slopes(relief: Relief, heights: Heights, reach: float = 0.02) -> tuple[Array, Array]:
    """Steepness along x and z on the grid, by differences that widen with distance."""
    d = np.float32(reach) * (1 + relief.away * np.float32(0.12))
    along = (heights(relief.x + d, relief.z) - relief.height) / d
    away = (heights(relief.x, relief.z + d) - relief.height) / d
    return along, away
