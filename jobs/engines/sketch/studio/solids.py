"""What stands in the studio: balls, turned vessels, bent rods and slabs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from jobs.engines.sketch.rays import (
    FAR,
    NEAR,
    Floats,
    Hit,
    Point,
    ball_shadow,
    box_shadow,
    column,
    dot,
    meet_ball,
    meet_box,
    meet_level,
    normalise,
    soft,
)
from jobs.engines.sketch.studio.finish import Finish

UP = column((0.0, 1.0, 0.0))


@dataclass(frozen=True)
class Ball:
    """A ball."""

    centre: Point
    radius: float
    finish: Finish

    @property
    def foot(self) -> Point:
        """The point the finish is measured from."""
        return self.centre

    @property
    def bound(self) -> tuple[Point, float]:
        """A ball around all of it."""
        return self.centre, self.radius

    @property
    def blobs(self) -> tuple[tuple[Point, float], ...]:
        """Balls that stand for the solid where it keeps light from the sky away."""
        return ((self.centre, self.radius),)

    def meet(self, hit: Hit, o: Floats, d: Floats, what: int) -> None:
        """Takes the solid into the nearest surfaces."""
        meet_ball(hit, o, d, self.centre, self.radius, what)

    def shadow(self, p: Floats, light: Floats, spread: float) -> Floats:
        """Share of the lamp seen past the solid."""
        return ball_shadow(p, light, self.centre, self.radius, spread)


@dataclass(frozen=True)
class Turned:
    """A solid of revolution on `foot`: heights and radii of its outline from below to above."""

    foot: Point
    heights: tuple[float, ...]
    radii: tuple[float, ...]
    finish: Finish
    filled: bool = True
    """Whether the top is closed; an open one shows its inner wall."""
    drink: tuple[float, Finish] | None = None
    """How high an open one is filled, and with what."""

    @cached_property
    def bound(self) -> tuple[Point, float]:
        """A ball around all of it."""
        middle = self.heights[-1] / 2
        reach = max(math.hypot(h - middle, w) for h, w in zip(self.heights, self.radii, strict=True))
        return (self.foot[0], self.foot[1] + middle, self.foot[2]), reach

    @cached_property
    def blobs(self) -> tuple[tuple[Point, float], ...]:
        """Balls that stand for the solid where it keeps light from the sky away."""
        top, wide = self.heights[-1], max(self.radii)
        count = min(3, max(1, round(top / (wide * 1.6))))
        parts = []
        for k in range(count):
            y = top * (k + 0.5) / count
            radius = min(float(np.interp(y, self.heights, self.radii)), top)
            parts.append(((self.foot[0], self.foot[1] + y, self.foot[2]), radius * 0.96))
        return tuple(parts)

    @cached_property
    def levels(self) -> tuple[tuple[float, float], ...]:
        """Heights above the ground and radii of level discs whose shadows together are the solid's."""
        top = self.heights[-1]
        count = min(8, max(2, math.ceil(top / (0.9 * float(np.mean(self.radii)))) + 1))
        heights = [top * k / (count - 1) for k in range(count)]
        return tuple((self.foot[1] + h, float(np.interp(h, self.heights, self.radii))) for h in heights)

    @cached_property
    def slopes(self) -> npt.NDArray[np.float64]:
        """How fast the radius grows with the height, at each height of the outline."""
        steep: npt.NDArray[np.float64] = np.gradient(np.array(self.radii), np.array(self.heights))
        return steep

    def meet(self, hit: Hit, o: Floats, d: Floats, what: int) -> None:
        """Takes the solid into the nearest surfaces: cone by cone, with a normal that runs on smoothly."""
        centre, radius = self.bound
        oc = o - column(centre)
        b = dot(oc, d)
        some = np.flatnonzero(b * b > dot(oc, oc) - radius * radius)
        if len(some) == 0:
            return
        part = Hit(hit.t[some], hit.normal[:, some], hit.what[some])
        dd = d[:, some]
        oo = (np.broadcast_to(o, d.shape) if o.shape[1] == 1 else o)[:, some] - column(self.foot)
        slopes = self.slopes
        for k in range(len(self.heights) - 1):
            y0, y1 = self.heights[k], self.heights[k + 1]
            if y1 - y0 > 1e-5:
                self._cone(part, oo, dd, k, slopes, what)
        if self.filled:
            t = meet_level(oo, dd, self.heights[-1])
            x, z = oo[0] + t * dd[0], oo[2] + t * dd[2]
            part.take(np.where(x * x + z * z < self.radii[-1] ** 2, t, FAR), UP, what)
        else:
            level = self.drink[0] if self.drink else 0.4 * self.heights[1]
            t = meet_level(oo, dd, level)
            x, z = oo[0] + t * dd[0], oo[2] + t * dd[2]
            within = x * x + z * z < float(np.interp(level, self.heights, self.radii)) ** 2
            part.take(np.where(within, t, FAR), UP, what)
        hit.t[some], hit.normal[:, some], hit.what[some] = part.t, part.normal, part.what

    def _cone(self, hit: Hit, o: Floats, d: Floats, k: int, slopes: npt.NDArray[np.float64], what: int) -> None:
        y0, y1 = self.heights[k], self.heights[k + 1]
        slope = (self.radii[k + 1] - self.radii[k]) / (y1 - y0)
        r0 = self.radii[k] + slope * (o[1] - y0)
        a = d[0] * d[0] + d[2] * d[2] - (slope * slope) * d[1] * d[1]
        a = np.where(np.abs(a) < 1e-7, np.float32(1e-7), a)
        b = o[0] * d[0] + o[2] * d[2] - slope * r0 * d[1]
        disc = b * b - a * (o[0] * o[0] + o[2] * o[2] - r0 * r0)
        root = np.sqrt(np.maximum(disc, 0))
        inv = 1 / a
        ta, tb = (-b - root) * inv, (-b + root) * inv
        for root_t in (np.minimum(ta, tb), np.maximum(ta, tb)):
            y = o[1] + root_t * d[1]
            t = np.where((disc > 0) & (root_t > NEAR) & (y >= y0) & (y <= y1), root_t, FAR)
            seen = np.flatnonzero(t < hit.t)
            if len(seen) == 0:
                continue
            x, z = o[0] if o.shape[1] == 1 else o[0][seen], o[2] if o.shape[1] == 1 else o[2][seen]
            x, z = x + t[seen] * d[0][seen], z + t[seen] * d[2][seen]
            blend = (y[seen] - y0) / (y1 - y0)
            steep = slopes[k] + (slopes[k + 1] - slopes[k]) * blend
            across = np.maximum(np.sqrt(x * x + z * z), 1e-6)
            n = np.stack([x / across, -steep, z / across]).astype(np.float32)
            n = normalise(n)
            n = np.where(dot(n, d[:, seen]) > 0, -n, n)
            hit.t[seen], hit.normal[:, seen], hit.what[seen] = t[seen], n, what

    def openness(self, p: Floats, n: Floats) -> Floats:
        """How much light finds its way to the solid's own surface: less inside, the deeper the less."""
        x, y, z = p[0] - self.foot[0], p[1] - self.foot[1], p[2] - self.foot[2]
        inside = x * n[0] + z * n[2] < 0
        depth = np.clip((self.heights[-1] - y) / (1.6 * max(self.radii[-1], 0.05)), 0, 1)
        result: Floats = np.where(inside & (y < self.heights[-1] - 1e-3), 0.85 * np.square(1 - depth), 1).astype(
            np.float32
        )
        return result

    def shadow(self, p: Floats, light: Floats, spread: float) -> Floats:
        """Share of the lamp seen past the solid."""
        inv = 1 / np.maximum(light[1], np.float32(0.02))
        gap = np.full(p.shape[1], np.float32(9))
        for height, radius in self.levels:
            t = (height - p[1]) * inv
            x, z = p[0] + t * light[0] - self.foot[0], p[2] + t * light[2] - self.foot[2]
            reach = np.maximum(t, 0.02) * np.float32(2 * spread)
            gap = np.where(t > -1e-3, np.minimum(gap, (np.sqrt(x * x + z * z) - radius) / reach), gap)
        return soft(gap + np.float32(0.5))


@dataclass(frozen=True)
class Chain:
    """Balls along a line, close enough to look like one bent rod: a handle, a spout."""

    balls: tuple[tuple[Point, float], ...]
    finish: Finish

    @property
    def foot(self) -> Point:
        """The point the finish is measured from."""
        return self.balls[0][0]

    @property
    def blobs(self) -> tuple[tuple[Point, float], ...]:
        """Balls that stand for the solid where it keeps light from the sky away."""
        return ()

    @cached_property
    def bound(self) -> tuple[Point, float]:
        """A ball around all of it."""
        middle = [sum(c[k] for c, _ in self.balls) / len(self.balls) for k in range(3)]
        reach = max(math.dist(c, middle) + radius for c, radius in self.balls)
        return (middle[0], middle[1], middle[2]), reach

    def meet(self, hit: Hit, o: Floats, d: Floats, what: int) -> None:
        """Takes the solid into the nearest surfaces."""
        centre, reach = self.bound
        oc = o - column(centre)
        b = dot(oc, d)
        some = np.flatnonzero(b * b - (dot(oc, oc) - reach * reach) > 0)
        if len(some):
            part = Hit(hit.t[some], hit.normal[:, some], hit.what[some])
            for ball, radius in self.balls:
                meet_ball(part, o if o.shape[1] == 1 else o[:, some], d[:, some], ball, radius, what)
            hit.t[some], hit.normal[:, some], hit.what[some] = part.t, part.normal, part.what

    def shadow(self, p: Floats, light: Floats, spread: float) -> Floats:
        """Share of the lamp seen past the solid."""
        seen = np.ones(p.shape[1], np.float32)
        for ball, radius in self.balls[:: max(1, len(self.balls) // 3)]:
            seen = np.minimum(seen, ball_shadow(p, light, ball, radius, spread))
        return seen


@dataclass(frozen=True)
class Slab:
    """A box turned about the upright: centre of its foot, half sizes along its own x and z, height, angle."""

    foot: Point
    half: tuple[float, float]
    height: float
    turn: float
    finish: Finish

    @property
    def blobs(self) -> tuple[tuple[Point, float], ...]:
        """Balls that stand for the solid where it keeps light from the sky away."""
        return (((self.foot[0], self.foot[1], self.foot[2]), min(self.half) * 0.9),)

    @property
    def bound(self) -> tuple[Point, float]:
        """A ball around all of it."""
        return (self.foot[0], self.foot[1] + self.height / 2, self.foot[2]), math.hypot(*self.half, self.height / 2)

    def local(self, v: Floats) -> Floats:
        """Directions, or points from the foot, along the slab's own axes."""
        c, s = math.cos(self.turn), math.sin(self.turn)
        return np.stack([v[0] * c + v[2] * s, v[1], v[2] * c - v[0] * s])

    @property
    def _box(self) -> tuple[Point, Point]:
        return (-self.half[0], 0.0, -self.half[1]), (self.half[0], self.height, self.half[1])

    def meet(self, hit: Hit, o: Floats, d: Floats, what: int) -> None:
        """Takes the solid into the nearest surfaces."""
        local = Hit(hit.t, np.zeros_like(hit.normal), np.full_like(hit.what, -1))
        meet_box(local, self.local(o - column(self.foot)), self.local(d), *self._box, what)
        seen = local.what == what
        if seen.any():
            c, s = math.cos(self.turn), math.sin(self.turn)
            n = local.normal
            hit.take(np.where(seen, local.t, FAR), np.stack([n[0] * c - n[2] * s, n[1], n[0] * s + n[2] * c]), what)

    def shadow(self, p: Floats, light: Floats, spread: float) -> Floats:
        """Share of the lamp seen past the solid."""
        return box_shadow(self.local(p - column(self.foot)), self.local(light), *self._box, spread)


Solid = Ball | Turned | Chain | Slab
