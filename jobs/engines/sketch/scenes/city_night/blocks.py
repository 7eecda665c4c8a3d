"""A city without end: a lattice of lots with houses of hashed heights, and how rays find them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobs.engines.sketch.canvas import hash_lattice
from jobs.engines.sketch.rays import FAR, Floats, inverse

SIZE = 128
"""The plan repeats after so many lots."""
STEPS = 44
"""Lots a ray passes at most; what lies further is lost in the haze."""
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Seen:
    """What rays meet: distance (FAR: nothing), axis of the face (0, 1 or 2; y is the roof), and the lot's number."""

    t: Floats
    axis: Ints
    lot: Ints


@dataclass(frozen=True)
class City:
    """Heights and margins of the lots: lot (i, j) covers x in [i, i + 1], z in [j, j + 1]. Avenues have no houses."""

    heights: Floats
    margins: Floats
    top: float

    @classmethod
    def plan(cls, seed: int, *, tall: float, avenue: int, shore: int | None = None) -> City:
        """A city with avenues along z in every `avenue`th column of lots, and open water for z from `shore` on."""
        j, i = np.meshgrid(np.arange(SIZE), np.arange(SIZE), indexing="ij")
        a, b, c = (hash_lattice(i, j, seed + k) for k in range(3))
        district = hash_lattice(i // 5, j // 5, seed + 9)
        heights = (0.5 + 1.1 * a + tall * b**3 * (0.35 + district)).astype(np.float32)
        heights[(i % avenue == 0) | (j % 5 == 2)] = 0
        if shore is not None:
            # Lot rows from the middle of the table on stand for z below zero.
            heights[(j >= shore % SIZE) & (j < SIZE // 2)] = 0
            row = j == (shore - 1) % SIZE
            heights[row] = np.maximum(heights[row], 0.4)
        return cls(heights.reshape(-1), (0.04 + 0.1 * c).astype(np.float32).reshape(-1), float(heights.max()))

    def find(self, o: tuple[float, float, float], d: Floats) -> Seen:
        """Walks the lots along each ray from one eye until it meets a house."""
        n = d.shape[1]
        seen = Seen(np.full(n, FAR, np.float32), np.zeros(n, np.int32), np.full(n, -1, np.int32))
        walk = _Walk.start(o, d)
        for _ in range(STEPS):
            self._look(walk, seen, np.float32(o[1]))
            if not walk.go_on(np.float32(o[1]), self.top, seen):
                break
        return seen

    def _look(self, walk: _Walk, seen: Seen, eye: np.float32) -> None:
        """Takes into `seen` the rays that meet the house of the lot they are in."""
        lot = (walk.j & (SIZE - 1)) * SIZE + (walk.i & (SIZE - 1))
        height, margin = self.heights[lot], self.margins[lot]
        x0, x1 = (walk.cx + margin) * walk.ix, (walk.cx + 1 - margin) * walk.ix
        z0, z1 = (walk.cz + margin) * walk.iz, (walk.cz + 1 - margin) * walk.iz
        ex, ez = np.minimum(x0, x1), np.minimum(z0, z1)
        enter, leave = np.maximum(ex, ez), np.minimum(np.maximum(x0, x1), np.maximum(z0, z1))
        into = (enter < leave) & (enter > 0) & (height > 0)
        wall = into & (enter * walk.dy + eye <= height)
        roof = (height - eye) / np.where(walk.dy < -1e-6, walk.dy, np.float32(-1e-6))
        done = np.flatnonzero(wall | (into & (walk.dy < 0) & (roof < leave)))
        if len(done):
            at = walk.ray[done]
            upright = wall[done]
            seen.t[at] = np.where(upright, enter[done], roof[done])
            seen.axis[at] = np.where(upright, np.where(ex[done] > ez[done], 0, 2), 1)
            seen.lot[at] = lot[done]


@dataclass
class _Walk:
    """Rays on their way through the lots, all columns alike long: those that ended are dropped."""

    ray: npt.NDArray[np.intp]
    i: Ints
    j: Ints
    cx: Floats
    """Corner of the lot seen from the eye, as float32: lot numbers would make everything float64."""
    cz: Floats
    nx: Floats
    """Distance to the next lot along x."""
    nz: Floats
    ix: Floats
    iz: Floats
    dy: Floats

    @classmethod
    def start(cls, o: tuple[float, float, float], d: Floats) -> _Walk:
        n, i, j = d.shape[1], math.floor(o[0]), math.floor(o[2])
        ix, iz = inverse(d[0]), inverse(d[2])
        cx, cz = np.full(n, i - o[0], np.float32), np.full(n, j - o[2], np.float32)
        return cls(
            np.arange(n), np.full(n, i, np.int32), np.full(n, j, np.int32), cx, cz,
            (cx + (ix > 0)) * ix, (cz + (iz > 0)) * iz, ix, iz, d[1],
        )  # fmt: skip

    def go_on(self, eye: np.float32, top: float, seen: Seen) -> bool:
        """Steps into the next lots and drops rays that met a house, left for the sky or went under the ground."""
        along = self.nx < self.nz
        level = np.minimum(self.nx, self.nz) * self.dy + eye
        sx, sz = np.sign(self.ix) * along, np.sign(self.iz) * ~along
        self.i, self.j = self.i + sx.astype(np.int32), self.j + sz.astype(np.int32)
        self.cx, self.cz = self.cx + sx, self.cz + sz
        self.nx, self.nz = self.nx + np.abs(self.ix) * along, self.nz + np.abs(self.iz) * ~along
        keep = (seen.lot[self.ray] < 0) & np.where(self.dy > 0, level < top, level > 0)
        if not keep.all():
            kept = np.flatnonzero(keep)
            self.ray, self.i, self.j = self.ray[kept], self.i[kept], self.j[kept]
            self.cx, self.cz, self.nx, self.nz = self.cx[kept], self.cz[kept], self.nx[kept], self.nz[kept]
            self.ix, self.iz, self.dy = self.ix[kept], self.iz[kept], self.dy[kept]
        return len(self.ray) > 0
