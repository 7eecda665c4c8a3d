"""The real files behind the rows: a few grids of each ratio, drawn by the embedded engine into the vault."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

from jobs import looks
from jobs.actions import Action
from jobs.engines.base import Order
from jobs.engines.sketch.accepts import Accepts
from jobs.engines.sketch.drawing import draw
from jobs.engines.sketch.engine import SketchEngine
from jobs.engines.sketch.files import Folder
from mjweb.gallery.demo import words

SCALE = 0.25  # of their sides
LEASE = 600.0


class File(NamedTuple):
    """What a row says of its file, in the order in which it does."""

    sha256: str
    extension: str
    size: int
    width: int
    height: int
    colour: str
    thumbhash: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The file of all four, and those of each."""

    whole: File
    tiles: tuple[File, ...]


def grids(
    each: int, dice: Random, ratios: Sequence[str] = words.RATIOS, scale: float | None = None
) -> dict[str, list[Grid]]:
    """So many grids of each ratio, in the vault."""
    with tempfile.TemporaryDirectory() as home:
        engine = SketchEngine(Path(home), scale=scale or SCALE)
        orders: dict[str, str] = {}
        for ratio in ratios:
            for number in range(each):
                prompt = f"{_scene(dice)} --ar {ratio}"
                order = Order(action=Action.IMAGINE, prompt=prompt, mode="fast", tag=f"{ratio} {number}")
                orders[engine.submit(order)] = ratio
        folder = Folder(Path(home) / "sketch")
        with Accepts(folder.log) as accepts:
            while accept := accepts.claim("demo", LEASE):
                text = draw(accept, folder, lambda _progress, _looks=0: None)
                accepts.finish(accept.id, "demo", text=text, files=True)
        found: dict[str, list[Grid]] = {ratio: [] for ratio in ratios}
        for taken, ratio in orders.items():
            found[ratio].append(_stored(engine, taken))
        return found


def _scene(dice: Random) -> str:
    return words.prompt(dice)[0].split(" --")[0]


def _stored(engine: SketchEngine, order: str) -> Grid:
    files = {}
    for link in engine.fetch(order).links:
        with engine.open(link.urls[0]) as chunks:
            look = looks.take(chunks).store()
        files[link.index] = File(*(getattr(look, name) for name in File._fields))
    return Grid(files[0], tuple(files[index] for index in (1, 2, 3, 4)))
