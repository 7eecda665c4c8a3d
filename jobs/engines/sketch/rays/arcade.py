"""Walls pierced by round arches, for rays and for sunlight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobs.engines.sketch.rays.solids import Hit
from jobs.engines.sketch.rays.vectors import FAR, NEAR, Floats, Point, column, inverse, soft


@dataclass(frozen=True)
class Arcade:
    """A straight wall without end, pierced by round arches at equal distances.

    `axis` is the way it runs ("x" or "z"); `at` the middle plane on the other axis, `half` its half thickness.
    """

    axis: str
    at: float
    half: float
    top: float
    period: float
    phase: float
    width: float
    spring: float
    what: int

    def _axes(self) -> tuple[int, int]:
        return (0, 2) if self.axis == "x" else (2, 0)

    def _bay(self, s: Floats) -> tuple[Floats, Floats]:
        turns = (s - self.phase) / self.period + 0.5
        number = np.floor(turns)
        return number, (turns - number - 0.5) * self.period

    def _outside(self, a: Floats, y: Floats) -> Floats:
        """Signed distance to the opening's outline, negative inside."""
        above = np.maximum(y - self.spring, 0)
        result: Floats = np.sqrt(a * a + above * above) - self.width
        return result

    def meet(self, hit: Hit, o: Floats, d: Floats) -> None:
        """The wall's faces, its top and the insides of its arches."""
        run, cross = self._axes()
        ic = inverse(d[cross])
        ta, tb = (self.at - self.half - o[cross]) * ic, (self.at + self.half - o[cross]) * ic
        tn, tf = np.minimum(ta, tb), np.maximum(ta, tb)
        ahead = (tn > NEAR) & (tn < hit.t)
        if not ahead.any():
            return
        y = o[1] + tn * d[1]
        _, a = self._bay(o[run] + tn * d[run])
        hole = self._outside(a, y) < 0
        face = np.where(ahead & (y <= self.top) & (y >= 0) & ~hole, tn, FAR)
        facing = np.zeros((3, len(tn)), np.float32)
        facing[cross] = -np.sign(d[cross])
        hit.take(face, facing, self.what)
        roof = (self.top - o[1]) * inverse(d[1])
        hit.take(
            np.where(ahead & (y > self.top) & (roof > tn) & (roof < tf), roof, FAR), column((0.0, 1.0, 0.0)), self.what
        )
        through = np.flatnonzero(ahead & hole & (y >= 0))
        if len(through) == 0:
            return
        ds, dy, a, y = d[run][through], d[1][through], a[through], y[through] - self.spring
        towards = np.where(ds < 0, np.float32(-1), np.float32(1))  # never 0: rays straight ahead go through
        jamb = (self.width - towards * a) / np.maximum(np.abs(ds), np.float32(1e-7))
        qa = np.maximum(ds * ds + dy * dy, 1e-7)
        qb = a * ds + y * dy
        vault = (-qb + np.sqrt(np.maximum(qb * qb - qa * (a * a + y * y - self.width**2), 0))) / qa
        straight = y + dy * jamb <= 0
        out = np.where(straight, jamb, vault)
        inner = np.full(len(tn), FAR, np.float32)
        inner[through] = np.where(tn[through] + out < tf[through], tn[through] + out, FAR)
        normal = np.zeros((3, len(tn)), np.float32)
        normal[run][through] = np.where(straight, -towards, -(a + ds * out) / self.width)
        normal[1][through] = np.where(straight, 0, -(y + dy * out) / self.width)
        hit.take(inner, normal, self.what)

    def shadow(self, p: Floats, light: Point, spread: float) -> Floats:
        """Share of sunlight from direction `light` that comes over the wall or through an arch."""
        run, cross = self._axes()
        c = light[cross] if abs(light[cross]) > 1e-4 else 1e-4
        ta, tb = (self.at - self.half - p[cross]) / c, (self.at + self.half - p[cross]) / c
        tn, tf = np.minimum(ta, tb), np.maximum(ta, tb)
        start = np.maximum(tn, 0)
        blur = np.maximum(tf, 0.05) * (2 * spread)
        y0, y1 = p[1] + start * light[1], p[1] + tf * light[1]
        k0, a0 = self._bay(p[run] + start * light[run])
        k1, a1 = self._bay(p[run] + tf * light[run])
        worst = np.where(
            k0 == k1, np.maximum(np.where(tn > 0.005, self._outside(a0, y0), -1), self._outside(a1, y1)), 1
        )
        open_ = np.maximum(soft(0.5 - worst / blur), soft(0.5 + (y0 - self.top) / blur))
        result: Floats = np.where(tf > 0.005, open_, np.float32(1))
        return result
