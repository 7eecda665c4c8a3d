"""A long face from the front, half in the light."""

from __future__ import annotations

from jobs.engines.sketch.canvas import disc, mixed, over, rgb
from jobs.engines.sketch.cutout import Outline, Spot, curve, lay, mask, placed
from jobs.engines.sketch.scenes.portrait.sheet import Sheet

SIDES = (-1, 1)


def front(sheet: Sheet, who: str, place: int) -> None:
    """Lay the portrait from the back to the front."""
    r = sheet.r
    if r.has("sun"):
        sheet.round(sheet.spot(0, 0.4), 0.95 * sheet.scale, mixed(r.sun, r.sky[3], 0.35))
    sheet.foliage(behind=True)
    if who == "woman" and r.shared("hair") > 0.33:
        mane: Outline = (
            (.0, -.14), (.30, -.10), (.47, .12), (.50, .42), (.50, .75), (.58, 1.15), (.52, 1.5), (.34, 1.52),
            (.0, 1.3),
        )  # fmt: skip
    else:
        mane = ((0.0, -0.14), (0.28, -0.10), (0.43, 0.08), (0.45, 0.32), (0.40, 0.58), (0.33, 0.70), (0.0, 0.7))
    sheet.paper(both(mane), mixed(sheet.hair, r.ground[0], 0.3), lift=0.014)
    wide = 1.2 if who == "man" else 1.0
    neck = (
        (.0, .8), (.15, .84), (.145, 1.08), (.20, 1.22), (.48, 1.38), (.78, 1.58), (.86, 2.0), (.88, 6.0), (.88, 6.0),
        (.0, 6.0),
    )  # fmt: skip
    robe = (
        (.0, 1.62), (.14, 1.46), (.30, 1.31), (.56, 1.40), (.82, 1.58), (.90, 2.0), (.92, 6.0), (.92, 6.0), (.0, 6.0),
    )  # fmt: skip
    sheet.paper(both([(x * wide, y) for x, y in neck]), sheet.shade)
    sheet.paper(both([(x * wide, y) for x, y in robe]), sheet.cloth)
    _face(sheet, 0.03 if who == "man" else 0.0)
    for side in SIDES:
        _eye(sheet, side)
    _nose_and_mouth(sheet)
    _fringe(sheet, who)
    if who == "woman":
        for side in SIDES:
            sheet.round(sheet.spot(side * 0.335, 0.75), 0.03 * sheet.scale, sheet.gold, lift=0.006, tall=1.8)
    sheet.foliage(behind=False)


def both(half: Outline) -> list[Spot]:
    """A closed outline from its right half, which starts and ends on the middle line."""
    return [*half, *[(-x, y) for x, y in reversed(half) if x != 0]]


def _face(sheet: Sheet, jaw: float) -> None:
    face = (
        (.0, .02), (.17, .05), (.30, .18), (.345, .38), (.335, .58), (.27 + jaw, .78), (.15 + jaw, .93), (.0, 1.0),
    )  # fmt: skip
    sheet.paper(both(face), sheet.skin, shadow=0.5)
    dark = (
        (.0, .02), (.02, .30), (.035, .44), (-.02, .52), (.03, .64), (.062, .66), (.02, .70), (.03, .76), (.0, .80),
        (.01, .90), (.0, 1.02), (.5, 1.1), (.5, 1.1), (.5, -.1), (.5, -.1),
    )  # fmt: skip
    shade = mask(sheet.f, [sheet.at(dark)]) * mask(sheet.f, [sheet.at(both(face))])
    over(sheet.picture, rgb(mixed(sheet.skin, sheet.shade, 0.75)), shade)


def _eye(sheet: Sheet, side: int) -> None:
    lid = ((side * 0.075, 0.475), (side * 0.13, 0.452), (side * 0.19, 0.453), (side * 0.245, 0.485))
    under = ((side * 0.08, 0.482), (side * 0.14, 0.508), (side * 0.20, 0.507), (side * 0.24, 0.488))
    almond = [*curve(lid, closed=False), *curve(under, closed=False)[::-1]]
    white = placed(almond, sheet.x, sheet.y, sheet.scale, flip=sheet.flip)
    lay(sheet.f, sheet.picture, [white], rgb(mixed(sheet.skin, "#ffffff", 0.55)), lift=0, shadow=0, edge=0)
    spot = sheet.spot(side * 0.158, 0.478)
    disc(sheet.f, sheet.picture, *spot, 0.028 * sheet.scale, rgb(mixed(sheet.r.accent, sheet.r.ground[0], 0.5)))
    disc(sheet.f, sheet.picture, *spot, 0.012 * sheet.scale, rgb(sheet.r.ground[0]))
    sheet.stroke(lid, (0.006, 0.020, 0.022, 0.006), sheet.hair)
    brow = ((side * 0.055, 0.405), (side * 0.13, 0.362), (side * 0.21, 0.362), (side * 0.275, 0.40))
    sheet.stroke(brow, (0.010, 0.024, 0.018, 0.002), sheet.hair)


def _nose_and_mouth(sheet: Sheet) -> None:
    bridge = ((-0.045, 0.42), (-0.03, 0.52), (-0.055, 0.62), (-0.06, 0.665), (-0.01, 0.685), (0.035, 0.672))
    sheet.stroke(bridge, (0.002, 0.008, 0.010, 0.012, 0.010, 0.003), mixed(sheet.shade, sheet.hair, 0.35))
    sheet.flat(both(((0.0, 0.772), (0.03, 0.762), (0.105, 0.795), (0.0, 0.80))), mixed(sheet.lips, sheet.hair, 0.2))
    sheet.flat(both(((0.0, 0.80), (0.105, 0.796), (0.05, 0.842), (0.0, 0.848))), sheet.lips)


def _fringe(sheet: Sheet, who: str) -> None:
    if who == "man":
        fringe = (
            (.0, .12), (.12, .13), (.26, .18), (.30, .32), (.345, .48), (.40, .40), (.40, .18), (.30, -.02),
            (.14, -.11), (.0, -.13),
        )  # fmt: skip
    else:
        fringe = (
            (.0, .03), (.09, .08), (.20, .20), (.28, .38), (.335, .60), (.40, .52), (.42, .25), (.34, .02),
            (.16, -.11), (.0, -.14),
        )  # fmt: skip
    halves = [sheet.at(fringe), sheet.at([(-x, y) for x, y in fringe])]
    lay(sheet.f, sheet.picture, halves, rgb(sheet.hair), lift=0.012)
    for side in SIDES:
        for k in range(4):
            t = k / 3
            strand = (
                (side * .02, -.10 + .06 * t), (side * (.16 + .03 * t), -.05 + .10 * t),
                (side * (.30 + .02 * t), .14 + .09 * t), (side * (.37 - .02 * t), .42 + .06 * t),
            )  # fmt: skip
            sheet.stroke(strand, (0.002, 0.016, 0.02, 0.002), mixed(sheet.hair, sheet.r.ground[2], 0.28), lift=0.002)
