"""A head from the side, with hair in bands, a robe and a disc behind it."""

from __future__ import annotations

import math

from jobs.engines.sketch.canvas import disc, mixed, rgb
from jobs.engines.sketch.cutout import Outline, Spot, lay
from jobs.engines.sketch.scenes.portrait.outlines import BEARD, HAIR, MAN, NECK, WOMAN
from jobs.engines.sketch.scenes.portrait.sheet import Sheet

CROWNED = {"king", "queen", "princess"}


def profile(sheet: Sheet, who: str, place: int) -> None:
    """Lay the portrait from the back to the front."""
    r = sheet.r
    if r.has("sun"):
        centre = sheet.spot(-0.05, 0.42) if place == 0 else sheet.spot(0.55, 0.2)
        radius = sheet.scale * (0.86 if place == 0 else 0.72)
        sheet.round(centre, radius, mixed(r.sun, r.accent, 0.25 if sheet.cloth != r.accent else 0.0))
        if place == 0:
            sheet.round(centre, radius * 0.88, mixed(r.sun, r.sky[3], 0.55), lift=0.008)
    sheet.foliage(behind=True)
    for knot in bun(sheet, who):
        sheet.paper(knot, mixed(sheet.hair, r.ground[0], 0.4))
    sheet.paper(NECK[who], sheet.shade, lift=0.014)
    _robe(sheet, who)
    sheet.paper(MAN if who == "man" else WOMAN, sheet.skin, lift=0.014, shadow=0.5)
    _features(sheet, who)
    sheet.paper(HAIR[who], sheet.hair)
    _strands(sheet, who)
    _ear(sheet, who)
    if r.word("subject") in CROWNED:
        _crown(sheet)
    sheet.foliage(behind=False)


def bun(sheet: Sheet, who: str) -> list[Outline]:
    """A woman's hair at the back: a knot, long waves or a bob."""
    if who == "man":
        return []
    style = int(sheet.r.shared("hair") * 3)
    if style == 0:
        turns = [k * math.tau / 24 for k in range(24)]
        radii = [0.23 * (1 + 0.05 * math.sin(3 * a)) for a in turns]
        return [[(-0.62 + w * math.cos(a), 0.16 + 0.23 * math.sin(a)) for a, w in zip(turns, radii, strict=True)]]
    if style == 1:
        return [(
            (-.2, .1), (-.5, .2), (-.66, .5), (-.62, .8), (-.78, 1.1), (-.70, 1.45), (-.86, 1.8), (-.62, 2.05),
            (-.40, 1.8), (-.34, 1.4), (-.40, 1.1), (-.24, .85), (-.1, .6),
        )]  # fmt: skip
    return [(
        (-.1, .0), (-.45, .05), (-.66, .32), (-.68, .68), (-.60, .98), (-.40, 1.08), (-.16, 1.02), (-.10, .84),
        (-.02, .6), (.0, .3),
    )]  # fmt: skip


def _strands(sheet: Sheet, who: str) -> None:
    """Lighter bands that follow the hair from the forehead to the nape."""
    tint = mixed(sheet.hair, sheet.r.ground[2], 0.30)
    for k in range(6):
        t = k / 5
        start = (0.30 - 0.06 * t, 0.20 + 0.05 * t - 0.12 * (1 - t))
        mid = (-0.16 + 0.04 * t, -0.05 + 0.36 * t)
        end = (-0.50 + 0.16 * t, 0.46 + 0.30 * t) if who == "woman" else (-0.47 + 0.14 * t, 0.40 + 0.32 * t)
        rise = ((start[0] + mid[0]) / 2, mid[1] * 0.9 + start[1] * 0.1)
        fall = ((mid[0] + end[0]) / 2 - 0.05, (mid[1] + end[1]) / 2 - 0.04)
        sheet.stroke((start, rise, mid, fall, end), (0.0, 0.022, 0.03, 0.02, 0.0), tint, lift=0.003)


def _features(sheet: Sheet, who: str) -> None:
    under = (
        (.10, .44), (.16, .62), (.13, .76), (.24, .90), (.345, .955), (.25, .955), (.10, .90), (-.02, .82), (-.2, .8),
        (-.3, .5),
    )  # fmt: skip
    sheet.flat(under, mixed(sheet.skin, sheet.shade, 0.4))
    blush = rgb(mixed(sheet.skin, sheet.lips, 0.35))
    disc(sheet.f, sheet.picture, *sheet.spot(0.24, 0.66), 0.075 * sheet.scale, blush, 0.09 * sheet.scale)
    sheet.stroke(
        ((0.235, 0.462), (0.285, 0.482), (0.335, 0.474), (0.368, 0.452)), (0.006, 0.016, 0.014, 0.004), sheet.hair
    )
    for k in range(4):
        x = 0.285 + 0.026 * k
        lash = ((x, 0.479 - 0.008 * k), (x + 0.018, 0.497 - 0.008 * k), (x + 0.042, 0.500 - 0.010 * k))
        sheet.stroke(lash, (0.009, 0.006, 0.001), sheet.hair)
    heavy = 1.6 if who == "man" else 1.0
    brow = ((0.20, 0.385), (0.27, 0.352), (0.34, 0.358), (0.385, 0.382))
    sheet.stroke(brow, (0.006 * heavy, 0.020 * heavy, 0.018 * heavy, 0.006), sheet.hair)
    if who == "man":
        lips = (
            (.335, .76), (.38, .744), (.412, .722), (.430, .73), (.428, .742), (.402, .757), (.424, .785), (.412, .80),
            (.385, .80), (.36, .782),
        )  # fmt: skip
        sheet.flat(lips, mixed(sheet.lips, sheet.shade, 0.6))
    else:
        lips = (
            (.325, .757), (.37, .738), (.408, .712), (.432, .724), (.434, .735), (.404, .752), (.425, .775),
            (.418, .797), (.388, .806), (.35, .785),
        )  # fmt: skip
        sheet.flat(lips, sheet.lips)
    sheet.stroke(((0.400, 0.652), (0.416, 0.640), (0.436, 0.646)), (0.002, 0.010, 0.003), sheet.shade)
    if who == "man" and sheet.r.shared("beard") < 0.6:
        sheet.paper(BEARD, mixed(sheet.hair, sheet.r.ground[1], 0.2), lift=0.006)


def _ear(sheet: Sheet, who: str) -> None:
    ear = (
        (-.10, .50), (-.05, .465), (.005, .48), (.015, .53), (-.02, .60), (-.055, .645), (-.085, .62), (-.085, .56),
    )  # fmt: skip
    sheet.paper(ear, sheet.skin, lift=0.005)
    fold = ((-0.075, 0.52), (-0.045, 0.50), (-0.015, 0.515), (-0.025, 0.565), (-0.05, 0.60))
    sheet.stroke(fold, (0.004, 0.010, 0.010, 0.004), sheet.shade)
    if who == "woman":
        for drop, radius in ((0.66, 0.022), (0.735, 0.04)):
            sheet.round(sheet.spot(-0.055, drop), radius * sheet.scale, sheet.gold, lift=0.005)


def _robe(sheet: Sheet, who: str) -> None:
    w = 1.2 if who == "man" else 1.0
    robe = (
        (.16 * w, 1.30), (.34 * w, 1.37), (.60 * w, 1.54), (.76 * w, 1.82), (.82 * w, 2.4), (.84 * w, 6.0),
        (.84 * w, 6.0), (-1.04 * w, 6.0), (-1.04 * w, 6.0), (-1.02 * w, 2.2), (-.94 * w, 1.70), (-.68 * w, 1.43),
        (-.40 * w, 1.30), (-.28 * w, 1.34), (-.12, 1.46), (.06, 1.46),
    )  # fmt: skip
    sheet.paper(robe, sheet.cloth)
    for k in range(3):
        fold = ((0.02 - 0.2 * k, 1.52 + 0.06 * k), (0.10 - 0.22 * k, 1.8), (0.06 - 0.26 * k, 2.3), (0.0 - 0.3 * k, 6.0))
        sheet.stroke(fold, (0.0, 0.02, 0.03, 0.03), mixed(sheet.cloth, sheet.r.ground[0], 0.3), lift=0.004)


def _crown(sheet: Sheet) -> None:
    points: list[Spot] = [(0.36, 0.12)]
    for k in range(5):
        x = 0.34 - 0.19 * k
        points += [(x + 0.02, -0.22 - 0.04 * math.sin(k * 1.57)), (x - 0.075, -0.06 - 0.03 * math.sin(k * 0.9))]
    points += [(-0.54, 0.04), (-0.50, 0.16), (-0.1, 0.0)]
    gold = rgb(mixed(sheet.r.accent, "#f0be4a", 0.6))
    lay(sheet.f, sheet.picture, [sheet.at(points, bent=False)], gold, lift=0.012)
