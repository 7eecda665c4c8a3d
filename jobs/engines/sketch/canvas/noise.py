"""Noise on world coordinates: hashed lattices, so any window of the plane shows the same noise."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jobs.engines.sketch.canvas.frame import Array, Frame

LACUNARITY = 2.03
"""Not quite 2, so that the lattices of the octaves never line up."""
_BLOCK = 512
_GAIN = 1.55
"""Brings one octave to a standard deviation of about 0.33."""


def hash_lattice(i: NDArray[np.int64], j: NDArray[np.int64], seed: int) -> Array:
    """Uniform values in [0, 1) for integer lattice points (broadcast), the same on every machine."""
    mask = np.uint64(0xFFFFFFFF)
    with np.errstate(over="ignore"):
        h = (i.astype(np.uint64) * np.uint64(0x9E3779B1)) ^ (j.astype(np.uint64) * np.uint64(0x85EBCA77))
        h = (h + np.uint64((seed * 0xC2B2AE3D) & 0xFFFFFFFF)) & mask
        h = ((h ^ (h >> np.uint64(15))) * np.uint64(0x2C1B3C6D)) & mask
        h = ((h ^ (h >> np.uint64(12))) * np.uint64(0x297A2D39)) & mask
        h = h ^ (h >> np.uint64(15))
    return ((h >> np.uint64(8)).astype(np.float32)) * np.float32(1 / 16777216)


def hashed(seed: int, *keys: int) -> float:
    """One uniform value in [0, 1) for a seed and some integers."""
    value = seed & 0xFFFFFFFF
    for key in keys:
        value = ((value ^ (key & 0xFFFFFFFF)) * 0x9E3779B1 + 0x7F4A7C15) & 0xFFFFFFFF
        value = ((value ^ (value >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    value = ((value ^ (value >> 12)) * 0x297A2D39) & 0xFFFFFFFF
    return ((value ^ (value >> 15)) >> 8) / 16777216


def _spline(u: NDArray[np.float64]) -> tuple[int, Array]:
    """First lattice index and the (n, len(u)) matrix of cubic B-spline weights of lattice points at u."""
    base = np.floor(u)
    first, last = int(base.min()) - 1, int(base.max()) + 2
    t = u - base
    weights = np.zeros((last - first + 1, u.size), np.float32)
    column = np.arange(u.size)
    row = base.astype(np.int64) - first
    weights[row - 1, column] = (1 - t) ** 3 / 6
    weights[row, column] = (3 * t**3 - 6 * t**2 + 4) / 6
    weights[row + 1, column] = (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6
    weights[row + 2, column] = t**3 / 6
    return first, weights


def _lattice(i0: int, ni: int, j0: int, nj: int, seed: int) -> Array:
    """White noise without its low frequencies, (nj, ni): one octave then keeps to its own band."""
    i = np.arange(i0 - 1, i0 + ni + 1, dtype=np.int64)[None, :]
    j = np.arange(j0 - 1, j0 + nj + 1, dtype=np.int64)[:, None]
    raw = hash_lattice(i, j, seed) + hash_lattice(i, j, seed + 77_003) - 1
    rows = (raw[:-2] + 2 * raw[1:-1] + raw[2:]) * 0.25
    blurred = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) * 0.25
    out: Array = raw[1:-1, 1:-1] - np.float32(0.85) * blurred
    return out


def noise(f: Frame, frequency: float, seed: int, *, stretch: float = 1.0) -> Array:
    """One octave of smooth band-limited noise (h, w), about in [-1, 1].

    `frequency` is in cells per world unit along x, `stretch` times as many along y. Octaves finer than the
    pixels fade away, so a small picture is a smooth version of a large one. Separable splines: nearly free.
    """
    finest = frequency * max(1.0, stretch) * f.px
    fade = min(1.0, max(0.0, (0.75 - finest) / 0.25))
    out = np.zeros(f.shape, np.float32)
    if fade == 0.0:
        return out
    u = f.xs[0].astype(np.float64) * frequency + 61.7 * hashed(seed, 1)
    v = f.ys[:, 0].astype(np.float64) * frequency * stretch + 61.7 * hashed(seed, 2)
    wide = _BLOCK if frequency * f.px * f.width > 200 else f.width
    tall = _BLOCK if frequency * stretch * f.px * f.height > 200 else f.height
    for a in range(0, f.height, tall):
        j0, wy = _spline(v[a : a + tall])
        for b in range(0, f.width, wide):
            i0, wx = _spline(u[b : b + wide])
            lattice = _lattice(i0, wx.shape[0], j0, wy.shape[0], seed)
            out[a : a + tall, b : b + wide] = wy.T @ (lattice * (_GAIN * fade)) @ wx
    return out


def fbm(f: Frame, frequency: float, seed: int, octaves: int = 5, *, gain: float = 0.5, stretch: float = 1.0) -> Array:
    """Summed octaves of `noise`, each LACUNARITY times finer and `gain` times weaker; about in [-1, 1]."""
    out = np.zeros(f.shape, np.float32)
    amplitude = 1.0
    for octave in range(octaves):
        if frequency * max(1.0, stretch) * f.px >= 0.75:
            break
        out += amplitude * noise(f, frequency, seed + octave * 1013, stretch=stretch)
        amplitude, frequency = amplitude * gain, frequency * LACUNARITY
    return out


def ridged(
    f: Frame, frequency: float, seed: int, octaves: int = 5, *, gain: float = 0.5, stretch: float = 1.0
) -> Array:
    """Sharp crests (h, w) in about [0, 1]: like fbm, with each octave folded at zero."""
    out, total, amplitude = np.zeros(f.shape, np.float32), 0.0, 1.0
    for octave in range(octaves):
        fold = 1 - np.abs(noise(f, frequency, seed + octave * 1013, stretch=stretch)) * 1.5
        out += amplitude * fold * np.abs(fold)
        total += amplitude
        amplitude, frequency = amplitude * gain, frequency * LACUNARITY
    return out / np.float32(total)


def noise_line(x: Array, frequency: float, seed: int) -> Array:
    """One octave of noise along a line, for any array of x; about in [-1, 1]."""
    flat = x.reshape(-1).astype(np.float64) * frequency + 61.7 * hashed(seed, 3)
    base = np.floor(flat)
    t = flat - base
    i = base.astype(np.int64)
    j = np.zeros(1, np.int64)
    weights = (
        (1 - t) ** 3 / 6, (3 * t**3 - 6 * t**2 + 4) / 6, (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6, t**3 / 6,
    )  # fmt: skip
    value = np.zeros(flat.shape)
    for k, weight in enumerate(weights):
        value += weight * (hash_lattice(i + (k - 1), j, seed) * 2 - 1)
    return (value * 1.6).astype(np.float32).reshape(x.shape)


def fbm_line(x: Array, frequency: float, seed: int, octaves: int = 6, *, gain: float = 0.5) -> Array:
    """Summed octaves of `noise_line`."""
    out = np.zeros(x.shape, np.float32)
    amplitude = 1.0
    for octave in range(octaves):
        out += amplitude * noise_line(x, frequency, seed + octave * 1013)
        amplitude, frequency = amplitude * gain, frequency * LACUNARITY
    return out


def ridged_line(x: Array, frequency: float, seed: int, octaves: int = 6, *, gain: float = 0.5) -> Array:
    """Mountain-like crests along a line, in about [0, 1]."""
    out, total, amplitude = np.zeros(x.shape, np.float32), 0.0, 1.0
    for octave in range(octaves):
        fold = 1 - np.abs(noise_line(x, frequency, seed + octave * 1013))
        out += amplitude * fold * fold
        total += amplitude
        amplitude, frequency = amplitude * gain, frequency * LACUNARITY
    return out / np.float32(total)


@lru_cache(maxsize=64)
def _gradients(seed: int) -> tuple[Array, Array]:
    """Unit gradients of a 256 x 256 torus, flattened."""
    i = np.arange(65536, dtype=np.int64)
    angle = hash_lattice(i & 255, i >> 8, seed) * np.float32(2 * math.pi)
    return np.cos(angle), np.sin(angle)


def noise_at(x: Array, y: Array, seed: int) -> Array:
    """Gradient noise at any points (one cell per unit of x and y), about in [-1, 1]; for warped coordinates.

    Costs some ten times `noise`: use it inside `Frame.coarse`, or sparingly.
    """
    gx, gy = _gradients(seed)
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = x - x0, y - y0
    i0, j0 = x0.astype(np.int32) & 255, (y0.astype(np.int32) & 255) << 8
    i1, j1 = (i0 + 1) & 255, (j0 + 256) & 65535
    ux = fx * fx * fx * (fx * (fx * 6 - 15) + 10)
    uy = fy * fy * fy * (fy * (fy * 6 - 15) + 10)
    a = _corner(gx, gy, i0 + j0, fx, fy)
    a += (_corner(gx, gy, i1 + j0, fx - 1, fy) - a) * ux
    b = _corner(gx, gy, i0 + j1, fx, fy - 1)
    b += (_corner(gx, gy, i1 + j1, fx - 1, fy - 1) - b) * ux
    out: Array = (a + (b - a) * uy) * np.float32(1.4)
    return out


def _corner(gx: Array, gy: Array, index: NDArray[np.int32], fx: Array, fy: Array) -> Array:
    out: Array = np.take(gx, index) * fx + np.take(gy, index) * fy
    return out


def fbm_at(x: Array, y: Array, seed: int, octaves: int = 4, *, gain: float = 0.5) -> Array:
    """Summed octaves of `noise_at`, turned from octave to octave."""
    out = np.zeros(np.broadcast(x, y).shape, np.float32)
    amplitude = 1.0
    c, s = np.float32(0.8 * LACUNARITY), np.float32(0.6 * LACUNARITY)
    for octave in range(octaves):
        out += amplitude * noise_at(x, y, seed + octave * 17)
        amplitude *= gain
        x, y = x * c - y * s + np.float32(3.1), x * s + y * c + np.float32(1.7)
    return out


def voronoi(x: Array, y: Array, seed: int) -> tuple[Array, Array, Array]:
    """Distance to the nearest and second nearest jittered point, and a value in [0, 1) of the nearest one's cell.

    One point per unit square. Costs much at full size: prefer `Frame.coarse` or few pixels.
    """
    i, j = np.floor(x).astype(np.int32), np.floor(y).astype(np.int32)
    i0, j0 = int(i.min()) - 1, int(j.min()) - 1
    columns = np.arange(i0, int(i.max()) + 2, dtype=np.int64)[None, :]
    rows = np.arange(j0, int(j.max()) + 2, dtype=np.int64)[:, None]
    px = (columns + hash_lattice(columns, rows, seed)).astype(np.float32).reshape(-1)
    py = (rows + hash_lattice(columns, rows, seed + 1)).astype(np.float32).reshape(-1)
    here = (j - j0) * np.int32(columns.size) + (i - i0)
    first = np.full(x.shape, 9.0, np.float32)
    second, nearest = first.copy(), here
    for dj in (-1, 0, 1):
        for di in (-1, 0, 1):
            index = here + np.int32(dj * columns.size + di)
            d = np.square(np.take(px, index) - x) + np.square(np.take(py, index) - y)
            nearer = d < first
            second = np.minimum(second, np.maximum(first, d))
            nearest = np.where(nearer, index, nearest)
            first = np.minimum(first, d)
    return np.sqrt(first), np.sqrt(second), np.take(hash_lattice(columns, rows, seed + 2).reshape(-1), nearest)


class Point(NamedTuple):
    """A scattered point: world position, and three values in [0, 1) of its own."""

    x: float
    y: float
    a: float
    b: float
    c: float


def scatter(f: Frame, cell: float, seed: int, *, reach: float = 0.0) -> Iterator[Point]:
    """The points (one per lattice square of side `cell`, jittered) that may show in the window.

    `reach` is how far beyond its centre a thing drawn at a point extends, in world units. The order is that of
    a hash, so overlapping things do not lie in rows; it is the same for every window.
    """
    table = scatter_table(f, cell, seed, reach=reach)
    for x, y, a, b, c in table.tolist():
        yield Point(x, y, a, b, c)


def scatter_table(f: Frame, cell: float, seed: int, *, reach: float = 0.0) -> Array:
    """As `scatter`, as one array (n, 5) with the columns x, y, a, b, c."""
    i = np.arange(math.floor((f.left - reach) / cell) - 1, math.ceil((f.right + reach) / cell) + 1, dtype=np.int64)
    j = np.arange(math.floor((f.top - reach) / cell) - 1, math.ceil((f.bottom + reach) / cell) + 1, dtype=np.int64)
    ii, jj = (g.reshape(-1) for g in np.meshgrid(i, j))
    values = [hash_lattice(ii, jj, seed + k * 7919) for k in range(6)]
    x = ((ii + values[0]) * cell).astype(np.float32)
    y = ((jj + values[1]) * cell).astype(np.float32)
    keep = (x > f.left - reach) & (x < f.right + reach) & (y > f.top - reach) & (y < f.bottom + reach)
    table = np.stack([x, y, values[2], values[3], values[4]], axis=1)[keep]
    order = np.lexsort((x[keep], values[5][keep]))
    return table[order]
