"""From a plate to pixels: the base art, then its layers, for any band of rows of a picture of any size."""

from __future__ import annotations

import math

from jobs.engines.sketch.canvas import Frame
from jobs.engines.sketch.files import Folder
from jobs.engines.sketch.layers import detailed, drifted, patched
from jobs.engines.sketch.lending import echoed
from jobs.engines.sketch.mix import mixed
from jobs.engines.sketch.paint import View, paint
from jobs.engines.sketch.plates import Art, Detail, Drift, Echo, Mix, Plate
from jobs.engines.sketch.png import Pixels
from jobs.engines.sketch.recipe import Recipe

DETAIL_MARGIN = 0.004
"""World units round a window that sharpening looks at."""


def render(plate: Plate, width: int, height: int, folder: Folder, rows: tuple[int, int] | None = None) -> Pixels:
    """The picture at a size in pixels, or the band [first, last) of its rows: uint8 sRGB (rows, width, 3)."""
    view = plate.view
    whole = Frame(view.left, view.top, view.width / width, width, height)
    return _art(plate.art, whole.rows(*rows) if rows else whole, folder)


def _art(art: Art, frame: Frame, folder: Folder) -> Pixels:
    if not art.layers:
        if isinstance(art.base, Mix):
            return mixed(art.base, frame, folder)
        view = View(frame.left, frame.top, frame.width * frame.px, frame.height * frame.px)
        return paint(art.base, view, frame.width, frame.height)
    *below, top = art.layers
    if isinstance(top, Drift):
        # Drifts that follow one another add up, so a long line of variations costs and blurs no more than one.
        drifts = [top]
        while below and isinstance(last := below[-1], Drift):
            drifts.append(last)
            below.pop()
        still = Art(art.base, tuple(below))
        tile = art.base.aspect if isinstance(art.base, Recipe) and art.base.tile else None
        return drifted(frame, drifts, lambda pad: _art(still, frame.pad(pad), folder), tile)
    under = Art(art.base, tuple(below))
    if isinstance(top, Detail):
        pad = math.ceil(DETAIL_MARGIN / frame.px) + 1
        return detailed(_art(under, frame.pad(pad), folder), frame, pad, top)
    if isinstance(top, Echo):
        return echoed(_art(under, frame, folder), mixed(top.mix, frame, folder), top.amount)

    def other(part: Frame) -> Pixels:
        moved = Frame(
            (part.left - top.left) / top.factor, (part.top - top.top) / top.factor, part.px / top.factor,
            part.width, part.height,
        )  # fmt: skip
        return _art(top.art, moved, folder)

    return patched(_art(under, frame, folder), frame, top, folder, other)
