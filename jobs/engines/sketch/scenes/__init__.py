"""The scene families, by name. A family is a module with `paint(recipe, frame)`; add it to the imports and SCENES."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jobs.engines.sketch.canvas import Array, Frame
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes import (
    abstract,
    desert,
    ink_water,
    mountains_fog,
    sea_lighthouse,
    topographic,
    waves,
    woven,
)

Scene = Callable[[Recipe, Frame], Array]
"""Draws a recipe in a window: linear light, float32, shape (h, w, 3)."""

SCENES: Mapping[str, Scene] = {
    "sea_lighthouse": sea_lighthouse.paint,
    "waves": waves.paint,
    "mountains_fog": mountains_fog.paint,
    "desert": desert.paint,
    "ink_water": ink_water.paint,
    "topographic": topographic.paint,
    "woven": woven.paint,
    "abstract": abstract.paint,
}
