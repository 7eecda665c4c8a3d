"""The scene families, by name. A family is a module with `paint(recipe, frame)`; add it to the imports and SCENES."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jobs.engines.sketch.canvas import Array, Frame
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes import (
    abstract,
    animal,
    city_night,
    courtyard,
    desert,
    flower,
    forest,
    ink_water,
    koi_pond,
    mountains_fog,
    nebula,
    portrait,
    sea_lighthouse,
    still_life,
    table_still,
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
    "forest": forest.paint,
    "city_night": city_night.paint,
    "courtyard": courtyard.paint,
    "still_life": still_life.paint,
    "flower": flower.paint,
    "koi_pond": koi_pond.paint,
    "nebula": nebula.paint,
    "portrait": portrait.paint,
    "table_still": table_still.paint,
    "animal": animal.paint,
}
