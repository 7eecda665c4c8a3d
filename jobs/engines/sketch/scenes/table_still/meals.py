"""Tables of wood or cloth: cups and cakes, tea, a dinner by candles, a desk with books."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, hashed, mixed, rgb, shifted
from jobs.engines.sketch.rays import Floats, Labels, Point, mottle, soft
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.studio import Ball, Chain, Finish, Ground, Slab, Solid, Turned

EDGE = -2.3
"""Where the table ends at the back."""
VIEWS: tuple[tuple[Point, Point, float], ...] = (
    ((0.0, 1.9, 3.9), (0.0, 0.25, 0.0), 1.95),
    ((1.9, 1.25, 3.3), (-0.05, 0.3, -0.1), 1.9),
    ((-1.2, 2.9, 2.9), (0.0, 0.1, 0.0), 2.05),
    ((-2.0, 1.0, 3.0), (0.1, 0.35, 0.0), 1.75),
)
"""Eye, target and focal length of the four compositions."""
CUP = ((0, 0.15), (0.03, 0.19), (0.12, 0.27), (0.26, 0.32), (0.36, 0.335), (0.375, 0.335))
SAUCER = ((0, 0.2), (0.015, 0.3), (0.035, 0.44), (0.055, 0.52))
POT = ((0, 0.3), (0.05, 0.36), (0.2, 0.48), (0.4, 0.5), (0.58, 0.42), (0.68, 0.26), (0.7, 0.2))


def _turned(
    foot: Point, outline: tuple[tuple[float, float], ...], size: float, finish: Finish, filled: bool = False
) -> Turned:
    heights, radii = zip(*outline, strict=True)
    return Turned(foot, tuple(h * size for h in heights), tuple(w * size for w in radii), finish, filled)


def _arc(middle: Point, radius: float, angles: tuple[float, float], turn: float, thick: float, finish: Finish) -> Chain:
    """A rod bent in an upright plane that stands at angle `turn`."""
    balls = []
    for k in range(22):
        a = angles[0] + (angles[1] - angles[0]) * k / 21
        out = math.cos(a) * radius
        balls.append(
            (
                (middle[0] + out * math.cos(turn), middle[1] + math.sin(a) * radius, middle[2] + out * math.sin(turn)),
                thick,
            )
        )
    return Chain(tuple(balls), finish)


def _cup(
    x: float, z: float, size: float, turn: float, glaze: Finish, drink: Finish, saucer: Finish | None
) -> list[Solid]:
    lift = 0.03 * size if saucer else 0.0
    heights, radii = zip(*CUP, strict=True)
    bowl = Turned((x, lift, z), tuple(h * size for h in heights), tuple(w * size for w in radii), glaze, filled=False,
                  drink=(0.3 * size, drink))  # fmt: skip
    parts: list[Solid] = [bowl]
    handle = (x + 0.3 * size * math.cos(turn), lift + 0.21 * size, z + 0.3 * size * math.sin(turn))
    parts.append(_arc(handle, 0.12 * size, (-1.5, 1.5), turn, 0.032 * size, glaze))
    if saucer:
        parts.append(_turned((x, 0.0, z), SAUCER, size, saucer, filled=False))
    return parts


def things(r: Recipe, kind: str) -> list[Solid]:
    """What stands on the table, by kind."""
    white = Finish(rgb(mixed(r.ground[4], "#ffffff", 0.5)), 0.05)
    glaze = Finish(rgb(shifted(r.accent, chroma=0.95)), 0.05)
    deep = Finish(rgb(r.ground[1]), 0.05)
    soft_ = Finish(rgb(r.ground[3]), 0.04)
    coffee = Finish(rgb("#2a140a"), 0.05)
    tea = Finish(rgb("#8a4a14"), 0.05)
    jog = [r.own(f"jog {k}", -0.12, 0.12) for k in range(8)]
    turn = r.own("handle", -0.9, 0.5)
    if kind == "tea":
        return _tea(white, glaze, deep, tea, jog, turn)
    if kind == "dinner":
        return _dinner(r, white, glaze, deep, jog)
    if kind == "desk":
        return _desk(r, white, glaze, coffee, jog, turn)
    parts = _cup(-0.35 + jog[0], 0.35 + jog[1], 1.25, turn, white, coffee, white)
    parts += _cup(0.85 + jog[2], -0.55 + jog[3], 1.15, turn + 2.2, glaze, coffee, white)
    parts.append(
        _turned((-1.35 + jog[4], 0.0, -0.75), ((0, 0.4), (0.03, 0.55), (0.06, 0.72), (0.08, 0.75)), 1.0, soft_)
    )
    for k in range(5):
        a = k * 2.4
        reach = 0.28 if k < 4 else 0.0
        cake = Finish(rgb(shifted(r.accent, turn=k * 24 - 40, lightness=0.1, chroma=0.7)), 0.01)
        foot = (-1.35 + jog[4] + reach * math.cos(a), 0.03 if k < 4 else 0.2, -0.75 + reach * math.sin(a))
        parts.append(
            Turned(foot, (0, 0.04, 0.08, 0.1, 0.12, 0.16, 0.2), (0.14, 0.18, 0.17, 0.155, 0.17, 0.18, 0.13), cake)
        )
    parts.append(
        _turned(
            (0.15 + jog[5], 0.0, -1.25),
            ((0, 0.2), (0.2, 0.3), (0.5, 0.3), (0.8, 0.16), (1.0, 0.13), (1.1, 0.17)),
            1.0,
            deep,
        )
    )
    return parts


def _tea(white: Finish, glaze: Finish, deep: Finish, tea: Finish, jog: list[float], turn: float) -> list[Solid]:
    x, z = -0.55 + jog[0], -0.35 + jog[1]
    parts: list[Solid] = [_turned((x, 0.0, z), POT, 1.25, glaze, filled=True), Ball((x, 0.96, z), 0.09, glaze)]
    spout = tuple(
        (
            (
                x + (0.5 + 0.42 * k / 27) * math.cos(0.5),
                0.3 + 0.5 * (k / 27) ** 1.4,
                z + (0.5 + 0.42 * k / 27) * math.sin(0.5),
            ),
            0.15 - 0.09 * k / 27,
        )
        for k in range(28)
    )
    parts.append(Chain(spout, glaze))
    parts.append(_arc((x - 0.55 * math.cos(0.5), 0.5, z - 0.55 * math.sin(0.5)), 0.27, (1.2, 5.1), 0.5, 0.05, glaze))
    parts += _cup(0.8 + jog[2], 0.35 + jog[3], 1.15, turn, white, tea, white)
    parts += _cup(0.95 + jog[4], -0.85 + jog[5], 1.05, turn + 1.4, white, tea, white)
    parts.append(_turned((-0.75 + jog[6], 0.0, 0.85), ((0, 0.16), (0.08, 0.26), (0.2, 0.3), (0.28, 0.3)), 0.9, deep))
    return parts


def _dinner(r: Recipe, white: Finish, glaze: Finish, deep: Finish, jog: list[float]) -> list[Solid]:
    wax, steel = Finish(rgb("#f3e6c8"), 0.02), Finish(rgb("#c3c6c9"), 0.1)
    plate = ((0, 0.5), (0.02, 0.62), (0.05, 0.9), (0.07, 0.94))
    china = Finish(white.tint, 0.05, pattern="rim", second=glaze.tint, level=0.76)
    parts: list[Solid] = [_turned((0.0 + jog[0], 0.0, 0.75), plate, 1.0, china)]
    for side, wide in ((-1.2, 0.05), (1.2, 0.035), (1.36, 0.05)):
        parts.append(Slab((side + jog[0], 0.0, 0.78), (wide, 0.55), 0.025, 0.03 * side, steel))
    for k, (x, z, tall) in enumerate(((-0.85, -0.85, 1.15), (-0.4, -1.15, 0.8), (0.2, -1.0, 1.4))):
        parts.append(
            Turned(
                (x + jog[k + 1], 0.0, z),
                (0, 0.03, 0.05, 0.09),
                (0.2, 0.2, 0.08, 0.075),
                Finish(rgb("#b98a3e"), 0.5, metal=True),
            )
        )
        parts.append(Turned((x + jog[k + 1], 0.09, z), (0, tall), (0.07, 0.062), wax))
    bowl = (1.15 + jog[5], 0.0, -0.7)
    parts.append(_turned(bowl, ((0, 0.22), (0.05, 0.24), (0.16, 0.42), (0.34, 0.6), (0.42, 0.64)), 1.0, deep))
    for k in range(5):
        a = k * 2.4
        fruit = Finish(rgb(("#b8322a", "#d98f2b", "#6d8f36", "#c6552e", "#7a2440")[k]), 0.04)
        parts.append(
            Ball(
                (
                    bowl[0] + 0.27 * math.cos(a) * (k < 4),
                    0.42 + 0.22 * (k == 4),
                    bowl[2] + 0.27 * math.sin(a) * (k < 4),
                ),
                0.21,
                fruit,
            )
        )
    bottle = ((0, 0.28), (0.02, 0.29), (0.8, 0.3), (1.0, 0.22), (1.15, 0.09), (1.6, 0.08), (1.65, 0.1))
    parts.append(_turned((-1.45 + jog[6], 0.0, 0.0), bottle, 1.0, Finish(rgb("#12281a"), 0.06), filled=True))
    return parts


def candles(kind: str, parts: list[Solid]) -> list[Point]:
    """Where flames burn: on the tops of the dinner's candles."""
    if kind != "dinner":
        return []
    return [
        (s.foot[0], s.foot[1] + s.heights[-1] + 0.09, s.foot[2])
        for s in parts
        if isinstance(s, Turned) and s.radii[0] == 0.07
    ]


def _desk(r: Recipe, white: Finish, glaze: Finish, coffee: Finish, jog: list[float], turn: float) -> list[Solid]:
    parts: list[Solid] = []
    height = 0.0
    for k in range(4):
        thick = 0.12 + 0.1 * hashed(r.seed, k, 31)
        angle = (3.4 if k % 2 else 0.25) + jog[k] * 2.5
        half = (0.78 - 0.05 * k, 0.52 - 0.03 * k)
        tint = rgb((r.ground[1], r.accent, r.ground[2], r.ground[3])[k])
        cover = Finish(tint, 0.0, pattern="book", second=rgb("#ece3cf"), level=thick, depth=half[1])
        parts.append(Slab((-1.05, height, -0.6), half, thick, angle, cover))
        height += thick
    parts.append(Slab((0.35, 0.0, 0.55), (0.62, 0.82), 0.03, -0.2 + jog[4], white))
    parts.append(Slab((0.5, 0.03, 0.5), (0.025, 0.55), 0.04, 0.6 + jog[5] * 3, glaze))
    parts += _cup(1.45 + jog[6], -0.45, 1.1, turn, glaze, coffee, None)
    parts.append(
        _turned(
            (0.25 + jog[7], 0.0, -1.15),
            ((0, 0.24), (0.06, 0.27), (0.45, 0.33), (0.5, 0.33)),
            1.0,
            Finish(rgb(r.ground[4]), 0.04),
        )
    )
    green = Finish(rgb(mixed("#2f6b3a", r.ground[1], 0.25)), 0.0, pattern="ribbed", second=rgb("#8fb06a"))
    foot = (0.25 + jog[7], 0.44, -1.15)
    parts.append(
        _turned(
            foot,
            ((0, 0.12), (0.12, 0.24), (0.32, 0.27), (0.5, 0.22), (0.62, 0.12), (0.66, 0.02)),
            1.0,
            green,
            filled=True,
        )
    )
    parts.append(Ball((foot[0], foot[1] + 0.68, foot[2]), 0.07, Finish(rgb(shifted(r.accent, lightness=0.1)), 0.0)))
    return parts


def board(r: Recipe, kind: str, *, bright: bool) -> Ground:
    """Planks of wood (or a cloth for dinner) up to the table's far edge, and the dark room beyond."""
    cloth = kind == "dinner"
    base = mixed(r.ground[3], r.ground[2], 0.4) if not cloth else mixed(r.ground[4], "#ffffff", 0.3)
    wood = mixed(base, "#8f6238", 0.68)
    light, dark = rgb(wood), rgb(mixed(wood, r.ground[0], 0.45))
    beyond = rgb(mixed(r.sky[2], "#a58f74", 0.75) if bright else mixed(r.ground[0], "#000000", 0.4))
    linen = rgb(base)

    def ground(p: Floats, near: float) -> tuple[Floats, Floats, Labels]:
        count = p.shape[1]
        if cloth:
            fold = mottle(p[0] * np.float32(0.22), p[2] * np.float32(0.22), 8)
            tint: Array = linen[:, None] * (
                1 + np.float32(0.08) * fold + np.float32(0.03) * mottle(p[0] * 6, p[2] * 6, 9)
            )
            seam = np.zeros(count, bool)
        else:
            plank = p[2] / np.float32(0.62) + np.float32(0.2)
            row = np.floor(plank)
            grain = mottle(
                p[0] * np.float32(0.16) + row * np.float32(0.37), p[2] * np.float32(1.3) + row * np.float32(0.21), 7
            )
            fine = mottle(p[0] * np.float32(0.8) + row, p[2] * np.float32(9), 5)
            share = np.clip(0.42 + 0.5 * grain + 0.22 * fine + 0.16 * np.sin(row * 2.3), 0, 1)
            tint = light[:, None] * (1 - share) + dark[:, None] * share
            within = np.abs(plank - row - np.float32(0.5))
            tint = tint * (1 - np.float32(0.55) * soft((within - np.float32(0.482)) * 60))
            seam = within > 0.493
        off = p[2] < EDGE
        tint = np.where(off, beyond[:, None], tint)
        label = np.where(off, 90, seam.astype(np.int32)).astype(np.int32)
        return tint, np.zeros(count, np.float32), label

    return ground
