"""Abstract pictures of several kinds: for prompts about them, and for every prompt without a known subject."""

from __future__ import annotations

from jobs.engines.sketch.canvas import Array, Frame
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.abstract import bokeh, field, flow, glass, shapes, soap

_KINDS = {
    "soap": soap.paint, "bokeh": bokeh.paint, "flow": flow.paint, "shapes": shapes.paint, "glass": glass.paint,
    "field": field.paint,
}  # fmt: skip


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the kind that the recipe names."""
    return _KINDS.get(r.word("kind"), field.paint)(r, f)
