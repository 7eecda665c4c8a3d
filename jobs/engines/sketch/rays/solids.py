"""Where rays meet planes, balls, boxes and cones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from jobs.engines.sketch.rays.vectors import FAR, NEAR, Floats, Labels, Point, column, dot, inverse

Box: TypeAlias = tuple[Point, Point, int]


@dataclass
class Hit:
    """The nearest surface so far along each ray: distance, outward normal and what it is."""

    t: Floats
    normal: Floats
    what: Labels

    @classmethod
    def nothing(cls, n: int) -> Hit:
        return cls(np.full(n, FAR, np.float32), np.zeros((3, n), np.float32), np.full(n, -1, np.int32))

    def take(self, t: Floats, normal: Floats, what: int) -> None:
        """Keeps the surface at distances `t` (misses are FAR) with normals (3, n) or (3, 1) where it is nearer."""
        nearer = t < self.t
        if nearer.any():
            self.t = np.where(nearer, t, self.t)
            self.normal = np.where(nearer, normal, self.normal)
            self.what = np.where(nearer, np.int32(what), self.what)


def meet_level(o: Floats, d: Floats, height: float) -> Floats:
    """Distance to the horizontal plane y = height from above."""
    t = (height - o[1]) / np.where(d[1] < -1e-6, d[1], np.float32(-1e-6))
    result: Floats = np.where((d[1] < -1e-6) & (t > NEAR), t, FAR)
    return result


def meet_ball(hit: Hit, o: Floats, d: Floats, centre: Point, radius: float, what: int) -> None:
    """A ball."""
    oc = o - column(centre)
    b = dot(oc, d)
    inside = b * b - (dot(oc, oc) - radius * radius)
    t = -b - np.sqrt(np.maximum(inside, 0))
    t = np.where((inside > 0) & (t > NEAR), t, FAR)
    seen = t < hit.t
    if seen.any():
        hit.take(t, (oc + d * np.where(seen, t, 0)) / np.float32(radius), what)


def slabs(o: Floats, d: Floats, low: Point, high: Point) -> tuple[Floats, Floats, Floats]:
    """Where rays enter and leave a box that follows the axes, and where they enter its slabs (3, n)."""
    inv = inverse(d)
    a, b = (column(low) - o) * inv, (column(high) - o) * inv
    enter, leave = np.minimum(a, b), np.maximum(a, b)
    near: Floats = np.maximum(np.maximum(enter[0], enter[1]), enter[2])
    far: Floats = np.minimum(np.minimum(leave[0], leave[1]), leave[2])
    return near, far, enter


def meet_box(hit: Hit, o: Floats, d: Floats, low: Point, high: Point, what: int) -> None:
    """A box that follows the axes."""
    near, far, enter = slabs(o, d, low, high)
    t = np.where((near < far) & (near > NEAR), near, FAR)
    if (t < hit.t).any():
        hit.take(t, np.where(enter == near, -np.sign(d), np.float32(0)), what)


def around(boxes: Sequence[Box]) -> tuple[Point, Point]:
    """The box around boxes."""
    lows, highs = zip(*((low, high) for low, high, _ in boxes), strict=True)
    low, high = np.min(lows, axis=0), np.max(highs, axis=0)
    return (float(low[0]), float(low[1]), float(low[2])), (float(high[0]), float(high[1]), float(high[2]))


def meet_boxes(hit: Hit, o: Floats, d: Floats, boxes: Sequence[Box]) -> None:
    """Boxes that stand close together: only rays that meet the box around them are looked at."""
    near, far, _ = slabs(o, d, *around(boxes))
    some = np.flatnonzero((near < far) & (far > NEAR) & (near < hit.t))
    if len(some):
        part = Hit(hit.t[some], hit.normal[:, some], hit.what[some])
        origin = o if o.shape[1] == 1 else o[:, some]
        for low, high, what in boxes:
            meet_box(part, origin, d[:, some], low, high, what)
        hit.t[some], hit.normal[:, some], hit.what[some] = part.t, part.normal, part.what


def meet_cone(hit: Hit, o: Floats, d: Floats, base: Point, height: float, radius: float, what: int) -> None:
    """An upright cone on `base`."""
    ox, oy, oz = o[0] - base[0], o[1] - base[1], o[2] - base[2]
    slope = radius / height
    r0 = radius - slope * oy
    a = d[0] * d[0] + d[2] * d[2] - (slope * slope) * d[1] * d[1]
    b = ox * d[0] + oz * d[2] + slope * r0 * d[1]
    disc = b * b - a * (ox * ox + oz * oz - r0 * r0)
    if not (disc > 0).any():
        return
    root = np.sqrt(np.maximum(disc, 0))
    a = np.where(np.abs(a) < 1e-7, np.float32(1e-7), a)
    t = np.minimum((-b - root) / a, (-b + root) / a)
    y = oy + t * d[1]
    t = np.where((disc > 0) & (t > NEAR) & (y >= 0) & (y <= height), t, FAR)
    seen = t < hit.t
    if seen.any():
        near = np.where(seen, t, 0)
        nx, nz = ox + near * d[0], oz + near * d[2]
        across = np.maximum(np.sqrt(nx * nx + nz * nz), 1e-6) * math.sqrt(1 + slope * slope)
        up = np.full_like(nx, slope / math.sqrt(1 + slope * slope))
        hit.take(t, np.stack([nx / across, up, nz / across]), what)
