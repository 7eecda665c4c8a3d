"""Cut paper: smooth outlines, their masks in any window, and laying them down with light edges and shadows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from jobs.engines.sketch.canvas import Array, Frame, over

Spot = tuple[float, float]
Outline = Sequence[Spot]
_FINE = 3
"""Pixels are cut in so many parts each way to find how much of them an outline covers."""


def curve(points: Outline, steps: int = 7, *, closed: bool = True) -> list[Spot]:
    """A smooth line (Catmull and Rom's) through points; a point given twice is a corner."""
    n = len(points)
    found: list[Spot] = []
    for k in range(n if closed else n - 1):
        a, b, c, d = (
            points[(k + s) % n] if closed else points[min(max(k + s, 0), n - 1)] for s in (-1, 0, 1, 2)
        )  # fmt: skip
        if b == c:
            continue
        for step in range(steps):
            t = step / steps
            weights = (-t + 2 * t * t - t**3, 2 - 5 * t * t + 3 * t**3, t + 4 * t * t - 3 * t**3, -t * t + t**3)
            found.append((
                sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)) / 2,
                sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)) / 2,
            ))  # fmt: skip
    if not closed:
        found.append(points[-1])
    return found


def placed(points: Outline, x: float, y: float, scale: float, *, flip: bool = False, turn: float = 0.0) -> list[Spot]:
    """An outline in its own unit moved into the world; `flip` mirrors it left to right first."""
    c, s = math.cos(turn) * scale, math.sin(turn) * scale
    side = -1 if flip else 1
    return [(x + side * a * c - b * s, y + side * a * s + b * c) for a, b in points]


def ribbon(spine: Outline, widths: Sequence[float]) -> list[Spot]:
    """The outline of a band along a line, with its width at equal steps along it."""
    left: list[Spot] = []
    right: list[Spot] = []
    last = len(spine) - 1
    for k, (x, y) in enumerate(spine):
        (x0, y0), (x1, y1) = spine[max(k - 1, 0)], spine[min(k + 1, last)]
        length = max(1e-9, math.hypot(x1 - x0, y1 - y0))
        half = float(np.interp(k / last, np.linspace(0, 1, len(widths)), widths)) / 2
        nx, ny = -(y1 - y0) / length * half, (x1 - x0) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left + right[::-1]


def mask(f: Frame, outlines: Iterable[Outline]) -> Array:
    """Coverage (h, w) of the union of filled outlines, with smooth edges."""
    image = Image.new("L", (f.width * _FINE, f.height * _FINE))
    draw = ImageDraw.Draw(image)
    scale = _FINE / f.px
    for outline in outlines:
        draw.polygon([((x - f.left) * scale - 0.5, (y - f.top) * scale - 0.5) for x, y in outline], 255)
    return np.asarray(image.reduce(_FINE), np.float32) / np.float32(255)


def extent(outlines: Sequence[Outline]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of outlines."""
    xs = [x for outline in outlines for x, _ in outline]
    ys = [y for outline in outlines for _, y in outline]
    return min(xs), min(ys), max(xs), max(ys)


def lay(f: Frame, picture: Array, outlines: Sequence[Outline], colour: Array, *, lift: float = 0.012,
        shadow: float = 0.42, edge: float = 0.16) -> None:  # fmt: skip
    """Lays paper of a colour (3,) or a texture (h, w, 3) on the picture, in place.

    `lift` is its height over what lies below, in world units: the shadow falls to the lower right. `edge` is
    how much light its upper left rim catches.
    """
    left, top, right, bottom = extent(outlines)
    part = f.part(left - 3 * lift, top - 3 * lift, right + 4 * lift, bottom + 4 * lift)
    if part is None:
        return
    g, below = f.cut(part), picture[part]
    if shadow > 0 and lift > 0:

        def fall(q: Frame) -> Array:
            margin = math.ceil(3 * lift / q.px) + 2
            wide = q.pad(margin)
            moved = [[(x + 0.45 * lift, y + 0.9 * lift) for x, y in outline] for outline in outlines]
            dark = Image.fromarray((mask(wide, moved) * 255).astype(np.uint8))
            soft = np.asarray(dark.filter(ImageFilter.GaussianBlur(lift * 0.8 / q.px)), np.float32) / np.float32(255)
            return soft[margin:-margin, margin:-margin]

        below *= (1 - np.float32(shadow) * g.coarse(fall, max(1 / 320, lift / 4)))[..., None]
    cover = mask(g, outlines)
    paper = colour[part] if colour.ndim == 3 else colour
    if edge > 0:
        rim = max(0.0016, g.px)
        inner = mask(g, [[(x + rim, y + rim) for x, y in outline] for outline in outlines])
        paper = (
            paper * (1 + np.float32(edge * min(1.0, 0.0016 / g.px * 1.5)) * np.clip(cover - inner, 0, 1) * 2)[..., None]
        )
    over(below, paper, cover)
