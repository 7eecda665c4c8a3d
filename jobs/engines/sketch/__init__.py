"""The embedded engine: it draws by rules from the words of a prompt, without key, network or model."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.engines.sketch.engine import SketchEngine

__all__ = ["SketchEngine"]


def __getattr__(name: str) -> object:
    """The engine when it is asked for: what keeps drawers running, or draws, needs not all of it."""
    if name != "SketchEngine":
        raise AttributeError(name)
    from jobs.engines.sketch.engine import SketchEngine  # noqa: PLC0415

    return SketchEngine
