"""A camera whose picture plane is the world of the picture, and casting its rays with smooth edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from jobs.engines.sketch.canvas import Frame
from jobs.engines.sketch.rays.vectors import Floats, Labels, Point, normalise, unit

Shade: TypeAlias = Callable[[Floats, Floats], tuple[Floats, Labels]]

SIDE = 112  # pixels; the columns of so many rays stay in the processor's cache

CORNERS = ((-0.125, -0.375), (0.375, -0.125), (0.125, 0.375), (-0.375, 0.125))  # four samples of one pixel


@dataclass(frozen=True)
class Camera:
    """A pinhole camera whose picture plane is the picture's world: x in 0..aspect, y in 0..1 downwards, and beyond."""

    eye: Point
    right: Point
    up: Point
    forward: Point
    focal: float
    aspect: float

    @classmethod
    def look(cls, eye: Point, target: Point, focal: float, aspect: float) -> Camera:
        """A level camera at `eye` towards `target`; `focal` is in half picture heights, eased for tall pictures."""
        f = unit((target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]))
        r = unit((-f[2], 0.0, f[0]))
        u = (r[1] * f[2] - r[2] * f[1], r[2] * f[0] - r[0] * f[2], r[0] * f[1] - r[1] * f[0])
        return cls(eye, r, u, f, focal * min(1.0, aspect) ** 0.55, aspect)

    def rays(self, x: Floats, y: Floats) -> Floats:
        """Directions of length one through picture points (n,)."""
        h, v = 2 * x - np.float32(self.aspect), 1 - 2 * y
        parts = [
            h * np.float32(r) + v * np.float32(u) + np.float32(f * self.focal)
            for r, u, f in zip(self.right, self.up, self.forward, strict=True)
        ]
        return normalise(np.stack(parts))

    def project(self, p: Point) -> tuple[float, float, float]:
        """Picture x, y of a point in space and its depth along the view axis."""
        v = (p[0] - self.eye[0], p[1] - self.eye[1], p[2] - self.eye[2])
        a, b, depth = (sum(s * t for s, t in zip(v, axis, strict=True)) for axis in (self.right, self.up, self.forward))
        scale = self.focal / max(depth, 1e-6)
        return (self.aspect + a * scale) / 2, (1 - b * scale) / 2, depth


def cast(f: Frame, shade: Shade) -> tuple[Floats, Labels]:
    """The picture (h, w, 3) of a window and what is seen in each pixel (h, w); label borders get four samples.

    `shade` takes picture points x, y (n,) and answers colours (3, n) with a label per ray: what it saw there.
    It is called for squares of SIDE pixels, whose rays run close together.
    """
    colours, labels = np.empty((3, *f.shape), np.float32), np.empty(f.shape, np.int32)
    squares = [
        (slice(a, min(a + SIDE, f.height)), slice(b, min(b + SIDE, f.width)))
        for a in range(0, f.height, SIDE)
        for b in range(0, f.width, SIDE)
    ]
    for rows, columns in squares:
        g = f.cut((rows, columns))
        seen, what = shade(g.x.reshape(-1), g.y.reshape(-1))
        colours[:, rows, columns] = seen.reshape(3, *g.shape)
        labels[rows, columns] = what.reshape(g.shape)
    edge = np.zeros(f.shape, bool)
    across, down = labels[:, 1:] != labels[:, :-1], labels[1:] != labels[:-1]
    edge[:, 1:] |= across
    edge[:, :-1] |= across
    edge[1:] |= down
    edge[:-1] |= down
    for rows, columns in squares:
        j, i = np.nonzero(edge[rows, columns])
        if len(j):
            g = f.cut((rows, columns))
            xs = np.concatenate([g.xs[0, i] + np.float32(dx * f.px) for dx, _ in CORNERS])
            ys = np.concatenate([g.ys[j, 0] + np.float32(dy * f.px) for _, dy in CORNERS])
            seen = shade(xs, ys)[0].reshape(3, len(CORNERS), len(j)).mean(axis=1)
            colours[:, j + rows.start, i + columns.start] = seen
    return colours.transpose(1, 2, 0), labels
