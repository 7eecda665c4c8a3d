"""Art mixed of other pictures: broad colour from all of them, structure from whichever is strongest at each place."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from jobs.engines.sketch.canvas import Array, Frame, encode, fbm, hashed
from jobs.engines.sketch.files import Folder
from jobs.engines.sketch.plates import Mix
from jobs.engines.sketch.png import Pixels

CELL = 1 / 640
"""World distance at which the mixture is computed; brush and paper are finer."""
BROAD = 0.06
"""World radius that parts broad colour from structure."""
_EDGE = 768


def mixed(mix: Mix, frame: Frame, folder: Folder) -> Pixels:
    """The window `frame` of a mixture, uint8 sRGB (h, w, 3)."""
    colour = frame.coarse(lambda f: _mixture(mix, f, folder), CELL)
    brush = fbm(frame, 70, mix.seed & 0xFFFFFF, 3, stretch=0.35) * np.float32(0.05)
    paper = fbm(frame, 260, (mix.seed + 5) & 0xFFFFFF, 2) * np.float32(0.03)
    return encode(np.maximum(colour * (1 + brush + paper)[..., None], 0))


def _mixture(mix: Mix, f: Frame, folder: Folder) -> Array:
    """Linear light (h, w, 3)."""
    seed = mix.seed & 0xFFFFFF
    # Strokes: the pictures are looked up at places that wander a little, together for all inputs.
    x = f.x + fbm(f, 14, seed + 1, 2) * np.float32(0.012)
    y = f.y + fbm(f, 14, seed + 2, 2) * np.float32(0.012)
    total, weights = np.zeros((*f.shape, 3), np.float32), np.zeros(f.shape, np.float32)
    structure, votes = np.zeros((*f.shape, 3), np.float32), np.full(f.shape, 1e-6, np.float32)
    for number, name in enumerate(mix.inputs):
        broad, fine = _sampled(mix, number, str(folder.input(name)), x, y)
        favour = 1.2 * hashed(mix.seed, number, 3) - 0.6
        here = np.exp(np.float32(2.0) * fbm(f, 0.9, seed + 100 * number + 10, 2) + np.float32(favour))
        total += broad * here[..., None]
        weights += here
        vote = here * (np.abs(fine).sum(axis=2) + np.float32(0.01)) ** 2
        structure += fine * vote[..., None]
        votes += vote
    square = total / weights[..., None] + structure / votes[..., None]
    return np.maximum(square, 0) ** 2


def _sampled(mix: Mix, number: int, path: str, x: Array, y: Array) -> tuple[Array, Array]:
    """Broad colour and structure of one input at world places, (h, w, 3) each, in square-root light."""
    broad, sharp = _bands(path)
    height, width, _ = broad.shape
    # Cover the picture: what sticks out is cut off, more on one side or the other as the seed has it.
    per_unit = min(height, width / mix.aspect)
    over_x, over_y = width - per_unit * mix.aspect, height - per_unit
    left = over_x * hashed(mix.seed, number, 1)
    top = over_y * hashed(mix.seed, number, 2)
    u, v = left + x * np.float32(per_unit), top + y * np.float32(per_unit)
    at = _mirrored(v, height) * width + _mirrored(u, width)
    smooth = broad.reshape(-1, 3)[at]
    return smooth, _between(sharp, u - np.float32(0.5), v - np.float32(0.5)) - smooth


def _between(picture: Array, u: Array, v: Array) -> Array:
    """The picture (h, w, 3) at places between its pixels, mirrored for ever on all sides."""
    height, width, _ = picture.shape
    flat = picture.reshape(-1, 3)
    u0, v0 = np.floor(u), np.floor(v)
    du, dv = (u - u0)[..., None], (v - v0)[..., None]
    columns = _mirrored(u0, width), _mirrored(u0 + 1, width)
    above, below = (
        flat[row + columns[0]] * (1 - du) + flat[row + columns[1]] * du
        for row in (_mirrored(v0, height) * width, _mirrored(v0 + 1, height) * width)
    )
    between: Array = above * (1 - dv) + below * dv
    return between


def _mirrored(place: Array, length: int) -> NDArray[np.int32]:
    """Whole places within [0, length), reflected at both ends for ever."""
    turn = np.floor(place).astype(np.int32) % (2 * length)
    return np.where(turn < length, turn, 2 * length - 1 - turn)


@lru_cache(maxsize=5)
def _bands(path: str) -> tuple[Array, Array]:
    """An input as broad colour and as it is, in square-root light."""
    with Image.open(path) as image:
        small = ImageOps.contain(image.convert("RGB"), (_EDGE, _EDGE), Image.Resampling.LANCZOS)
    sharp = np.asarray(small)
    radius = BROAD * min(small.size)
    broad = np.asarray(small.filter(ImageFilter.GaussianBlur(radius)))
    table = ((np.arange(256) / 255) ** (2.2 / 2)).astype(np.float32)
    return table[broad], table[sharp]
