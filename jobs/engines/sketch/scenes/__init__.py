"""The scene families, by name. A family is a module with `paint(recipe, frame)`; add it to the imports and SCENES."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jobs.engines.sketch.canvas import Array, Frame
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes import (
    waves,
)

Scene = Callable[[Recipe, Frame], Array]
"""Draws a recipe in a window: linear light, float32, shape (h, w, 3)."""

SCENES: Mapping[str, Scene] = {
    "waves": waves.paint,
}
