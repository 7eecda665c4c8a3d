"""Rays or points that lie close together, and which balls can matter to any of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobs.engines.sketch.rays import Floats, Point, dot


@dataclass(frozen=True)
class Bundle:
    """Rays from one eye that run close together, as a cone."""

    eye: Point
    axis: Point
    angle: float

    @classmethod
    def of(cls, o: Floats, d: Floats) -> Bundle:
        axis = d.mean(axis=1)
        axis /= np.linalg.norm(axis)
        narrow = float(np.min(dot(d, axis[:, None])))
        return cls(_point(o[:, 0]), _point(axis), math.acos(min(1.0, narrow)) + 1e-3)

    def meets(self, centre: Point, radius: float) -> bool:
        """Whether a ray of the bundle may meet a ball."""
        v = [a - b for a, b in zip(centre, self.eye, strict=True)]
        far = math.sqrt(sum(a * a for a in v))
        if far <= radius:
            return True
        off = sum(a * b for a, b in zip(v, self.axis, strict=True)) / far
        return math.acos(max(-1.0, min(1.0, off))) < self.angle + math.asin(radius / far)


@dataclass(frozen=True)
class Crowd:
    """Points that lie close together, as a ball."""

    centre: Point
    radius: float

    @classmethod
    def of(cls, p: Floats) -> Crowd:
        low, high = p.min(axis=1), p.max(axis=1)
        return cls(_point((low + high) / 2), float(np.linalg.norm(high - low)) / 2)

    def near(self, centre: Point, radius: float) -> bool:
        """Whether a ball may keep light from the sky away from one of the points."""
        return math.dist(self.centre, centre) < self.radius + 5 * radius

    def shaded(self, lamp: Point, centre: Point, radius: float, spread: float) -> bool:
        """Whether a ball may stand between one of the points and the lamp."""
        way = [a - b for a, b in zip(lamp, self.centre, strict=True)]
        v = [a - b for a, b in zip(centre, self.centre, strict=True)]
        length = max(1e-6, sum(a * a for a in way))
        t = max(0.0, min(1.0, sum(a * b for a, b in zip(way, v, strict=True)) / length))
        off = math.sqrt(sum((a - t * b) ** 2 for a, b in zip(v, way, strict=True)))
        return off < self.radius + radius + 2 * spread * (t * math.sqrt(length) + self.radius)


def _point(v: npt.NDArray[np.float32]) -> Point:
    x, y, z = (float(c) for c in v)
    return x, y, z
