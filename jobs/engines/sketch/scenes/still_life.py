"""A still life: glazed balls, vases, bowls or fruit on a ground that runs into the backdrop."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, hashed, mixed, ramp, rgb, shifted, tone
from jobs.engines.sketch.rays import Camera, Floats, Labels, Point, cast, mottle
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.kinds import kind_of
from jobs.engines.sketch.studio import Ball, Finish, Solid, Studio, Turned

OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "amphora": (
        (0, 0.3), (0.06, 0.33), (0.35, 0.52), (0.7, 0.6), (1, 0.5), (1.22, 0.28), (1.36, 0.19), (1.5, 0.2),
        (1.6, 0.27),
    ),
    "bottle": (
        (0, 0.3), (0.05, 0.33), (0.5, 0.35), (0.95, 0.34), (1.15, 0.26), (1.32, 0.13), (1.5, 0.1), (1.9, 0.1),
        (1.95, 0.12),
    ),
    "gourd": (
        (0, 0.32), (0.12, 0.47), (0.36, 0.56), (0.62, 0.46), (0.8, 0.29), (0.95, 0.27), (1.15, 0.36), (1.3, 0.32),
        (1.42, 0.18),
    ),
    "bowl": (
        (0, 0.22), (0.05, 0.24), (0.12, 0.4), (0.26, 0.58), (0.44, 0.69), (0.52, 0.71),
    ),
    "cylinder": (
        (0, 0.34), (0.03, 0.36), (0.5, 0.36), (1.1, 0.36), (1.17, 0.34), (1.2, 0.3),
    ),
    "pear": (
        (0, 0.1), (0.04, 0.28), (0.18, 0.42), (0.38, 0.46), (0.58, 0.38), (0.76, 0.25), (0.92, 0.18), (1, 0.11),
        (1.03, 0.05), (1.035, 0),
    ),
    "apple": (
        (0, 0.16), (0.05, 0.3), (0.2, 0.44), (0.42, 0.48), (0.58, 0.45), (0.69, 0.34), (0.74, 0.2), (0.755, 0.08),
        (0.757, 0),
    ),
}  # fmt: skip
"""Heights and radii of what is turned on the wheel (or grown)."""
KINDS = {
    "spheres": ("ball",),
    "vases": ("amphora", "bottle", "gourd", "cylinder", "bowl", "ball"),
    "fruit": ("pear", "apple", "ball", "apple", "pear"),
}
WORDS = {
    "fruit": "fruit|apple|lemon|orange fruit|orange|pear|🍎|🍋|🍊",
    "vases": "vase|ceramic|bowl|pottery|porcelain|bottle|perfume|candle|amphora|jug|cup",
}
SIZES = {"ball": (0.95, 0.62, 0.42, 0.28, 0.2), "fruit": (0.98, 0.9, 0.82)}


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the still life."""
    room = _room(r)

    def sample(x: Floats, y: Floats) -> tuple[Floats, Labels]:
        colours, labels = room.sample(x, y)
        return tone(colours, 0.85), labels

    return cast(f, sample)[0]


def _room(r: Recipe) -> Studio:
    place = (r.index - 1 + int(r.shared("view") * 4)) % 4
    turn = (0.0, 0.35, -0.4, 0.15)[place] + r.own("turn", -0.1, 0.1)
    high, far, focal = ((1.5, 5.2, 2.05), (2.6, 5.6, 2.1), (0.9, 4.8, 1.75), (1.9, 4.3, 2.2))[place]
    kind = kind_of(r, WORDS, "spheres")
    aim, focal = {"fruit": (0.5, focal * 1.18), "vases": (0.66, focal * 1.08)}.get(kind, (0.62, focal))
    eye = (far * math.sin(turn), high + r.own("high", -0.15, 0.2), far * math.cos(turn))
    side = 1.0 if r.own("side") < 0.5 else -1.0
    dark = r.night or _lightness(r.sky[2]) < 0.12
    backdrop = tuple(r.sky)
    floor = rgb(mixed(r.sky[2], r.sky[3], 0.5 if not dark else 0.0))
    sheen = 0.09 if dark else 0.0

    def behind(d: Floats) -> Floats:
        up = np.clip(0.62 - d[1] * np.float32(0.8), 0, 1)
        return np.ascontiguousarray(np.moveaxis(ramp(up, backdrop), -1, 0))

    def ground(p: Floats, near: float) -> tuple[Floats, Floats, Labels]:
        cloud = 1 + np.float32(0.03) * mottle(p[0] * np.float32(0.2), p[2] * np.float32(0.2), 3)
        count = p.shape[1]
        return floor[:, None] * cloud, np.full(count, sheen, np.float32), np.zeros(count, np.int32)

    above = rgb(mixed(r.sky[1], "#ffffff", 0.45 if not dark else 0.05)) * np.float32(0.62 if not dark else 0.8)
    strength = 1.35 if r.light == "overcast" else 2.0
    return Studio(
        eye, Camera.look(eye, (0.0, aim, 0.0), focal, r.aspect), _arrange(r), ground, behind,
        lamp=(side * r.vary("lamp", 4.0, 6.5), r.vary("lamp high", 6.0, 8.5), r.vary("lamp far", 3.0, 5.0)),
        light=rgb(mixed(r.sun, "#ffffff", 0.3)) * np.float32(strength), above=above, below=floor * np.float32(0.5),
        spread=0.3 if r.light == "overcast" else 0.13, haze=(5.0, 0.22), seed=r.seed % 7,
    )  # fmt: skip


def _lightness(colour: str) -> float:
    return float(rgb(colour) @ np.array([0.21, 0.72, 0.07], np.float32))


def _arrange(r: Recipe) -> list[Solid]:
    """Things of decreasing size, each where it does not touch the others."""
    kind = kind_of(r, WORDS, "spheres")
    shapes = KINDS.get(kind, KINDS["spheres"])
    count = round(r.vary("count", 6, 10) if kind == "spheres" else r.vary("count", 4, 7))
    if 1 <= r.number("count") <= 24:
        count = round(r.number("count"))
    seed = r.noise_seed("arrange")
    solids: list[Solid] = []
    taken: list[tuple[float, float, float]] = []
    for k in range(count):
        shape = shapes[int(hashed(seed, k, 1) * len(shapes))] if k else shapes[int(r.shared("shape") * len(shapes))]
        size, spot, reach = 0.0, None, 0.0
        for smaller in (1.0, 0.75, 0.55):  # where it is crowded, a smaller one may still find room
            size = _size(shape, kind, seed, k) * smaller
            reach = size if shape == "ball" else max(radius for _, radius in OUTLINES[shape]) * size
            spot = _spot(seed, k, reach, taken, r.aspect)
            if spot:
                break
        if spot is None:
            continue
        taken.append((*spot, reach))
        finish = _finish(r, seed, k, size, kind)
        if shape == "ball":
            solids.append(Ball((spot[0], size, spot[1]), size, finish))
        else:
            heights, radii = zip(*OUTLINES[shape], strict=True)
            tall, wide = tuple(h * size for h in heights), tuple(w * size for w in radii)
            solids.append(Turned((spot[0], 0.0, spot[1]), tall, wide, finish, filled=kind == "fruit"))
            if kind == "fruit":
                solids.append(_stem((spot[0], heights[-1] * size, spot[1]), size, rgb(r.ground[0])))
    return solids


def _stem(top: Point, size: float, tint: Floats) -> Turned:
    return Turned(
        (top[0], top[1] - 0.06 * size, top[2]), (0, 0.2 * size), (0.02 * size, 0.028 * size), Finish(tint, 0.0)
    )


def _size(shape: str, kind: str, seed: int, k: int) -> float:
    if kind == "fruit":
        return SIZES["fruit"][int(hashed(seed, k, 2) * 3)] * (0.62 if shape == "ball" else 1.0)
    if shape == "ball":
        sizes = SIZES["ball"][2:] if kind == "vases" else SIZES["ball"]
        return sizes[min(k, 1) if k < 2 and kind != "vases" else int(hashed(seed, k, 2) * len(sizes) * 0.999)]
    return 0.62 + 0.5 * hashed(seed, k, 2)


def _spot(
    seed: int, k: int, reach: float, taken: list[tuple[float, float, float]], aspect: float
) -> tuple[float, float] | None:
    wide = 1.05 + 0.75 * min(1.0, max(0.0, aspect - 0.6))
    for attempt in range(60):
        u, v = hashed(seed, k, 3, attempt) * 2 - 1, hashed(seed, k, 4, attempt) * 2 - 1
        x, z = (u * 0.5, -0.6 + v * 0.2) if k == 0 else (u * wide, v * 1.3)
        if all(math.hypot(x - a, z - b) > reach + c + 0.02 for a, b, c in taken):
            return x, z
    return None


def _finish(r: Recipe, seed: int, k: int, size: float, kind: str) -> Finish:
    tints = [
        r.accent,
        r.ground[4],
        r.ground[1],
        r.ground[3],
        r.ground[2],
        shifted(r.accent, lightness=0.12, chroma=0.8),
    ]
    pick = 0 if k == 0 else int(hashed(seed, k, 5) * len(tints))
    tint = shifted(tints[pick], chroma=1.1)
    if kind == "fruit":
        warm = shifted(mixed(tint, ("#c8402c", "#d9a62e", "#8fae3c")[pick % 3], 0.6), chroma=1.15)
        return Finish(rgb(warm), 0.03, pattern="speckled", second=rgb(mixed(warm, "#f6e2b0", 0.3)))
    chance = hashed(seed, k, 6)
    if chance < 0.12 + 0.3 * r.bend and k:
        return Finish(rgb(mixed("#e8c27a", r.sun, 0.3)), 0.9, metal=True)
    if chance < 0.32 and kind == "vases":
        return Finish(rgb(r.ground[4]), 0.05, pattern="dipped", second=rgb(tint), level=size * 0.55)
    if chance < 0.5 and kind == "vases":
        return Finish(rgb(mixed(tint, r.ground[4], 0.5)), 0.02, pattern="speckled", second=rgb(r.ground[1]))
    return Finish(rgb(tint), 0.05)
