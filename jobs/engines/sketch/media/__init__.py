"""The media: treatments that turn a scene's light into a print, a painting or a photograph."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jobs.engines.sketch.canvas import Array, Frame
from jobs.engines.sketch.media import brush, lens, press
from jobs.engines.sketch.recipe import Recipe

Treatment = Callable[[Recipe, Frame, Array], Array]
"""Gives the treated picture of a window; may change its argument. Linear light in and out."""

MEDIA: Mapping[str, Treatment] = {
    "none": lens.none,
    "photograph": lens.photograph,
    "film": lens.film,
    "monochrome": lens.monochrome,
    "papercut": lens.papercut,
    "pixel": lens.pixel,
    "neon": lens.neon,
    "gouache": brush.gouache,
    "watercolour": brush.watercolour,
    "oil": brush.oil,
    "ink": brush.ink,
    "pastel": brush.pastel,
    "pencil": brush.pencil,
    "risograph": press.risograph,
    "woodblock": press.woodblock,
    "screenprint": press.screenprint,
    "engraving": press.engraving,
    "blueprint": press.blueprint,
    "linocut": press.linocut,
    "newsprint": press.newsprint,
}
_REACH = {
    "none": 0.0, "pixel": 0.0, "photograph": 0.026, "film": 0.02, "monochrome": 0.0, "neon": 0.026, "newsprint": 0.0,
}  # fmt: skip


def treat(recipe: Recipe, f: Frame, picture: Array) -> Array:
    """The picture of a window in the recipe's medium. Unknown media are treated as none."""
    return MEDIA.get(recipe.medium, lens.none)(recipe, f, picture)


def reach(recipe: Recipe) -> float:
    """How far, in world units, the treatment looks around a pixel: the margin a window needs."""
    return _REACH.get(recipe.medium, 0.025)
