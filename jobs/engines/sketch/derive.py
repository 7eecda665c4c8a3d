"""From an order and its parent to what is to be drawn: each action as a change of plates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from jobs.actions import DIMENSIONS, Action
from jobs.engines.sketch.canvas import hashed
from jobs.engines.sketch.lending import NOTHING, Loan
from jobs.engines.sketch.plates import Art, Detail, Drift, Echo, Layer, Mix, Patch, Plate
from jobs.engines.sketch.recipe import Recipe, read
from jobs.engines.sketch.view import View
from jobs.prompts.facts import Facts
from jobs.prompts.ratio import tile_size

TILES = (1, 2, 3, 4)
STEP = 16
"""Sides of pictures are multiples of this many pixels."""
LARGEST_TILE = 1 << 21
"""Pixels beyond which a picture that pans have extended is drawn coarser."""
PAN = 0.5
"""How much of its own side a pan adds."""

SUBTLE, USUAL, AROUND = 0.3, 0.7, 1.0
"""How far a subtle variation, a usual one, and what surrounds a picture drift."""

BLEND_MEDIA = ("gouache", "oil", "watercolour", "gouache")
"""The treatment of each picture of a blend."""


def imagine(facts: Facts, seed: int, loan: Loan = NOTHING) -> dict[int, Plate]:
    """The four first pictures of a prompt, with what its reference images lend."""
    width, height = facts.tile_size
    plates: dict[int, Plate] = {}
    for index in TILES:
        plate = Plate.whole(loan.lent(_recipe(facts, seed, index, width / height)), width, height)
        plates[index] = replace(plate, art=loan.echoed(plate.art, _own(seed, index), width / height))
    return plates


def blend(inputs: tuple[str, ...], dimensions: str, facts: Facts, seed: int) -> dict[int, Plate]:
    """Four ways to mix two to five pictures: portrait is 2:3, landscape 3:2, any other word square."""
    width, height = tile_size(*DIMENSIONS.get(dimensions.casefold(), (1, 1)), facts.table)
    return {
        index: Plate.whole(Mix(inputs, _own(seed, index), width / height, BLEND_MEDIA[index - 1]), width, height)
        for index in TILES
    }


def region(plate: Plate, mask: str, bounds: View, facts: Facts | None, seed: int) -> dict[int, Plate]:
    """Four redrawings of the part of a picture where `mask` is white, exactly the same elsewhere.

    `bounds` is the white part's rectangle in shares of the picture. A new prompt is drawn so that its picture fills
    that rectangle; without one, the same words are drawn anew in place.
    """
    plates: dict[int, Plate] = {}
    for index in TILES:
        if facts is None:
            patch = Patch(mask, plate.view, _anew(plate.art, seed, index))
        else:
            left = plate.view.left + bounds.left * plate.view.width
            top = plate.view.top + bounds.top * plate.view.height
            width, height = bounds.width * plate.view.width, bounds.height * plate.view.height
            art = Art(_recipe(facts, seed, index, min(3.0, max(1 / 3, width / height))))
            patch = Patch(mask, plate.view, art, left, top, max(height, width / 3))
        plates[index] = replace(plate, times=1, art=plate.art.under(patch))
    return plates


def derive(action: Action, plate: Plate, seed: int) -> dict[int, Plate]:
    """The pictures that an action makes of one picture. Raises KeyError for actions that do not work like this."""
    return _DERIVE[action](plate, seed)


def words(facts: Facts) -> str:
    """What is to be drawn, the weightiest first; what weighs less than nothing is left out."""
    wanted = sorted((part for part in facts.segments if part.weight > 0), key=lambda part: -part.weight)
    return ", ".join(part.text for part in wanted)


def _recipe(facts: Facts, seed: int, index: int, aspect: float) -> Recipe:
    unwanted = tuple(part.text for part in facts.segments if part.weight < 0)
    return read(
        words(facts), no=(*facts.no, *unwanted), aspect=aspect, stylize=facts.stylize, chaos=facts.chaos,
        weird=facts.weird, tile=facts.tile, quality=facts.quality, seed=seed, index=index,
    )  # fmt: skip


def _own(seed: int, index: int) -> int:
    """A seed of its own for each picture of a job."""
    return (seed + index * 0x9E3779B1) & 0xFFFFFFFF


def _upscaled(times: float) -> Callable[[Plate, int], dict[int, Plate]]:
    return lambda plate, seed: {0: replace(plate, times=times)}


def _creative(plate: Plate, seed: int) -> dict[int, Plate]:
    return {0: replace(plate, times=2, art=plate.art.under(Detail(seed)))}


def _near(amount: float) -> Callable[[Plate, int], dict[int, Plate]]:
    def vary(plate: Plate, seed: int) -> dict[int, Plate]:
        return {
            index: replace(plate, times=1, art=plate.art.under(Drift(_own(seed, index), amount))) for index in TILES
        }

    return vary


def _strong(plate: Plate, seed: int) -> dict[int, Plate]:
    return {index: replace(plate, times=1, art=_anew(plate.art, seed, index)) for index in TILES}


def _anew(art: Art, seed: int, index: int) -> Art:
    """The same subject and colours, composed afresh."""
    base: Recipe | Mix
    if isinstance(art.base, Mix):
        base = replace(art.base, seed=_own(seed, index))
    else:
        own = _own(seed, index)
        right, down, nearer = (2 * hashed(own, key) - 1 for key in (1, 2, 3))
        camera = (0.04 * right * min(1.0, art.base.aspect), 0.02 * down, 1.05 + 0.09 * nearer)
        base = replace(art.base, seed=seed, index=index, flip=hashed(own, 4) > 0.5, camera=camera)
    layers: list[Layer] = []
    for layer in art.layers:
        if isinstance(layer, Patch):
            layers.append(replace(layer, art=_anew(layer.art, seed, index)))
        elif isinstance(layer, Echo):
            layers.append(replace(layer, mix=replace(layer.mix, seed=_own(seed, index))))
        elif isinstance(layer, Detail):
            layers.append(layer)
    return Art(base, tuple(layers))


def _around(plate: Plate, view: View, width: int, height: int, seed: int) -> dict[int, Plate]:
    """Four pictures of a wider view that keep the parent as it is and differ in what surrounds it."""
    return {
        index: Plate(plate.art.under(Drift(_own(seed, index), AROUND, keep=plate.view)), view, width, height)
        for index in TILES
    }


def _zoomed(factor: float) -> Callable[[Plate, int], dict[int, Plate]]:
    return lambda plate, seed: _around(plate, plate.view.grown(factor), plate.width, plate.height, seed)


def _squared(plate: Plate, seed: int) -> dict[int, Plate]:
    side = max(plate.view.width, plate.view.height)
    pixels = _even(math.sqrt(plate.width * plate.height))
    return _around(plate, plate.view.centred(side, side), pixels, pixels, seed)


def _panned(**sides: float) -> Callable[[Plate, int], dict[int, Plate]]:
    """`sides` names the side of View.extended that grows, with +1."""
    (side,) = sides

    def pan(plate: Plate, seed: int) -> dict[int, Plate]:
        across = side in ("left", "right")
        length = plate.width if across else plate.height
        # A whole number of pixels is added, so that those of the parent stay on their places.
        more = _even(length * PAN)
        view = plate.view.extended(**{side: more / length})
        width, height = (plate.width + more, plate.height) if across else (plate.width, plate.height + more)
        shrink = min(1.0, math.sqrt(LARGEST_TILE / (width * height)))
        if shrink < 1:
            width, height = _even(width * shrink), _even(height * shrink)
        return _around(plate, view, width, height, seed)

    return pan


def _even(length: float) -> int:
    return max(STEP, round(length / STEP) * STEP)


_DERIVE: Mapping[Action, Callable[[Plate, int], dict[int, Plate]]] = {
    Action.UPSCALE: _upscaled(1),
    Action.UPSCALE_2X: _upscaled(2),
    Action.UPSCALE_4X: _upscaled(4),
    Action.UPSCALE_SUBTLE: _upscaled(2),
    Action.UPSCALE_CREATIVE: _creative,
    Action.VARY: _near(USUAL),
    Action.VARY_SUBTLE: _near(SUBTLE),
    Action.VARY_STRONG: _strong,
    Action.ZOOM_OUT_1_5: _zoomed(1.5),
    Action.ZOOM_OUT_2: _zoomed(2),
    Action.MAKE_SQUARE: _squared,
    Action.PAN_LEFT: _panned(left=1),
    Action.PAN_RIGHT: _panned(right=1),
    Action.PAN_UP: _panned(up=1),
    Action.PAN_DOWN: _panned(down=1),
}
