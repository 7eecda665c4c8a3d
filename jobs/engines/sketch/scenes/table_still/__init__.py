"""A table under a lamp: cards and chips, coffee, tea, a dinner or a desk."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, add, distance, hashed, mixed, rgb, tone
from jobs.engines.sketch.rays import Camera, Floats, Labels, cast, column, dot
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.kinds import kind_of
from jobs.engines.sketch.scenes.table_still import meals, poker
from jobs.engines.sketch.studio import Backdrop, Finish, Solid, Studio, Turned

WORDS = {
    "poker": "poker|card|cards|playing cards|chip|chips|casino|blackjack|bet|game|🃏|♠|🎲",
    "tea": "tea|teapot|чай|茶|شاي|🍵",
    "dinner": "dinner|lunch|meal|food|wine|restaurant|candle|supper|picnic|kitchen|bread|cheese|pizza|ресторан|🍷|🍕",
    "desk": "desk|book|books|library|study|office|work|lamp|laptop|📚|💻",
    "cafe": "cafe|café|coffee|breakfast|cup|cake|кофе|咖啡|قهوة|☕",
}
EVENING = {"night", "evening", "midnight", "dark", "candle", "lamp", "dusk", "late", "moonlight"}
"""Words that turn the day in a cafe or at a desk into lamp light."""
SHADE = ((0, 0.85), (0.3, 0.62), (0.55, 0.2), (0.6, 0.12))
"""The outline of the lamp over the table."""
HANGS = 3.15
"""Height of the lamp's lower rim."""


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the table; the room goes on into the dark around it."""
    kind = kind_of(r, WORDS, "cafe")
    cards = kind == "poker"
    views = poker.VIEWS if cards else meals.VIEWS
    eye, target, focal = views[(r.index - 1 + int(r.shared("view") * 4)) % 4]
    eye = (eye[0] + r.own("eye x", -0.25, 0.25), eye[1] * r.own("eye y", 0.92, 1.1), eye[2] + r.own("eye z", -0.2, 0.2))
    camera = Camera.look(eye, target, focal * (1.12 if r.aspect > 1.3 else 1.0), r.aspect)
    solids: list[Solid] = poker.chips(r) if cards else meals.things(r, kind)

    def pixel(p: Floats) -> float:
        far = float(np.sqrt((p[0] - eye[0]) ** 2 + (p[1] - eye[1]) ** 2 + (p[2] - eye[2]) ** 2).min())
        return f.px * 2 / camera.focal * max(far, 1.0)

    by_night = r.light in {"night", "dusk"} and bool(EVENING & set(r.word("words").split()))
    bright = kind not in {"poker", "dinner"} and not by_night
    warm = rgb(mixed(r.sun, "#ffd9a0", 0.55))
    side = 1.0 if r.shared("side") < 0.5 else -1.0
    lamp = (side * 3.6, 4.6, 1.2) if bright else (0.7 * side, 3.3, 0.9 if not cards else 0.35)
    fill = rgb(mixed(r.sky[1], "#ffffff", 0.5)) if bright else rgb(mixed(r.sky[1], "#b89a7c", 0.6))
    fill = fill * np.float32(0.8 if bright else 0.34)
    scenery: list[Solid] = poker.players(r) if cards else []
    if not bright and eye[1] < HANGS:  # from above it would hide the table
        heights, radii = zip(*SHADE, strict=True)
        scenery.append(
            Turned((lamp[0], HANGS, lamp[2]), heights, radii, Finish(rgb(mixed(r.ground[1], r.ground[0], 0.4)), 0.0))
        )
    room = Studio(
        eye, camera, solids, poker.table(r, pixel) if cards else meals.board(r, kind, bright=bright),
        _room(r, camera, bright),
        lamp=lamp, light=warm * np.float32(2.1 if bright else 2.7), above=fill,
        below=fill * np.float32(0.8) + warm * np.float32(0.06), spread=0.09 if bright else 0.11,
        cone=None if bright else (1.7, 6.4), haze=(6.5 if cards else 5.5, 0.10), scenery=scenery,
        mist=None if bright else rgb(mixed(mixed(r.sky[2], "#5a3a22", 0.5), "#000000", 0.72)),
    )  # fmt: skip

    def sample(x: Floats, y: Floats) -> tuple[Floats, Labels]:
        colours, labels = room.sample(x, y)
        return tone(colours, 0.95), labels

    picture = cast(f, sample)[0]
    for flame in meals.candles(kind, solids):
        x, y, depth = camera.project(flame)
        size = camera.focal / max(depth, 0.5) / 2
        d = distance(f, x, y)
        high = f.ys - np.float32(y - 0.02 * size)
        tongue = np.sqrt(np.square((f.xs - np.float32(x)) * np.float32(2.3)) + np.square(high * np.float32(0.9)))
        add(
            picture,
            rgb("#ffdf9a"),
            np.clip(np.float32(1.3) - tongue * np.float32(1 / (0.08 * size)), 0, 1) * np.float32(1.2),
        )
        add(picture, rgb("#ffb055"), np.exp(d * np.float32(-5.0 / size)) * np.float32(0.4))
    return picture


def _room(r: Recipe, camera: Camera, bright: bool) -> Backdrop:
    """The far wall out of focus, with lights that swim as discs."""
    top = rgb(mixed(mixed(r.sky[0], "#2a1a12", 0.4), "#000000", 0.7))
    low = rgb(mixed(mixed(r.sky[2], "#5a3a22", 0.5), "#000000", 0.55))
    if bright:
        top, low = rgb(mixed(r.sky[1], "#d9c8b0", 0.6)), rgb(mixed(r.sky[3], "#f4ead8", 0.7))
    seed = r.noise_seed("lights", common=True)
    horizon = -camera.forward[1] / max(0.2, math.hypot(camera.forward[0], camera.forward[2]))
    horizon = min(0.7, horizon)
    tints = [rgb(c) for c in (r.sun, r.accent, mixed(r.sun, "#ff9a4a", 0.6), r.sky[3], r.ground[3])]

    right, up, forward = column(camera.right), column(camera.up), column(camera.forward)

    def behind(d: Floats) -> Floats:
        share = np.clip(0.75 - d[1] * np.float32(1.1), 0, 1)
        colour: Floats = top[:, None] * (1 - share) + low[:, None] * share
        ahead = dot(d, forward)
        if float(ahead.max()) < 0.1:
            return colour
        ahead = np.maximum(ahead, 0.1)
        u, v = dot(d, right) / ahead, dot(d, up) / ahead
        box = float(u.min()), float(u.max()), float(v.min()), float(v.max())
        for k in range(0 if bright else 46):
            size = 0.03 + 0.05 * hashed(seed, k, 1)
            x, y = (hashed(seed, k, 2) - 0.5) * 3.0, horizon + 0.09 + 0.6 * hashed(seed, k, 3) ** 1.6
            if x < box[0] - size or x > box[1] + size or y < box[2] - size or y > box[3] + size:
                continue
            out = np.sqrt((u - x) ** 2 + (v - y) ** 2) / np.float32(size)
            disc = np.clip((1 - out) * 9, 0, 1) * (0.7 + 0.3 * np.square(np.square(np.minimum(out, 1))))
            colour += tints[k % 5][:, None] * (disc * np.float32(0.3 * (0.2 + hashed(seed, k, 4))))
        return colour

    return behind
