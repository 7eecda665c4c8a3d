"""A head as a window on ridges under a sun, with birds that leave it."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, disc, fbm_line, glow, hashed, mixed, over, ramp, rgb, stars
from jobs.engines.sketch.cutout import curve, lay, placed
from jobs.engines.sketch.scenes.portrait.outlines import HAIR, MAN, NECK, WOMAN
from jobs.engines.sketch.scenes.portrait.profile import bun
from jobs.engines.sketch.scenes.portrait.sheet import Sheet

BIRD = ((-1, -0.34), (-0.45, -0.26), (0, 0.06), (0.45, -0.30), (1, -0.22), (0.42, -0.12), (0, 0.20), (-0.45, -0.08))


def window(sheet: Sheet, who: str, place: int) -> None:
    """Lay the head with its landscape."""
    head = MAN if who == "man" else WOMAN
    outlines = [sheet.at(part) for part in (head, NECK[who], HAIR[who], *bun(sheet, who))]
    lay(sheet.f, sheet.picture, outlines, _landscape(sheet), lift=0.02, shadow=0.5, edge=0.2)
    for k in range(9):
        a, b = hashed(sheet.r.seed, sheet.r.index, k, 81), hashed(sheet.r.seed, sheet.r.index, k, 82)
        x, y = sheet.spot(-0.45 - 0.75 * a, -0.05 + 0.42 * b - 0.25 * a)
        wing = (0.035 + 0.03 * hashed(sheet.r.seed, k, 83)) * sheet.scale * 2
        bird = placed(curve(BIRD, 4), x, y, wing)
        lay(sheet.f, sheet.picture, [bird], rgb(sheet.r.ground[0]), lift=0.006, edge=0)


def _landscape(sheet: Sheet) -> Array:
    r, f, scale = sheet.r, sheet.f, sheet.scale

    # Deeper than the wall behind the head, which has the same sky.
    heavens = tuple(mixed(c, r.ground[1], 0.5 - 0.12 * k) for k, c in enumerate(r.sky))

    def heaven(g: Frame) -> Array:
        return ramp(np.clip((g.y - sheet.y) / (1.25 * scale), 0, 1), heavens)

    scene = f.coarse(heaven, 1 / 64)
    sun = sheet.spot(0.02, 0.34)
    if r.night and r.has("stars"):
        stars(f, scene, r.noise_seed("stars"))
    if r.has("sun") and r.has("moon"):
        glow(f, scene, *sun, rgb(r.sun), 0.4, 2.2 / scale)
        disc(f, scene, *sun, 0.15 * scale, rgb(r.sun))
    for k in range(6):
        base, pace = sheet.y + scale * (0.52 + 0.14 * k), (0.8 + 0.35 * k) / scale
        line = np.float32(base) - np.float32(0.11 * scale) * fbm_line(f.xs, pace, r.noise_seed(f"ridge {k}"), 6)
        into = f.ys - line
        tint = rgb(mixed(mixed(r.ground[3], r.sky[3], 0.35), r.ground[0], k / 5))
        layer = tint * (1 + np.float32(0.35) * np.exp(-np.maximum(into, 0) * np.float32(14)))[..., None]
        over(scene, layer, np.clip(into / np.float32(f.px) + np.float32(0.5), 0, 1))
    return scene
