"""A quilt of plain shapes: quarter circles, discs, bars and triangles in few flat colours."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, hash_lattice, mixed, rgb
from jobs.engines.sketch.recipe import Recipe


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the quilt; squares fill the picture's height a whole number of times."""
    count = int(r.vary("count", 3, 6.99)) if r.aspect <= 3 else int(r.vary("count", 2, 4.99))
    if r.aspect < 0.5:
        count = round(count / max(r.aspect, 0.1) * 0.5)
    side = 1.0 / count
    u, v = f.xs / np.float32(side), f.ys / np.float32(side)
    i, j = np.floor(u).astype(np.int64), np.floor(v).astype(np.int64)
    x, y = u - np.floor(u), v - np.floor(v)
    seed = r.noise_seed("quilt")
    h = [hash_lattice(i, j, seed + k * 101) for k in range(5)]
    # Turn and mirror each square.
    x, y = np.broadcast_arrays(x, y)
    a = np.where(h[0] < 0.5, x, 1 - x)
    b = np.where(h[0] * 2 % 1 < 0.5, y, 1 - y)
    kind = (h[1] * 8).astype(np.int64)
    inside = _figure(kind, a, b)
    second = _second(kind, a, b)
    soft = np.float32(side / f.px)
    cover = np.clip(0.5 - inside * soft, 0, 1)
    cover2 = np.clip(0.5 - second * soft, 0, 1)
    picture = _flat(r, h[2], 0)
    # A sheet of paper over another throws a little shadow.
    shadow = np.clip(0.6 - (inside - 0.02) * 16, 0, 1) * (1 - cover)
    picture = picture * (1 - np.float32(0.26) * shadow)[..., None]
    picture += (_flat(r, h[3], 1) - picture) * cover[..., None]
    picture += (_flat(r, h[4], 2) - picture) * cover2[..., None]
    light = 1 + np.float32(0.10) * (np.float32(0.5) - y) + np.float32(0.05) * (np.float32(0.5) - x)
    tooth = fbm(f, 170, seed, 3, gain=0.7)
    picture *= (light * (1 + np.float32(0.045) * tooth))[..., None]
    return np.asarray(picture, np.float32)


def _figure(kind: np.typing.NDArray[np.int64], a: Array, b: Array) -> Array:
    """Signed distance (in squares) of the first shape of each square."""
    centre = np.sqrt(np.square(a - 0.5) + np.square(b - 0.5))
    corner = np.sqrt(a * a + b * b)
    shapes = [
        corner - 1.0,
        centre - 0.40,
        (a + b - 1) * 0.7071,
        np.maximum(np.sqrt(np.square(a - 0.5) + np.square(b)) - 0.5, 0 * a),
        np.maximum(b - 0.5, 0 * a) + np.minimum(b - 0.5, 0),
        corner - 0.72,
        np.abs(np.mod(a * 4, 1) - 0.5) * 0.25 - 0.0625,
        np.maximum(np.abs(a - 0.5), np.abs(b - 0.5)) - 0.3,
    ]
    return np.choose(kind, shapes).astype(np.float32)


def _second(kind: np.typing.NDArray[np.int64], a: Array, b: Array) -> Array:
    """Signed distance of the shape that lies on the first one."""
    centre = np.sqrt(np.square(a - 0.5) + np.square(b - 0.5))
    corner = np.sqrt(a * a + b * b)
    none = a * 0 + 1
    shapes = [
        corner - 0.5,
        centre - 0.16,
        np.sqrt(np.square(a - 0.3) + np.square(b - 0.3)) - 0.13,
        np.sqrt(np.square(a - 0.5) + np.square(b)) - 0.22,
        np.sqrt(np.square(a - 0.5) + np.square(b - 0.5)) - 0.25,
        np.abs(corner - 0.36) - 0.06,
        none,
        centre - 0.2,
    ]
    return np.choose(kind, shapes).astype(np.float32)


def _flat(r: Recipe, value: Array, shift: int) -> Array:
    colours = (r.palette[0], r.palette[1], r.palette[2], r.palette[3], mixed(r.palette[4], "#f6efe0", 0.4), r.accent)
    order = ((4, 1, 3, 4, 2, 0), (1, 5, 3, 0, 2, 4), (5, 4, 0, 3, 1, 5))[shift]
    table = np.stack([rgb(colours[k]) for k in order])
    index = (np.clip(value, 0, 0.999) * 6).astype(np.int64)
    return np.stack([np.take(table[:, k], index) for k in range(3)]).transpose(1, 2, 0)
