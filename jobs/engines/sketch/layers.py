"""Layers on painted pixels: a gentle drift, finer detail, and other art where a mask is white."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageFilter, ImageStat

from jobs.engines.sketch.canvas import Array, Frame, fbm, hashed, ridged
from jobs.engines.sketch.files import Folder
from jobs.engines.sketch.plates import Detail, Drift, Patch
from jobs.engines.sketch.png import Pixels
from jobs.engines.sketch.view import View

WANDER = 0.05
"""World units that a shape wanders at most by a drift of amount 1."""
CAMERA = 0.025
"""How far a drift of amount 1 moves and enlarges the whole picture, in shares of its height."""
TURN = 11.0
"""Degrees of hue by which a drift of amount 1 turns the colours at most; half of it around a kept view."""
MESH = 0.012
"""World distance of the points at which a drift is computed; between them it runs straight."""
FEATHER = 0.05
"""Width of a patch's soft inner edge, in shares of the mask's longer side."""


# Drift ----------------------------------------------------------------------------------------------------------------


def drifted(frame: Frame, drifts: Sequence[Drift], draw: Callable[[int], Pixels], tile: float | None = None) -> Pixels:
    """The window `frame`, changed gently; `draw` gives it as it was, with so many pixels more on each side.

    `tile` is the aspect of art that repeats: its edges then stay as they are, so that they go on meeting.
    """
    cell = min(48, max(3, round(MESH / frame.px)))
    across, down = -(-frame.width // cell), -(-frame.height // cell)
    points = Frame(
        frame.left - cell * frame.px / 2, frame.top - cell * frame.px / 2, frame.px * cell, across + 1, down + 1
    )
    dx, dy = np.zeros(points.shape, np.float32), np.zeros(points.shape, np.float32)
    for drift in drifts:
        x, y = _displacement(points, drift, tile)
        dx, dy = dx + x, dy + y
    far = float(max(np.abs(dx).max(), np.abs(dy).max())) / frame.px
    result = _moved(draw(math.ceil(far) + 3), frame, cell, dx, dy) if far > 0 else draw(0)
    for drift in reversed(drifts):
        result = _tinted(result, frame, drift)
    return result


def _away(frame: Frame, keep: View) -> Array:
    """0 within a view, rising smoothly to 1 at a distance from it."""
    x = np.maximum(np.maximum(keep.left - frame.xs, frame.xs - keep.left - keep.width), 0)
    y = np.maximum(np.maximum(keep.top - frame.ys, frame.ys - keep.top - keep.height), 0)
    t = np.minimum(np.hypot(x, y) / np.float32(0.3 * min(keep.width, keep.height)), 1)
    away: Array = t * t * (3 - 2 * t)
    return away


def _moved(under: Pixels, frame: Frame, cell: int, dx: Array, dy: Array) -> Pixels:
    """Look each pixel up where its displacement (world units, at the corners of cells) says; `under` is larger."""
    down, across = dx.shape[0] - 1, dx.shape[1] - 1
    pad = (under.shape[0] - frame.height) // 2
    source_x = dx / frame.px + pad + (np.arange(across + 1) * cell)[None, :]
    source_y = dy / frame.px + pad + (np.arange(down + 1) * cell)[:, None]
    corners = np.stack([source_x, source_y], -1)
    # A quad names its corners anticlockwise from the top left.
    quads = np.concatenate([corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:]], axis=-1)
    mesh = [
        ((i * cell, j * cell, (i + 1) * cell, (j + 1) * cell), tuple(quads[j, i].tolist()))
        for j in range(down)
        for i in range(across)
    ]
    image = Image.fromarray(np.ascontiguousarray(under))
    moved = image.transform((across * cell, down * cell), Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
    return np.asarray(moved)[: frame.height, : frame.width]


def _displacement(points: Frame, drift: Drift, tile: float | None) -> tuple[Array, Array]:
    amount = drift.amount * WANDER * 0.8
    dx = fbm(points, 1.3, drift.seed & 0xFFFFFF, 2) * np.float32(amount)
    dy = fbm(points, 1.3, (drift.seed + 7919) & 0xFFFFFF, 2) * np.float32(amount)
    if drift.keep is not None:
        away = _away(points, drift.keep)
        return dx * away, dy * away
    if tile is not None:
        inside = (np.sin(points.xs * np.float32(math.pi / tile)) * np.sin(points.ys * np.float32(math.pi))) ** 2
        return dx * inside, dy * inside
    zoom, right, down = (hashed(drift.seed, key) * 2 - 1 for key in (11, 12, 13))
    span = drift.amount * CAMERA
    # Towards the middle of the first picture, so that nothing far away is dragged far.
    dx += np.float32(span) * (np.float32(zoom) * np.clip(points.xs - 0.5, -1, 1) + np.float32(right))
    dy += np.float32(span) * (np.float32(zoom) * np.clip(points.ys - 0.5, -1, 1) + np.float32(down))
    return dx, dy


def _tinted(pixels: Pixels, frame: Frame, drift: Drift) -> Pixels:
    """Colours turned, warmed and lightened a little, all of it in proportion to the drift's amount."""
    matrix = _matrix(drift)
    flat = tuple(float(v) for row in matrix for v in (*row, 0.0))
    image = Image.fromarray(np.ascontiguousarray(pixels))
    tinted = image.convert("RGB", flat)
    if drift.keep is None:
        return np.asarray(tinted)
    mask = Image.fromarray((_away(frame, drift.keep) * np.float32(255) + np.float32(0.5)).astype(np.uint8))
    return np.asarray(Image.composite(tinted, image, mask))


def _matrix(drift: Drift) -> Array:
    """A 3 x 3 matrix on sRGB: a turn of hue round the grey axis, strength of colour, and brightness."""
    turn, colour, light = (hashed(drift.seed, key) * 2 - 1 for key in (21, 22, 23))
    # Away from the middle, or several pictures of a job would look the same.
    most = TURN if drift.keep is None else TURN / 2
    angle = math.radians(most * drift.amount * math.copysign(0.35 + 0.65 * abs(turn), turn))
    grey = np.full((3, 3), 1 / 3)
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
    spin = grey + math.cos(angle) * (np.eye(3) - grey) + math.sin(angle) * cross
    strength = 1 + 0.22 * drift.amount * colour
    matrix: Array = ((grey + strength * (spin - grey)) * (1 + 0.08 * drift.amount * light)).astype(np.float32)
    return matrix


# Detail ---------------------------------------------------------------------------------------------------------------


def detailed(under: Pixels, frame: Frame, pad: int, detail: Detail) -> Pixels:
    """The window with crisper edges and fine texture; `under` is padded by `pad` pixels."""
    sharp = Image.fromarray(np.ascontiguousarray(under)).filter(
        ImageFilter.UnsharpMask(radius=max(0.6, 0.0012 / frame.px), percent=70, threshold=1)
    )
    pixels = np.asarray(sharp)[pad:-pad, pad:-pad].astype(np.float32)
    seed = detail.seed & 0xFFFFFF
    texture = fbm(frame, 150, seed, 4) * np.float32(0.05) + (ridged(frame, 60, seed + 31, 3) - 0.5) * np.float32(0.05)
    # Full strength in the middle tones; deep shadows and lights stay clean.
    tone = pixels.mean(axis=2) / 255
    pixels *= (1 + texture * (0.35 + 2.6 * tone * (1 - tone)))[..., None]
    crisp: Pixels = np.clip(pixels + 0.5, 0, 255).astype(np.uint8)
    return crisp


# Patch ----------------------------------------------------------------------------------------------------------------


def patched(under: Pixels, frame: Frame, patch: Patch, folder: Folder, draw: Callable[[Frame], Pixels]) -> Pixels:
    """The window with the patch's art where the mask is white; every other pixel is as it was.

    `draw` gives that art for a part of the window, which is no larger than it must be.
    """
    hard, soft = _mask(str(folder.input(patch.mask)))
    place, (width, height) = patch.place, hard.size
    extent = (
        (frame.left - place.left) / place.width * width, (frame.top - place.top) / place.height * height,
        (frame.right - place.left) / place.width * width, (frame.bottom - place.top) / place.height * height,
    )  # fmt: skip
    size = frame.width, frame.height
    within = np.asarray(hard.transform(size, Image.Transform.EXTENT, extent, Image.Resampling.NEAREST)) > 0
    if not within.any():
        return under
    strength = np.asarray(soft.transform(size, Image.Transform.EXTENT, extent, Image.Resampling.BILINEAR))
    down, across = np.flatnonzero(within.any(axis=1)), np.flatnonzero(within.any(axis=0))
    part = slice(int(down[0]), int(down[-1]) + 1), slice(int(across[0]), int(across[-1]) + 1)
    white, old = within[part][..., None], under[part]
    alpha = np.where(white, strength[part][..., None], 0).astype(np.float32) / 255
    blended = old * (1 - alpha) + draw(frame.cut(part)) * alpha
    result = under.copy()
    result[part] = np.where(white, (blended + np.float32(0.5)).astype(np.uint8), old)
    return result


@lru_cache(maxsize=8)
def _mask(path: str) -> tuple[Image.Image, Image.Image]:
    """A mask, and the same with a soft edge that lies wholly inside the white."""
    with Image.open(path) as image:
        hard = image.convert("L")
    area = ImageStat.Stat(hard).sum[0] / 255
    outline = ImageStat.Stat(hard.filter(ImageFilter.FIND_EDGES).point(lambda v: 255 * (v > 0))).sum[0] / 255
    # Thin strokes get a thin edge, or nothing of them would be left.
    radius = min(FEATHER * max(hard.size), 0.5 * area / max(1.0, outline))
    blurred = hard.filter(ImageFilter.GaussianBlur(radius)) if radius >= 0.5 else hard
    return hard, blurred.point(lambda v: min(255, max(0, (v - 127) * 2)))
