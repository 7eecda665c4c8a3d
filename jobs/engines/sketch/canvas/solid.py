"""Analytic ray casting: a camera, spheres, planes and boxes. Vectors are tuples of planes (x, y, z)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobs.engines.sketch.canvas.frame import Array, Frame

Vector = tuple[Array, Array, Array]
Triple = tuple[float, float, float]
FAR = np.float32(1e9)
"""The distance of what is not hit."""


@dataclass(frozen=True)
class Camera:
    """A pinhole: eye and target in scene space (y up), `zoom` the focal length for a picture of half-height 1."""

    eye: Triple
    target: Triple
    zoom: float = 1.8
    aspect: float = 1.0

    def rays(self, f: Frame) -> Vector:
        """Unit directions through every pixel of the window; the original picture's middle looks at the target."""
        forward = _unit(np.subtract(self.target, self.eye))
        side = _unit(np.cross(forward, (0.0, 1.0, 0.0)))
        up = np.cross(side, forward)
        u = (f.xs - self.aspect / 2) * 2
        v = -(f.ys - 0.5) * 2
        x, y, z = (
            (u * np.float32(side[k]) + v * np.float32(up[k]) + np.float32(self.zoom * forward[k])).astype(np.float32)
            for k in range(3)
        )
        return unit((x, y, z))


def _unit(v: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
    return v / np.linalg.norm(v)


def dot(a: Vector, b: Vector | Triple) -> Array:
    """Scalar product, plane by plane."""
    out: Array = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return out


def unit(a: Vector) -> Vector:
    """The same directions with length one."""
    scale = np.asarray(1 / np.sqrt(np.maximum(dot(a, a), np.float32(1e-12))), np.float32)
    return a[0] * scale, a[1] * scale, a[2] * scale


def at(eye: Vector | Triple, ray: Vector, t: Array) -> Vector:
    """The points eye + t * ray."""
    x, y, z = (np.asarray(eye[k] + ray[k] * t, np.float32) for k in range(3))
    return x, y, z


def reflect(ray: Vector, normal: Vector | Triple) -> Vector:
    """Rays mirrored at a surface."""
    k = 2 * dot(ray, normal)
    x, y, z = (np.asarray(ray[i] - k * normal[i], np.float32) for i in range(3))
    return x, y, z


def hit_sphere(eye: Vector | Triple, ray: Vector, centre: Triple, radius: float) -> Array:
    """Distance along each ray to a sphere, FAR where it misses."""
    ox, oy, oz = eye[0] - centre[0], eye[1] - centre[1], eye[2] - centre[2]
    b = ox * ray[0] + oy * ray[1] + oz * ray[2]
    c = ox * ox + oy * oy + oz * oz - radius * radius
    disc = b * b - c
    t = -b - np.sqrt(np.maximum(disc, 0))
    return np.where((disc > 0) & (t > 1e-3), t, FAR).astype(np.float32)


def hit_plane(eye: Vector | Triple, ray: Vector, axis: int, level: float) -> Array:
    """Distance along each ray to the plane where coordinate `axis` equals `level`, FAR where it never is."""
    slope = np.where(np.abs(ray[axis]) < 1e-6, np.float32(1e-6), ray[axis])
    t = (level - eye[axis]) / slope
    return np.where(t > 1e-3, t, FAR).astype(np.float32)


def hit_box(eye: Vector | Triple, ray: Vector, low: Triple, high: Triple) -> Array:
    """Distance along each ray to an axis-aligned box seen from outside, FAR where it misses."""
    near: Array = np.full(np.shape(ray[0]), -FAR, np.float32)
    far: Array = np.full(np.shape(ray[0]), FAR, np.float32)
    for k in range(3):
        inverse = 1 / np.where(np.abs(ray[k]) < 1e-6, np.float32(1e-6), ray[k])
        a, b = (low[k] - eye[k]) * inverse, (high[k] - eye[k]) * inverse
        near, far = np.maximum(near, np.minimum(a, b)), np.minimum(far, np.maximum(a, b))
    return np.where((near < far) & (near > 1e-3), near, FAR).astype(np.float32)
