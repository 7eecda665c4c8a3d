"""Papers, strokes, blurs and shifts that the treatments share."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, hash_lattice, noise_at, smooth


def paper(f: Frame, seed: int, scale: float = 1.0) -> Array:
    """The tooth of a sheet (h, w), about in [-1, 1]."""
    return fbm(f, 210 * scale, seed, 3, gain=0.7)


def fibres(f: Frame, seed: int) -> Array:
    """Long grain along x, as of wood or laid paper, about in [-1, 1]."""
    bend = f.coarse(lambda g: fbm(g, 0.9, seed + 3, 2), 1 / 64)
    rings = noise_at(f.x * np.float32(2.2), (f.y + np.float32(0.05) * bend) * np.float32(95), seed & 255)
    return rings * np.float32(min(1.0, 0.0035 / f.px))


def strokes(f: Frame, angle: float, along: float, across: float, seed: int) -> Array:
    """Streaks in a direction (radians), `along` and `across` in cells per world unit; about in [-1, 1]."""
    fade = min(1.0, max(0.0, (0.8 - across * f.px) / 0.4))
    if fade == 0.0:
        return np.zeros(f.shape, np.float32)
    c, s = math.cos(angle), math.sin(angle)
    u = f.xs * np.float32(c * along) + f.ys * np.float32(s * along)
    v = f.ys * np.float32(c * across) - f.xs * np.float32(s * across)
    return noise_at(u, v, seed & 255) * np.float32(fade)


def brushwork(f: Frame, seed: int, *, along: float = 9.0, across: float = 75.0) -> Array:
    """Strokes whose direction changes from place to place, about in [-1, 1]."""
    turn = f.coarse(lambda g: fbm(g, 2.2, seed + 9, 2), 1 / 96)
    share = smooth(-0.12, 0.12, turn)
    first = strokes(f, -0.45, along, across, seed + 1)
    second = strokes(f, 0.62, along, across, seed + 2)
    return second + (first - second) * share


def displaced(f: Frame, picture: Array, dx: Array | float, dy: Array | float) -> Array:
    """The picture seen at (x + dx, y + dy), in world units; beyond its edges the edge goes on."""
    if isinstance(dx, float) and isinstance(dy, float):
        return _rolled(picture, round(dx / f.px), round(dy / f.px))
    column = np.arange(f.width, dtype=np.float32)[None, :] + np.asarray(dx / f.px, np.float32)
    row = np.arange(f.height, dtype=np.float32)[:, None] + np.asarray(dy / f.px, np.float32)
    i0 = np.clip(np.floor(column), 0, f.width - 2)
    j0 = np.clip(np.floor(row), 0, f.height - 2)
    fx, fy = np.clip(column - i0, 0, 1), np.clip(row - j0, 0, 1)
    index = j0.astype(np.int32) * f.width + i0.astype(np.int32)
    out = f.blank()
    for k in range(3):
        plane = np.ascontiguousarray(picture[..., k]).reshape(-1)
        top = np.take(plane, index)
        top += (np.take(plane, index + 1) - top) * fx
        low = np.take(plane, index + f.width)
        low += (np.take(plane, index + f.width + 1) - low) * fx
        out[..., k] = top + (low - top) * fy
    return out


def _rolled(picture: Array, columns: int, rows: int) -> Array:
    height, width = picture.shape[:2]
    i = np.clip(np.arange(width) + columns, 0, width - 1)
    j = np.clip(np.arange(height) + rows, 0, height - 1)
    return picture[j][:, i]


def blurred(plane: Array, pixels: float) -> Array:
    """A plane smoothed over about `pixels` in each direction (two box filters)."""
    radius = round(pixels / 1.6)
    if radius < 1 or min(plane.shape) < 3:
        return plane
    out = plane
    for axis in (0, 1, 0, 1):
        reach = min(radius, plane.shape[axis] - 1)
        out = _box(out, reach, axis)
    return out


def _box(plane: Array, radius: int, axis: int) -> Array:
    padding = [(0, 0), (0, 0)]
    padding[axis] = (radius + 1, radius)
    total = np.cumsum(np.pad(plane, padding, mode="edge"), axis=axis, dtype=np.float64)
    span = 2 * radius + 1
    out = total[span:] - total[:-span] if axis == 0 else total[:, span:] - total[:, :-span]
    return np.asarray(out / span, np.float32)


def softened(f: Frame, picture: Array, width: float) -> Array:
    """The picture blurred over a world width."""
    out = f.blank()
    for k in range(3):
        out[..., k] = blurred(picture[..., k], width / f.px)
    return out


def edges(plane: Array, step: int) -> Array:
    """How steep a plane is (h, w), over `step` pixels."""
    right = np.abs(plane - np.roll(plane, -step, 1))
    down = np.abs(plane - np.roll(plane, -step, 0))
    right[:, -step:] = 0
    down[-step:] = 0
    out: Array = right + down
    return out


def speckle(f: Frame, seed: int, cell: float = 1 / 900) -> Array:
    """Grain of the size of a film's (h, w), about in [-1, 1], hanging on the world."""
    size = max(cell, f.px)
    i = np.floor(f.xs[0].astype(np.float64) / size).astype(np.int64)[None, :]
    j = np.floor(f.ys[:, 0].astype(np.float64) / size).astype(np.int64)[:, None]
    first, last = (int(i.min()), int(j.min())), (int(i.max()) + 2, int(j.max()) + 2)
    columns = np.arange(first[0], last[0], dtype=np.int64)[None, :]
    rows = np.arange(first[1], last[1], dtype=np.int64)[:, None]
    table = hash_lattice(columns, rows, seed) + hash_lattice(columns, rows, seed + 1) - 1
    return table[j[:, 0] - first[1]][:, i[0] - first[0]] * np.float32(min(1.0, (cell / size) ** 0.5))
