"""The frame: which part of the world a picture shows, and with how many pixels."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.float32]
"""A float32 plane (h, w) or a picture (h, w, 3) in linear light."""


@dataclass(frozen=True)
class Frame:
    """A window on the world: left and top edge in world units, world units per pixel, size in pixels.

    World: the original picture covers x in [0, aspect] and y in [0, 1]; y grows downwards.
    """

    left: float
    top: float
    px: float
    width: int
    height: int

    @cached_property
    def xs(self) -> Array:
        """World x of the pixel centres, shape (1, w): broadcasts against ys."""
        return (self.left + (np.arange(self.width) + 0.5) * self.px).astype(np.float32)[None, :]

    @cached_property
    def ys(self) -> Array:
        """World y of the pixel centres, shape (h, 1): broadcasts against xs."""
        return (self.top + (np.arange(self.height) + 0.5) * self.px).astype(np.float32)[:, None]

    @cached_property
    def x(self) -> Array:
        """World x of every pixel centre, shape (h, w)."""
        return np.ascontiguousarray(np.broadcast_to(self.xs, self.shape))

    @cached_property
    def y(self) -> Array:
        """World y of every pixel centre, shape (h, w)."""
        return np.ascontiguousarray(np.broadcast_to(self.ys, self.shape))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, as numpy has them."""
        return self.height, self.width

    @property
    def right(self) -> float:
        """World x of the right edge."""
        return self.left + self.width * self.px

    @property
    def bottom(self) -> float:
        """World y of the bottom edge."""
        return self.top + self.height * self.px

    def blank(self, colour: Array | tuple[float, float, float] = (0.0, 0.0, 0.0)) -> Array:
        """A picture (h, w, 3) of one linear colour. Kept plane by plane in memory, which makes layers cheap."""
        planes = np.empty((3, *self.shape), np.float32)
        planes[:] = np.asarray(colour, np.float32)[:, None, None]
        return planes.transpose(1, 2, 0)

    def pad(self, pixels: int) -> Frame:
        """The same window with so many more pixels on each side."""
        return Frame(
            self.left - pixels * self.px, self.top - pixels * self.px, self.px,
            self.width + 2 * pixels, self.height + 2 * pixels,
        )  # fmt: skip

    def rows(self, start: int, stop: int) -> Frame:
        """The band of rows [start, stop) of this window."""
        return Frame(self.left, self.top + start * self.px, self.px, self.width, stop - start)

    def part(self, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice] | None:
        """Row and column slices that cover a world rectangle, None if it lies outside."""
        x0 = max(0, math.floor((left - self.left) / self.px))
        x1 = min(self.width, math.ceil((right - self.left) / self.px) + 1)
        y0 = max(0, math.floor((top - self.top) / self.px))
        y1 = min(self.height, math.ceil((bottom - self.top) / self.px) + 1)
        return (slice(y0, y1), slice(x0, x1)) if x0 < x1 and y0 < y1 else None

    def cut(self, part: tuple[slice, slice]) -> Frame:
        """The window of a part as `part` gives it."""
        rows, columns = part
        return Frame(
            self.left + columns.start * self.px, self.top + rows.start * self.px, self.px,
            columns.stop - columns.start, rows.stop - rows.start,
        )  # fmt: skip

    def coarse(self, draw: Callable[[Frame], Array], cell: float = 1 / 256) -> Array:
        """What `draw` gives, computed on a world-aligned grid of spacing `cell` and enlarged bicubically.

        For smooth things only (nothing finer than about three cells). The grid hangs on the world and not on
        the window, so every window of the same world agrees. Where pixels are not finer than the grid, `draw`
        runs on the window itself.
        """
        if self.px * 1.6 > cell:
            return draw(self)
        i0, j0 = math.floor(self.left / cell) - 2, math.floor(self.top / cell) - 2
        i1, j1 = math.ceil(self.right / cell) + 2, math.ceil(self.bottom / cell) + 2
        grid = Frame(i0 * cell, j0 * cell, cell, i1 - i0, j1 - j0)
        box = (
            (self.left - grid.left) / cell, (self.top - grid.top) / cell,
            (self.right - grid.left) / cell, (self.bottom - grid.top) / cell,
        )  # fmt: skip
        small = draw(grid)
        if small.ndim == 2:
            return _enlarge(small, self.width, self.height, box)
        planes = [_enlarge(small[..., k], self.width, self.height, box) for k in range(small.shape[2])]
        return np.stack(planes).transpose(1, 2, 0)


def _enlarge(plane: Array, width: int, height: int, box: tuple[float, float, float, float]) -> Array:
    image = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return np.array(image.resize((width, height), Image.Resampling.BICUBIC, box=box), np.float32)
