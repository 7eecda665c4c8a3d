"""Draws one accepted order from its first small previews to the finished files on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Protocol

import numpy as np
from PIL import Image

from jobs.actions import Action
from jobs.engines.sketch import plates as plates_of
from jobs.engines.sketch.accepts import Accept
from jobs.engines.sketch.describe import describe
from jobs.engines.sketch.files import Folder, replacing
from jobs.engines.sketch.meta import facts_of
from jobs.engines.sketch.plates import Plate, Plates
from jobs.engines.sketch.png import Pixels, Png, save_preview
from jobs.engines.sketch.render import render

FIRST_LOOK, SECOND_LOOK, LAST_LOOK = 96, 256, 512
"""Longer side of the previews, in pixels: at once, before the real work, and of each picture that is ready."""
BAND = 1_500_000
"""Pixels that are drawn in one go: bounds the memory, and the time until a cancel is noticed."""


class Step(Protocol):
    """Told the progress (0 to 100) and the number of looks so far after each piece of work; raises to stop it."""

    def __call__(self, progress: float, looks: int = 0) -> None: ...


def draw(accept: Accept, folder: Folder, step: Step) -> str:
    """Draw what an order asks for and return its words, if it is words that it asks for.

    When this returns, all files are safely on the disk. Raises what `step` raises.
    """
    if accept.action is Action.DESCRIBE:
        step(10)
        return describe(folder.input(accept.inputs[0]))
    _Drawing(accept, folder, step).run(plates_of.from_json(accept.plates))
    return ""


class _Drawing:
    """One order on its way to its pictures."""

    def __init__(self, accept: Accept, folder: Folder, step: Step) -> None:
        self._accept = accept
        self._folder = folder
        self._step = step
        self._looks = 0

    def run(self, plates: Plates) -> None:
        """All pictures small, then larger, then one after the other as they shall be."""
        self._step(2)
        self._look(plates, FIRST_LOOK, 2, 10)
        self._look(plates, SECOND_LOOK, 10, 30)
        tiles: dict[int, Pixels] = {}
        for place, (index, plate) in enumerate(plates.items()):
            start, end = (30 + 65 * (place + k) / len(plates) for k in (0, 1))
            small, bands = self._picture(index, plate, start, end)
            if len(plates) > 1:
                tiles[index] = np.concatenate(bands)
            self._show(index, small, end)
        if tiles:
            self._grid(plates, tiles)

    def _show(self, index: int, pixels: Pixels, progress: float) -> None:
        save_preview(self._folder.preview(self._accept.id, index), pixels)
        self._looks += 1
        self._step(progress, self._looks)

    def _look(self, plates: Plates, edge: int, start: float, end: float) -> None:
        for place, (index, plate) in enumerate(plates.items(), 1):
            size = plate.size(self._accept.scale)
            if max(size) <= edge:
                continue  # the picture itself is ready as soon
            width, height = fitted(*size, edge)
            self._show(index, render(plate, width, height, self._folder), start + (end - start) * place / len(plates))

    def _picture(self, index: int, plate: Plate, start: float, end: float) -> tuple[Pixels, list[Pixels]]:
        """Write one picture band by band; return it small, and the bands of a tile (none of anything larger)."""
        width, height = plate.size(self._accept.scale)
        small_width, small_height = fitted(width, height, LAST_LOOK)
        bands: list[Pixels] = []
        smalls: list[Pixels] = []
        path, facts = self._folder.picture(self._accept.id, index), self._facts({index: plate})
        with replacing(path) as file, Png(file, width, height, facts) as png:
            for top, bottom in pairwise(edges(width, height)):
                band = render(plate, width, height, self._folder, rows=(top, bottom))
                png.add(band)
                if index:
                    bands.append(band)
                rows = round(bottom * small_height / height) - round(top * small_height / height)
                if rows:
                    smalls.append(_shrunk(band, small_width, rows))
                self._step(start + 0.9 * (end - start) * bottom / height, self._looks)
        return np.concatenate(smalls), bands

    def _grid(self, plates: Plates, tiles: dict[int, Pixels]) -> None:
        """Write the four tiles as one picture: 1 and 2 above 3 and 4."""
        rows = [np.concatenate((tiles[left], tiles[right]), axis=1) for left, right in ((1, 2), (3, 4))]
        height, width, _ = rows[0].shape
        path, facts = self._folder.picture(self._accept.id, 0), self._facts(plates)
        with replacing(path) as file, Png(file, width, height * 2, facts) as png:
            for row in rows:
                png.add(row)
        small_width, small_height = fitted(width, height * 2, LAST_LOOK)
        smalls = [_shrunk(row, small_width, max(1, small_height // 2)) for row in rows]
        self._show(0, np.concatenate(smalls), 98)

    def _facts(self, plates: Plates) -> dict[str, str]:
        return facts_of(prompt=self._accept.prompt, seed=self._accept.seed, plate=plates_of.to_json(plates))


def fitted(width: int, height: int, edge: int) -> tuple[int, int]:
    """A size of the same shape whose longer side is at most `edge`."""
    factor = min(1.0, edge / max(width, height))
    return max(4, round(width * factor)), max(4, round(height * factor))


def edges(width: int, height: int) -> Iterator[int]:
    """The rows between which a picture is drawn in one go, from 0 to its height, about equally far apart."""
    count = -(-width * height // BAND)
    yield from (height * k // count for k in range(count + 1))


def _shrunk(pixels: Pixels, width: int, height: int) -> Pixels:
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))
