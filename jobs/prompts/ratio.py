"""Aspect ratios: reduced, named, and the pixels a picture of that ratio has."""

from math import gcd, sqrt

from jobs.prompts.table import Model
from jobs.prompts.versions import MODELS

USUAL = {(7, 3): "21:9", (3, 7): "9:21", (8, 5): "16:10", (5, 8): "10:16"}
"""Ratios better known by a name that is not reduced."""

SIZES: dict[tuple[int, int], tuple[int, int]] = {
    (1, 1): (1024, 1024),
    (4, 3): (1232, 928),
    (3, 4): (928, 1232),
    (3, 2): (1344, 896),
    (2, 3): (896, 1344),
    (8, 5): (1376, 864),
    (16, 9): (1456, 816),
    (9, 16): (816, 1456),
    (7, 3): (1680, 720),
}
"""Pixels of one grid picture of models 5 and later, as observed; other ratios are computed."""

PIXELS = 1_200_000
"""About the area of a picture that is not square."""

STEEPEST = 14
"""No picture is drawn wider or taller than this, whatever the prompt says: it bounds its size."""

LIMITED_STEP = 64
"""Sides of pictures of the models before 5 are multiples of this many pixels."""

VIDEO_SIZES: dict[tuple[int, int], tuple[int, int]] = {
    (1, 1): (624, 624),
    (2, 3): (512, 768),
    (16, 9): (832, 464),
    (1, 2): (448, 880),
}


def reduced(width: int, height: int) -> tuple[int, int]:
    """The ratio in lowest terms: 1280:720 is 16:9. Both sides must be positive."""
    divisor = gcd(width, height)
    return width // divisor, height // divisor


def label(width: int, height: int) -> str:
    """The ratio as it is shown to people: reduced, or by its usual name (21:9)."""
    pair = reduced(width, height)
    return USUAL.get(pair, f"{pair[0]}:{pair[1]}")


def tile_size(
    width: int, height: int, model: str | Model = "7", *, hd: bool = False, draft: bool = False
) -> tuple[int, int]:
    """Pixels (width, height) of one tile of a grid for a ratio and a model key ("7", "niji 6").

    `hd` doubles and `draft` halves the sides in version 8. Raises KeyError for an unknown key.
    """
    chosen = model if isinstance(model, Model) else MODELS[model]
    if chosen.side < SIZES[1, 1][0]:
        return _before_version_5(width, height, chosen.side)
    size = SIZES.get(reduced(width, height)) or _computed(width, height)
    if chosen.key.startswith("8") and hd != draft:
        return (size[0] * 2, size[1] * 2) if hd else (size[0] // 2, size[1] // 2)
    return size


def upscaled_size(width: int, height: int, model: str | Model = "7", times: int = 2) -> tuple[int, int]:
    """Pixels of an upscale by `times` of one tile."""
    across, down = tile_size(width, height, model)
    return across * times, down * times


def _computed(width: int, height: int) -> tuple[int, int]:
    steep = min(max(width / height, 1 / STEEPEST), STEEPEST)
    return _stepped(sqrt(PIXELS * steep), 16), _stepped(sqrt(PIXELS / steep), 16)


def _before_version_5(width: int, height: int, side: int) -> tuple[int, int]:
    """The short side is fixed, the long one follows the ratio."""
    steep = min(max(width, height) / min(width, height), STEEPEST)
    long = _stepped(side * steep, LIMITED_STEP)
    return (long, side) if width >= height else (side, long)


def _stepped(length: float, step: int) -> int:
    return max(step, round(length / step) * step)
