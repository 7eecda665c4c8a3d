"""What is drawn for one picture, as data: a window on a piece of art, and the art as a base with layers on top.

Art is endless in all directions: a wider view of it shows more, and more pixels of it show it finer. That is what
makes zooms, pans and upscales continue the very picture they come from.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.view import View

LARGEST = 64_000_000
"""Most pixels of any picture that the engine makes."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Base art made of other pictures: kept inputs by name, how they are mixed (`seed`), and the aspect it fills."""

    inputs: tuple[str, ...]
    seed: int
    aspect: float
    medium: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A gentle change: shapes wander a little, colours turn a little. `amount` 0 to 1; nothing moves within `keep`."""

    seed: int
    amount: float
    keep: View | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """Fine texture and crispness that the art beneath does not have."""

    seed: int


@dataclass(frozen=True, slots=True)
class Echo:
    """Lights, darks and some colour of reference images, laid into the art beneath; `amount` 0 to 1."""

    mix: Mix
    amount: float


@dataclass(frozen=True, slots=True)
class Patch:
    """Other art where a mask is white. The mask fills `place`; the other art's (0, 0) lies at `left`, `top` of ours
    and is enlarged by `factor`."""

    mask: str
    place: View
    art: Art
    left: float = 0.0
    top: float = 0.0
    factor: float = 1.0


Layer = Drift | Detail | Echo | Patch


@dataclass(frozen=True, slots=True)
class Art:
    """A base and the layers on it, the lowest first."""

    base: Recipe | Mix
    layers: tuple[Layer, ...] = ()

    def under(self, layer: Layer) -> Art:
        """This art with one more layer on top."""
        return replace(self, layers=(*self.layers, layer))


@dataclass(frozen=True, slots=True)
class Plate:
    """One picture to draw: the art, the view of it, the size in pixels as a tile, and how many `times` as many
    pixels per side are drawn."""

    art: Art
    view: View
    width: int
    height: int
    times: float = 1.0

    def size(self, scale: float = 1.0) -> tuple[int, int]:
        """Pixels across and down when all sizes are multiplied by `scale`; never more than LARGEST in all."""
        factor = self.times * scale
        factor = min(factor, math.sqrt(LARGEST / (self.width * self.height)))
        return max(8, int(self.width * factor + 1e-6)), max(8, int(self.height * factor + 1e-6))

    @classmethod
    def whole(cls, base: Recipe | Mix, width: int, height: int) -> Self:
        """The first picture of a base."""
        return cls(Art(base), View.whole(width / height), width, height)


Plates = Mapping[int, Plate]
"""The pictures of one job: 1 to 4 for a grid, 0 for a single one, nothing for words."""


# As JSON -------------------------------------------------------------------------------------------------------------


def to_json(plates: Plates) -> str:
    """The plates as JSON text; `from_json` gives them back."""
    return json.dumps({str(index): _plate(plate) for index, plate in plates.items()})


def from_json(text: str) -> dict[int, Plate]:
    """The plates of a `to_json` text."""
    return {int(index): _read_plate(data) for index, data in json.loads(text).items()}


def _plate(plate: Plate) -> dict[str, Any]:
    data = {"art": _art(plate.art), "view": _view(plate.view), "size": [plate.width, plate.height]}
    return data if plate.times == 1 else {**data, "times": plate.times}


def _view(view: View) -> list[float]:
    return [view.left, view.top, view.width, view.height]


def _art(art: Art) -> dict[str, Any]:
    base = _mix(art.base) if isinstance(art.base, Mix) else {"recipe": json.loads(art.base.to_json())}
    return {**base, "layers": [_layer(layer) for layer in art.layers]} if art.layers else base


def _mix(mix: Mix) -> dict[str, Any]:
    return {"mix": list(mix.inputs), "seed": mix.seed, "aspect": mix.aspect, "medium": mix.medium}


def _layer(layer: Layer) -> dict[str, Any]:
    if isinstance(layer, Drift):
        return {"drift": layer.seed, "amount": layer.amount, "keep": layer.keep and _view(layer.keep)}
    if isinstance(layer, Detail):
        return {"detail": layer.seed}
    if isinstance(layer, Echo):
        return {"echo": _mix(layer.mix), "amount": layer.amount}
    return {
        "patch": layer.mask, "place": _view(layer.place), "art": _art(layer.art),
        "left": layer.left, "top": layer.top, "factor": layer.factor,
    }  # fmt: skip


def _read_plate(data: dict[str, Any]) -> Plate:
    width, height = data["size"]
    return Plate(_read_art(data["art"]), View(*data["view"]), width, height, data.get("times", 1.0))


def _read_art(data: dict[str, Any]) -> Art:
    base = _read_mix(data) if "mix" in data else Recipe.from_json(json.dumps(data["recipe"]))
    return Art(base, tuple(_read_layer(layer) for layer in data.get("layers", ())))


def _read_mix(data: dict[str, Any]) -> Mix:
    return Mix(tuple(data["mix"]), data["seed"], data["aspect"], data["medium"])


def _read_layer(data: dict[str, Any]) -> Layer:
    if "drift" in data:
        return Drift(data["drift"], data["amount"], View(*data["keep"]) if data["keep"] else None)
    if "detail" in data:
        return Detail(data["detail"])
    if "echo" in data:
        return Echo(_read_mix(data["echo"]), data["amount"])
    return Patch(data["patch"], View(*data["place"]), _read_art(data["art"]), data["left"], data["top"], data["factor"])
