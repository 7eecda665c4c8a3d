"""Points, directions and colours as columns (3, n) of float32, and the sums done with them."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]

Labels: TypeAlias = npt.NDArray[np.int32]

Point: TypeAlias = tuple[float, float, float]

FAR = np.float32(1e6)

NEAR = np.float32(1e-3)


def column(point: Point) -> Floats:
    """One point or direction as a (3, 1) array that broadcasts against rays."""
    return np.array(point, np.float32)[:, None]


def unit(point: Point) -> Point:
    """The direction of length one."""
    length = math.sqrt(point[0] ** 2 + point[1] ** 2 + point[2] ** 2)
    return (point[0] / length, point[1] / length, point[2] / length)


def dot(a: Floats, b: Floats) -> Floats:
    """Scalar product of each pair of columns."""
    product: Floats = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return product


def normalise(v: Floats) -> Floats:
    """Columns of length one."""
    scaled: Floats = np.divide(v, np.sqrt(np.maximum(dot(v, v), np.float32(1e-12))))
    return scaled


def mirror(d: Floats, n: Floats) -> Floats:
    """Directions `d` after reflection at surfaces with normals `n`."""
    return d - (2 * dot(d, n)) * n


def fresnel(d: Floats, n: Floats, base: float) -> Floats:
    """Share of light mirrored by a smooth surface (Schlick's formula), `base` at normal incidence."""
    grazing: Floats = np.clip(1 + dot(d, n), 0, 1)
    square = grazing * grazing
    share: Floats = (base + (1 - base) * square * square * grazing).astype(np.float32)
    return share


def soft(edge: Floats) -> Floats:
    """Smooth step over 0..1."""
    t = np.clip(edge, 0, 1)
    step: Floats = t * t * (3 - 2 * t)
    return step


def inverse(d: Floats) -> Floats:
    """One over each component, finite where a ray runs along an axis."""
    safe: Floats = np.where(np.abs(d) < 1e-7, np.float32(1e-7), d)
    return np.reciprocal(safe)
