"""From a recipe, a view and a size to the bytes of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jobs.engines.sketch.canvas import Array, Frame, encode, hash_lattice
from jobs.engines.sketch.media import reach, treat
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes import SCENES
from jobs.engines.sketch.tiling import Tile
from jobs.engines.sketch.view import View

BAND_PIXELS = 1_300_000
"""Larger pictures are drawn in bands of about so many pixels, which bounds the memory."""
__all__ = ["MAX_PIXELS", "View", "paint"]

MAX_PIXELS = 64 * 1024 * 1024

Bytes = NDArray[np.uint8]


def paint(recipe: Recipe, view: View, width: int, height: int) -> Bytes:
    """The picture as sRGB bytes (height, width, 3).

    Equal arguments give equal bytes. The height of the view fills the height in pixels; where the ratios
    differ, the view is widened or cut at both sides alike. Raises ValueError for an unknown scene, and for a
    size below 1 or above MAX_PIXELS.
    """
    if recipe.scene not in SCENES:
        raise ValueError(f"There is no scene named {recipe.scene!r}.")
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise ValueError(f"A picture of {width} x {height} pixels cannot be drawn.")
    px = view.height / height
    window = Frame(view.left + (view.width - width * px) / 2, view.top, px, width, height)
    tile = Tile(lambda f: _drawn(recipe, f), recipe.aspect, px, recipe.noise_seed("seam"))
    draw = tile.window if recipe.tile else tile.draw
    rows = max(64, min(height, BAND_PIXELS // width))
    out = np.empty((height, width, 3), np.uint8)
    for start in range(0, height, rows):
        stop = min(height, start + rows)
        out[start:stop] = _dithered(draw(window.rows(start, stop)), start)
    return out


def _drawn(recipe: Recipe, f: Frame) -> Array:
    """The treated picture of a window, in linear light."""
    if recipe.medium == "pixel":
        return treat(recipe, f, _blocks(recipe, f))
    margin = int(np.ceil(reach(recipe) / f.px)) if reach(recipe) else 0
    wide = f.pad(margin)
    picture = treat(recipe, wide, _scene(recipe, wide))
    return picture[margin : margin + f.height, margin : margin + f.width]


def _scene(recipe: Recipe, f: Frame) -> Array:
    """The bare scene of a window, through the recipe's camera."""
    dx, dy, zoom = recipe.camera
    middle_x, middle_y = recipe.aspect / 2, 0.5
    left, top = middle_x + (f.left - middle_x) / zoom + dx, middle_y + (f.top - middle_y) / zoom + dy
    px = f.px / zoom
    if recipe.flip:
        left = recipe.aspect - left - f.width * px
    picture = SCENES[recipe.scene](recipe, Frame(left, top, px, f.width, f.height))
    return picture[:, ::-1] if recipe.flip else picture


def _blocks(recipe: Recipe, f: Frame) -> Array:
    """The scene in square blocks that hang on the world, as for pixel art."""
    block = 1 / 112
    if block <= f.px:
        return _scene(recipe, f)
    i0, j0 = int(np.floor(f.left / block)), int(np.floor(f.top / block))
    grid = Frame(i0 * block, j0 * block, block, int(f.right / block) - i0 + 2, int(f.bottom / block) - j0 + 2)
    small = _scene(recipe, grid)
    i = np.floor(f.xs[0].astype(np.float64) / block).astype(np.int64) - i0
    j = np.floor(f.ys[:, 0].astype(np.float64) / block).astype(np.int64) - j0
    return small[np.clip(j, 0, grid.height - 1)][:, np.clip(i, 0, grid.width - 1)]


_DITHER = hash_lattice(np.arange(128)[None, :], np.arange(128)[:, None], 5) - np.float32(0.5)


def _dithered(picture: Array, row: int) -> Bytes:
    """Bytes of a band that starts at `row`; half a step of fixed noise keeps smooth skies free of bands."""
    height, width = picture.shape[:2]
    tile = np.roll(_DITHER, -(row % 128), axis=0)
    reps = (-(-height // 128), -(-width // 128))
    noise_plane = np.tile(tile, reps)[:height, :width]
    return encode(picture, noise_plane)
