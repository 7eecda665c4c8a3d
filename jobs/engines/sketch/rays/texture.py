"""Cloudy texture for surfaces in space."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from jobs.engines.sketch.canvas import Frame, fbm
from jobs.engines.sketch.rays.vectors import Floats

TILE = 512


@lru_cache(maxsize=8)
def _tile(seed: int) -> Floats:
    return np.ascontiguousarray(fbm(Frame(0, 0, 1 / TILE, TILE, TILE), 6, seed, 6, gain=0.6)).reshape(-1)


def mottle(u: Floats, v: Floats, seed: int) -> Floats:
    """Cloudy texture about in [-1, 1] on any surface coordinates; one unit holds some six clouds.

    Looked up in one mirrored tile, which costs a small part of noise proper.
    """
    parts = []
    for c in (u, v):
        turn = c * np.float32(0.5)
        fold = np.abs(turn - np.floor(turn) - np.float32(0.5)) * np.float32(2 * (TILE - 2))
        whole = np.floor(fold)
        parts.append((whole.astype(np.int32), fold - whole))
    (i, s), (j, t) = parts
    tile, at = _tile(seed), j * TILE + i
    low = tile[at] * (1 - s) + tile[at + 1] * s
    high = tile[at + TILE] * (1 - s) + tile[at + TILE + 1] * s
    result: Floats = low + (high - low) * t
    return result
