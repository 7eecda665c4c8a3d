"""Woven cloth: a geometric pattern of coloured yarns that pass over and under one another."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jobs.engines.sketch.canvas import Array, Frame, fbm, hash_lattice, hashed, mixed, noise, rgb
from jobs.engines.sketch.recipe import Recipe

THREADS = 120
"""Weft threads per world unit; also the period of the pattern along y."""

Cells = NDArray[np.int64]


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the cloth; where threads are finer than the pixels, from several samples per pixel."""
    finer = min(8, math.ceil(f.px * THREADS / 0.4))
    if finer == 1:
        return _cloth(r, f)
    samples = _cloth(r, Frame(f.left, f.top, f.px / finer, f.width * finer, f.height * finer))
    out: Array = samples.reshape(f.height, finer, f.width, finer, 3).mean(axis=(1, 3))
    return out


def _cloth(r: Recipe, f: Frame) -> Array:
    seed = r.noise_seed("cloth")
    # Yarns lie a little uneven: the lattice of threads is bent by slow noise and roughened by fine noise.
    slack = f.coarse(lambda g: fbm(g, 3.5, seed, 2), 1 / 128)
    fuzz = fbm(f, 150, seed + 5, 2, gain=0.8) * np.float32(0.13)
    u = f.xs * np.float32(THREADS) + slack * np.float32(0.8) + fuzz
    v = f.ys * np.float32(THREADS) + noise(f, 2.4, seed + 9) * np.float32(0.6) + fuzz
    iu, iv = np.floor(u), np.floor(v)
    fu, fv = u - iu, v - iv
    column, row = iu.astype(np.int32), iv.astype(np.int32)
    picture = _yarns(r, column, row)
    relief = min(1.0, max(0.0, 0.5 / (THREADS * f.px) - 0.35))
    twill = (column + row) % 4 < 2 if r.shared("weave") > 0.5 else (column + row) % 2 == 0
    along, across = np.where(twill, fu, fv), np.where(twill, fv, fu)
    bow = np.sin(across * np.float32(math.pi))
    crown = np.float32(0.62) + np.float32(0.55) * np.sqrt(np.maximum(bow, 0))
    crown -= np.float32(0.22) * np.square(2 * along - 1)
    spin = np.sin((along * np.float32(1.6) + across) * np.float32(2 * math.pi * 1.5)) * np.float32(0.07)
    light = np.where(twill, np.float32(1.04), np.float32(0.93)) * (crown + spin)
    light = 1 + (light - 1) * np.float32(relief)
    dye = 1 + np.float32(0.10) * fbm(f, 5, seed + 2, 3, stretch=4) + np.float32(0.13) * fuzz * 4
    folds = f.coarse(lambda g: 1 + np.float32(0.16) * fbm(g, 0.9, seed + 7, 2), 1 / 64)
    picture *= (light * dye * folds)[..., None].astype(np.float32)
    return picture


def _yarns(r: Recipe, column: NDArray[np.int32], row: NDArray[np.int32]) -> Array:
    """The yarn colour of each thread crossing (h, w, 3), looked up from the pattern."""
    i0, j0 = int(column.min()), int(row.min())
    i = np.arange(i0, int(column.max()) + 1, dtype=np.int64)[None, :]
    j = np.arange(j0, int(row.max()) + 1, dtype=np.int64)[:, None]
    pattern = _pattern(r, i, j)
    index = (row - j0) * np.int32(i.size) + (column - i0)
    colours = np.stack([rgb(c) for c in _palette(r)])
    heather = 1 + np.float32(0.16) * (hash_lattice(i, j, r.noise_seed("heather")) - np.float32(0.5))
    heather *= 1 + np.float32(0.10) * (hash_lattice(i * 0, j, r.noise_seed("weft")) - np.float32(0.5))
    planes = [np.take((colours[:, k][pattern] * heather).reshape(-1), index) for k in range(3)]
    return np.stack(planes).transpose(1, 2, 0)


def _palette(r: Recipe) -> tuple[str, ...]:
    cream = mixed(r.palette[4], "#f4ead6", 0.4)
    return r.palette[0], r.palette[1], r.palette[2], r.palette[3], cream, r.accent


def _pattern(r: Recipe, i: Cells, j: Cells) -> Cells:
    """Indices into the palette (rows, columns): bands of motifs, mirrored, with stripes between them."""
    width = max(1, round(r.aspect * THREADS / r.vary("motif", 22, 34)))
    period = max(8, round(r.aspect * THREADS / width / 2) * 2)
    half = period // 2
    u = np.abs(np.mod(i, period) - half)
    if "stripe" in r.word("words") or r.own("plain") > 0.9:
        return _stripes(r, i, j)
    out = np.zeros((j.size, i.size), np.int64)
    seed = r.noise_seed("bands")
    starts, kinds = _bands(seed)
    place = np.mod(j, THREADS)
    for k, (top, bottom) in enumerate(pairwise(starts)):
        here = (place >= top) & (place < bottom)
        tall = bottom - top
        v = np.abs(2 * (place - top) - (tall - 1)) / 2
        motif = _motif(kinds[k], u, v, half, tall / 2, _trio(seed, k))
        out = np.where(here, motif, out)
    return out


def _bands(seed: int) -> tuple[list[int], list[int]]:
    """Where the bands of one period begin, and which motif each holds; broad and narrow ones take turns."""
    starts, kinds, at, k = [0], [], 0, 0
    while at < THREADS:
        tall = 5 + int(hashed(seed, k, 3) * 3) * 2 if k % 2 else 18 + int(hashed(seed, k, 4) * 9) * 2
        at = min(THREADS, at + tall)
        if THREADS - at < 9:
            at = THREADS
        starts.append(at)
        kinds.append(4 + int(hashed(seed, k, 5) * 3) if k % 2 else int(hashed(seed, k, 6) * 4))
        k += 1
    return starts, kinds


def _trio(seed: int, k: int) -> tuple[int, int, int]:
    """Ground, figure and outline of a band: three different colours."""
    choices = ((1, 3, 4), (4, 1, 5), (0, 3, 4), (2, 4, 0), (3, 0, 4), (5, 4, 0), (4, 5, 1), (1, 4, 5))
    return choices[int(hashed(seed, k, 7) * len(choices))]


def _motif(kind: int, u: Cells, v: NDArray[np.float64], half: int, tall: float, colours: tuple[int, int, int]) -> Cells:
    ground, figure, line = colours
    reach = half * v / tall
    if kind == 0:  # nested diamonds
        d = u + reach
        ring = np.floor(d / max(3.0, half / 4))
        return np.where(np.mod(ring, 3) == 0, figure, np.where(np.mod(ring, 3) == 1, line, ground))
    if kind == 1:  # zigzags
        d = np.mod(u * (tall / half) * 0.9 + v, max(6.0, tall / 1.6))
        return np.where(d < 2, line, np.where(d < max(5.0, tall / 3.4), figure, ground))
    if kind == 2:  # stepped crosses
        step = np.floor(u / 3) * 3 + np.floor(v / 3) * 3
        edge = half * 0.72
        outer = np.where(step < edge, figure, np.where(step < edge + 3, line, ground))
        return np.where(step < edge * 0.45, line, outer)
    if kind == 3:  # triangles with an eye
        up = u < half * (1 - v / tall)
        eye = (u < 3) & (v < 4)
        border = np.abs(u - half * (1 - v / tall)) < 1.6
        return np.where(eye, line, np.where(border, line, np.where(up, figure, ground)))
    if kind == 4:  # plain stripes
        return np.where(v < tall * 0.34, figure, np.where(v < tall * 0.7, line, ground)) + 0 * u
    if kind == 5:  # dashes
        return np.where((np.mod(u, 6) < 3) & (v < tall * 0.6), line, ground)
    return np.where(np.mod(u + np.floor(v), 4) < 2, figure, line)  # small teeth


def _stripes(r: Recipe, i: Cells, j: Cells) -> Cells:
    """Tartan: the same sequence of stripes along both axes, woven through each other."""
    seed = r.noise_seed("tartan", common=True)
    sequence: list[int] = []
    k = 0
    while len(sequence) < 40:
        sequence += [int(hashed(seed, k, 1) * 6)] * (2 + int(hashed(seed, k, 2) ** 2 * 12))
        k += 1
    sett = np.array(sequence[:40] + sequence[:40][::-1], np.int64)
    return np.where((i + j) % 4 < 2, sett[np.mod(i, 80)], sett[np.mod(j, 80)])
