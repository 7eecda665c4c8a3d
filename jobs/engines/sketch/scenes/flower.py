"""Paper flowers seen from above: hundreds of petals in a spiral, leaves under them, more blooms further out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, hashed, mixed, over, ramp, rgb, scatter, shifted, smooth, tone
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.kinds import kind_of
from jobs.engines.sketch.scenes.petals import Cut, petal

GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True)
class Habit:
    """How a kind of flower grows: petals, their width and shape, and the disc in the middle."""

    petals: int
    wide: float
    tip: float
    """Exponent of the outline: small is blunt, large is pointed."""
    belly: float
    """Where the petal is widest, -1 (foot) to 1 (tip)."""
    first: float = 0.0
    """Share of the petals missing in the middle."""
    disc: float = 0.0
    """Radius of the disc of florets."""
    long: float = 1.0


HABITS = {
    "dahlia": Habit(210, 0.36, 0.62, 0.28),
    "chrysanthemum": Habit(260, 0.2, 0.55, 0.35, long=1.35),
    "rose": Habit(90, 0.85, 0.42, 0.3, long=1.15),
    "lotus": Habit(48, 0.5, 0.85, 0.1, first=0.12, disc=0.1, long=1.35),
    "daisy": Habit(60, 0.25, 0.42, 0.3, first=0.5, disc=0.13, long=1.25),
    "sunflower": Habit(90, 0.28, 0.85, 0.05, first=0.42, disc=0.2, long=1.1),
}
WORDS = {
    "sunflower": "sunflower|🌻",
    "daisy": "daisy|camomile|meadow|🌼|🌺",
    "lotus": "lotus|lily|water lily|magnolia|tulip|orchid|🪷|🌷",
    "rose": "rose|rose flower|peony|camellia|cherry blossom|sakura|blossom|🌹|🌸|桜",
    "chrysanthemum": "chrysanthemum|aster|mum|mandala",
}


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the flowers; far out, smaller blooms stand in a meadow of the same paper."""
    backdrop = (mixed(r.sky[0], r.ground[0], 0.25), mixed(r.sky[3], r.sky[2], 0.5))
    picture = f.coarse(
        lambda g: ramp(g.ys + 0.25 * fbm(g, 1.2, r.noise_seed("ground"), 3) + 0.1 * (g.xs - 0.5), backdrop), 1 / 64
    )
    habit = HABITS[kind_of(r, WORDS, "dahlia")]
    size = min(1.0, r.aspect) ** 0.8
    blooms = _blooms(r, size)
    near = max(r.aspect, 1.0) * 0.5
    for spot in scatter(f, 0.62, r.noise_seed("meadow", common=True), reach=0.45):
        off = math.hypot((spot.x - r.aspect / 2) / (near + 0.25), (spot.y - 0.5) / 0.75)
        if off > 1.15:
            blooms.append((spot.x, spot.y, 0.28 + 0.3 * spot.a, spot.b))
    blooms.sort(key=lambda b: b[2])
    for x, y, scale, turn in blooms:
        _leaves(r, f, picture, x, y, scale, turn)
        _bloom(r, f, picture, habit, (x, y), scale, turn)
    away = np.sqrt((f.xs - np.float32(r.aspect / 2)) ** 2 + (f.ys - np.float32(0.5)) ** 2)
    picture *= (1 - np.float32(0.3) * smooth(0.4, 1.1, away))[..., None]
    return tone(picture, 1.1)


def _blooms(r: Recipe, size: float) -> list[tuple[float, float, float, float]]:
    """x, y, size and turn of the picture's own blooms: one great one, one aside, or a bunch."""
    place = (r.index - 1 + int(r.shared("view") * 4)) % 4
    middle = r.aspect / 2
    turn = r.own("turn")
    if r.number("count") == 1:
        place = place % 2
    if place == 0:
        return [(middle + r.own("x", -0.03, 0.03), 0.5 + r.own("y", -0.03, 0.03), 0.98 * size, turn)]
    if place == 1:
        side = 1 if r.own("side") < 0.5 else -1
        return [(middle + side * 0.26 * r.aspect, 0.34 + r.own("y", 0, 0.3), 1.45 * size, turn)]
    if place == 2:
        return [
            (middle - 0.2 * size, 0.4, 0.72 * size, turn),
            (middle + 0.24 * size, 0.66, 0.58 * size, turn + 0.3),
            (middle + 0.22 * size, 0.2, 0.42 * size, turn + 0.6),
            (middle - 0.26 * size, 0.82, 0.36 * size, turn + 0.1),
        ]
    return [
        (middle + 0.02, 0.62, 0.82 * size, turn),
        (middle - 0.36 * size, 0.18, 0.5 * size, turn + 0.4),
        (middle + 0.38 * size, 0.12, 0.4 * size, turn + 0.7),
    ]


def _leaves(r: Recipe, f: Frame, picture: Array, x: float, y: float, size: float, turn: float) -> None:
    green = mixed(mixed(r.ground[1], "#1f5a3a", 0.55), r.ground[0], 0.2)
    colours = (mixed(green, r.ground[0], 0.5), green, shifted(green, lightness=0.16))
    cut = Cut(0.52, 0.8, -0.15, colours, rgb(shifted(green, lightness=0.25)), vein=True)
    for k in range(7):
        angle = turn * 6.28 + k * 6.283 / 7 + 0.5 * hashed(r.seed, k, int(turn * 999))
        long = size * (0.2 + 0.06 * hashed(r.seed, k, 5))
        reach = size * 0.41
        petal(f, picture, (x + math.cos(angle) * reach, y + math.sin(angle) * reach), angle, long, cut, (0.35, 0.5))


def _bloom(
    r: Recipe, f: Frame, picture: Array, habit: Habit, at: tuple[float, float], size: float, turn: float
) -> None:
    colours = tuple(shifted(c, chroma=1.12) for c in r.ground)
    edge = rgb(mixed(r.ground[4], "#ffffff", 0.3))
    first = int(habit.petals * habit.first)
    spin = turn * 6.28
    for k in range(habit.petals, first, -1):
        share = k / habit.petals
        angle = k * GOLDEN + spin
        reach = 0.312 * size * share**0.62
        long = (0.050 + 0.16 * share**0.8) * size * habit.long
        bent = 1 + 0.25 * r.bend * math.sin(k * 1.7)
        tones = (share * 0.75 - 0.26, share * 0.75 + 0.26)
        cut = Cut(habit.wide * bent, habit.tip, habit.belly, colours, edge)
        petal(f, picture, (at[0] + math.cos(angle) * reach, at[1] + math.sin(angle) * reach), angle, long, cut, tones)
    if habit.disc:
        _florets(r, f, picture, at, habit.disc * size)


def _florets(r: Recipe, f: Frame, picture: Array, at: tuple[float, float], radius: float) -> None:
    """The middle of a daisy: a dome of small florets in a spiral."""
    part = f.part(at[0] - radius * 1.2, at[1] - radius * 1.2, at[0] + radius * 1.2, at[1] + radius * 1.2)
    if part is None:
        return
    g, below = f.cut(part), picture[part]
    x, y = (g.xs - np.float32(at[0])) / np.float32(radius), (g.ys - np.float32(at[1])) / np.float32(radius)
    d = np.sqrt(x * x + y * y)
    below *= (1 - np.float32(0.5) * smooth(1.2, 0.9, d))[..., None]
    angle = np.arctan2(y, x)
    n = d * d * 320
    spiral = np.cos(21 * angle + np.sqrt(n) * np.float32(3.6)) * np.cos(34 * angle - np.sqrt(n) * np.float32(5.9))
    middle = mixed(r.accent, "#b8791e", 0.5)
    t = np.clip(0.5 + 0.4 * spiral - 0.35 * smooth(0.5, 0.0, d) + 0.15 * (d - 0.5), 0, 1)
    colour = ramp(t, (mixed(middle, "#1a0d06", 0.75), middle, mixed(middle, "#ffe9a8", 0.5)))
    colour = (
        colour
        * (np.float32(0.75) + np.float32(0.4) * np.sqrt(np.maximum(1 - d * d, 0)) - np.float32(0.2) * x)[..., None]
    )
    over(below, colour, np.clip((1 - d) * np.float32(radius / g.px) + np.float32(0.5), 0, 1))
