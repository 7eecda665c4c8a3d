"""Two by two: the four tiles out of a stored grid, and a grid out of its four stored tiles, losslessly."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from django.core.files.storage import default_storage
from PIL import Image

from jobs import looks
from jobs.errors import BadPicture
from jobs.looks import Look, Received

PLACES = (1, 2, 3, 4)
"""Of the tiles: left to right and top to bottom."""
_WEBP_SIDE = 16_383  # pixels; what is longer becomes a PNG


def cut(name: str, places: Collection[int] = PLACES) -> Iterator[tuple[int, Look]]:
    """Tiles of the stored grid `name`, each with its place. Raises BadPicture, OSError."""
    with _opened([name]) as (grid,):
        wide, tall = grid.width // 2, grid.height // 2
        if not wide or not tall:
            raise BadPicture("the grid is too small to have tiles")
        for place in sorted(places):
            left, top = (place - 1) % 2 * wide, (place - 1) // 2 * tall
            yield place, _written(grid.crop((left, top, left + wide, top + tall)))


def compose(names: Sequence[str]) -> Look:
    """The grid of four stored tiles of one size. Raises BadPicture, OSError."""
    with _opened(names) as tiles:
        (wide, tall), *others = [tile.size for tile in tiles]
        if any(other != (wide, tall) for other in others):
            raise BadPicture("the tiles differ in size")
        if 4 * wide * tall > looks.MOST_PIXELS:
            raise BadPicture("the grid would have too many pixels")
        mode = "RGBA" if any(tile.has_transparency_data for tile in tiles) else "RGB"
        grid = Image.new(mode, (2 * wide, 2 * tall))
        for place, tile in enumerate(tiles):
            grid.paste(tile if tile.mode == mode else tile.convert(mode), (place % 2 * wide, place // 2 * tall))
        profiles = {tile.info.get("icc_profile") for tile in tiles}
        if len(profiles) == 1:
            grid.info["icc_profile"] = profiles.pop()
        return _written(grid)


@contextmanager
def _opened(names: Sequence[str]) -> Iterator[list[Image.Image]]:
    """Pictures of the vault."""
    with ExitStack() as stack:
        files = [stack.enter_context(default_storage.open(name)) for name in names]
        yield [stack.enter_context(Image.open(file, formats=list(looks.FORMATS))) for file in files]


def _written(image: Image.Image) -> Look:
    """The look of a picture that is made here, whose bytes need no second decoding."""
    out = io.BytesIO()
    profile = image.info.get("icc_profile")
    if max(image.size) <= _WEBP_SIDE:
        extension = "webp"
        image.save(out, "WEBP", lossless=True, exact=True, method=0, icc_profile=profile)
    else:
        extension = "png"
        image.save(out, "PNG", icc_profile=profile)
    content = out.getvalue()
    out.seek(0)
    return looks.of(Received(out, hashlib.sha256(content).hexdigest(), len(content)), extension, image)
