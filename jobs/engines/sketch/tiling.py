"""A picture as a tile: copies of it cover the plane, and pass into each other without a seam."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, smooth

SEAM = 0.22
"""World width of the zone in which a tile passes into its neighbour."""
RAGGED = 0.8
"""How far the line of the seam wanders, as a share of the zone."""

Draw = Callable[[Frame], Array]
Span = tuple[int, int]
"""First pixel and the one after the last."""


@dataclass(frozen=True)
class Tile:
    """A tile of the world, as wide as the picture's aspect and one unit high, at a pixel size.

    Along its left and top edge it gives way to what lies beyond the right and bottom edge of the picture, along
    a ragged line, so that the last column goes on in the first. Only what is asked for is drawn.
    """

    draw: Draw
    aspect: float
    px: float
    seed: int

    @property
    def columns(self) -> int:
        """Width in pixels."""
        return max(2, round(self.aspect / self.px))

    @property
    def rows(self) -> int:
        """Height in pixels."""
        return max(2, round(1 / self.px))

    @property
    def margins(self) -> tuple[int, int]:
        """Width of the seam at the left and height of that at the top, in pixels."""
        return max(1, round(min(SEAM, 0.35 * self.aspect) / self.px)), max(1, round(SEAM / self.px))

    def window(self, f: Frame) -> Array:
        """What the plane of tiles shows in a window, moved to the pixel grid of the tile."""
        i, j = round(f.left / self.px), round(f.top / self.px)
        bands = [
            np.concatenate([self._part(columns, rows) for columns in _runs(i, f.width, self.columns)], axis=1)
            for rows in _runs(j, f.height, self.rows)
        ]
        return np.concatenate(bands, axis=0)

    def _part(self, columns: Span, rows: Span) -> Array:
        picture = self._across(columns, rows)
        margin = self.margins[1]
        if rows[0] < margin:
            stop = min(rows[1], margin)
            share = self._share((rows[0], stop), margin)[:, None]
            line = self._ragged(columns, (rows[0], stop))
            # The ragged line itself has to meet its own beginning at the side edges.
            at = np.arange(*columns, dtype=np.float32)[None, :]
            line *= np.clip(np.minimum(at, self.columns - 1 - at) / max(1, self.margins[0]), 0, 1)
            beyond = self._across(columns, (rows[0] + self.rows, stop + self.rows))
            _give_way(picture[: stop - rows[0]], beyond, share, line)
        return picture

    def _across(self, columns: Span, rows: Span) -> Array:
        picture = self.draw(self._frame(columns, rows)).copy()
        margin = self.margins[0]
        if columns[0] < margin:
            stop = min(columns[1], margin)
            share = self._share((columns[0], stop), margin)[None, :]
            beyond = self.draw(self._frame((columns[0] + self.columns, stop + self.columns), rows))
            line = self._ragged((columns[0], stop), rows)
            _give_way(picture[:, : stop - columns[0]], beyond, share, line)
        return picture

    def _frame(self, columns: Span, rows: Span) -> Frame:
        left, top = columns[0] * self.px, rows[0] * self.px
        return Frame(left, top, self.px, columns[1] - columns[0], rows[1] - rows[0])

    def _ragged(self, columns: Span, rows: Span) -> Array:
        return fbm(self._frame(columns, rows), 4.0, self.seed, 3, gain=0.6) * np.float32(RAGGED)

    @staticmethod
    def _share(span: Span, margin: int) -> Array:
        """How far through the seam each pixel lies, 0 to 1."""
        return (np.arange(*span, dtype=np.float32) + np.float32(0.5)) / np.float32(margin)


def _runs(start: int, count: int, period: int) -> Iterator[Span]:
    """The stretches within one period that make up `count` pixels from `start` on."""
    while count > 0:
        first = start % period
        length = min(count, period - first)
        yield first, first + length
        start, count = start + length, count - length


def _give_way(picture: Array, beyond: Array, share: Array, line: Array) -> None:
    """Pass from what lies beyond (share 0) to the picture (share 1), in place."""
    own = smooth(0.38, 0.62, share + line) * smooth(0.02, 0.3, share)
    own = np.maximum(own, smooth(0.7, 0.98, share))
    picture += (beyond - picture) * (1 - own)[..., None]
