"""The embedded engine: it draws by rules from the words of a prompt, without key, network or model."""

from jobs.engines.sketch.engine import SketchEngine

__all__ = ["SketchEngine"]
