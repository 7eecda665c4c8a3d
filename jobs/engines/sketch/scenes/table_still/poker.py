"""A card table: felt with a padded rail, cards, stacks of chips, and players in the dark."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from jobs.engines.sketch.canvas import Array, hashed, mixed, rgb, shifted, to_oklab
from jobs.engines.sketch.rays import Floats, Labels, Point, mottle, soft
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.table_still.cards import RANKS, SUITS, Card, lay
from jobs.engines.sketch.studio import CHIP, Ball, Finish, Ground, Solid, Turned

STRAIGHT, ROUND = 1.5, 1.75
"""Half length of the table's straight sides, and radius of its ends."""
RAIL = 0.36
OUTLINE = ((0, 0.62), (0.35, 0.66), (0.75, 0.64), (0.95, 0.52), (1.06, 0.28), (1.12, 0.17), (1.3, 0.15))
"""A seated player's shoulders and neck."""
VIEWS: tuple[tuple[Point, Point, float], ...] = (
    ((0.0, 1.75, 4.3), (0.0, 0.12, 0.1), 1.9),
    ((2.5, 2.3, 3.3), (-0.1, 0.0, -0.1), 1.95),
    ((-1.9, 0.95, 3.1), (0.15, 0.2, 0.2), 1.7),
    ((0.3, 4.6, 2.2), (0.0, 0.0, 0.15), 2.2),
)
"""Eye, target and focal length of the four compositions."""


def cards(r: Recipe) -> tuple[Card, ...]:
    """Five in the middle, two before us, and the others' hands on their faces."""
    seed = r.noise_seed("deal", common=True)
    deck = sorted((f"{rank} {suit}" for rank in RANKS for suit in SUITS), key=lambda c: hashed(seed, *c.encode()))
    ours = ["A spade", "A heart"] if r.shared("hand") < 0.6 else ["K heart", "A heart"]
    board = [c for c in deck if c not in ours][:5]

    def jog(k: int, size: float) -> float:
        return (hashed(r.seed, r.index, k) - 0.5) * size

    laid = [Card((k - 2) * 0.64, -0.42 + jog(k, 0.02), jog(k + 20, 0.05), face) for k, face in enumerate(board)]
    turn = 0.12 + jog(40, 0.12)
    laid += [Card(-0.17, 1.14, -turn, ours[0]), Card(0.19, 1.12, turn * 1.2, ours[1])]
    for k, (x, z) in enumerate(((-2.3, -0.9), (0.0, -1.42), (2.3, -0.9), (-2.6, 0.6), (2.6, 0.6))):
        turn = math.atan2(-x, z) + jog(k + 50, 0.3)
        laid += [Card(x, z, turn, ""), Card(x + 0.13, z + 0.05, turn + 0.2, "")]
    return tuple(replace(card, mirrored=r.flip) for card in laid)


def chips(r: Recipe) -> list[Solid]:
    """Stacks before the players and a loose pot in the middle."""
    white, tints = rgb("#efe9dc"), [r.accent, "#1d2330", "#b3202c", "#1c4f8f", shifted(r.ground[2], chroma=1.3)]
    stacks: list[Solid] = []

    def stack(x: float, z: float, count: int, tint: int) -> None:
        # Loose chips of a stack stand a little off, so it does not look cast in one piece.
        lower = max(1, count - int(hashed(r.seed, int(x * 97) + 500, int(z * 89) + 500) * min(4, count)))
        parts = ((0, lower), (lower, count - lower)) if lower < count else ((0, count),)
        for start, size in parts:
            jog = 0.012 if start else 0.0
            finish = Finish(rgb(tints[tint % len(tints)]), 0.02, pattern="chips", second=white, level=size * CHIP)
            stacks.append(Turned((x + jog, start * CHIP, z - jog), (0, size * CHIP), (0.115, 0.115), finish))

    for k in range(7):
        side = -1 if k % 2 else 1
        x = side * (0.78 + 0.25 * (k // 2) + 0.02 * hashed(r.seed, k, 3))
        z = 1.12 + 0.26 * (k % 3 == 0) - 0.12 * (k // 2) + 0.05 * hashed(r.seed, r.index, k)
        stack(x, z, 3 + int(hashed(r.seed, r.index, k, 7) * 13), k)
    for k, (x, z) in enumerate(((-1.72, -1.0), (-1.5, -1.18), (0.55, -1.4), (1.6, -1.1), (1.85, -0.95))):
        stack(x, z, 4 + int(hashed(r.seed, k, 11) * 9), k + 1)
    for k in range(6):
        angle, reach = hashed(r.seed, r.index, k, 13) * 6.28, 0.1 + 0.34 * math.sqrt(hashed(r.seed, r.index, k, 14))
        stack(
            0.05 + math.cos(angle) * reach * 1.9,
            0.36 + math.sin(angle) * reach * 0.7,
            1 + int(hashed(r.seed, k, 15) * 2.5),
            k,
        )
    return stacks


def at_least(colour: str, lightness: float) -> str:
    """The colour, raised to a lightness (OKLab L) where a night's palette is too dark for cloth under a lamp."""
    missing = lightness - float(to_oklab(rgb(colour))[0])
    return shifted(colour, lightness=missing) if missing > 0 else colour


def players(r: Recipe) -> list[Solid]:
    """Figures around the far side, hardly lit."""
    seats = ((-3.3, -1.7), (-1.5, -2.75), (1.3, -2.8), (3.2, -1.8)) if r.has("people") else ()
    figures: list[Solid] = []
    for k, (x, z) in enumerate(seats):
        if hashed(r.seed, k, 21, r.index) < 0.15:
            continue
        cloth = rgb(at_least(mixed(r.ground[k % 3], ("#2a3346", "#4a2a26", "#33302c")[k % 3], 0.5), 0.33))
        skin = rgb(("#8a5a42", "#5a3a2b", "#a8775a", "#6d4a38")[(k + r.seed) % 4])
        size = 1.0 + 0.14 * hashed(r.seed, k, 22)
        heights, radii = zip(*OUTLINE, strict=True)
        figures.append(
            Turned((x, 0.0, z), tuple(h * size for h in heights), tuple(w * size for w in radii), Finish(cloth, 0.0))
        )
        head = (x + 0.02, 1.5 * size, z + 0.08)
        figures.append(Ball(head, 0.25 * size, Finish(skin, 0.0)))
        figures.append(Ball((head[0], head[1] + 0.06, head[2] - 0.06), 0.262 * size, Finish(cloth, 0.0)))
    return figures


def table(r: Recipe, pixel: Callable[[Floats], float]) -> Ground:
    """The felt, its line, the rail and the floor beyond; `pixel` answers the size of a pixel at points."""
    laid = cards(r)
    felt = rgb(at_least(shifted(mixed(r.ground[1], "#0e6a44", 0.62), chroma=1.1), 0.44))
    line = rgb(at_least(mixed(r.ground[3], r.accent, 0.4), 0.6))
    leather, carpet = rgb(at_least(mixed(r.ground[0], "#3a2214", 0.5), 0.27)), rgb(mixed(r.ground[0], "#140d0a", 0.6))
    back = mixed(r.accent, "#20202a", 0.25)

    def ground(p: Floats, near: float) -> tuple[Floats, Floats, Labels]:
        out = np.sqrt(np.maximum(np.abs(p[0]) - np.float32(STRAIGHT), 0) ** 2 + p[2] * p[2]) - np.float32(ROUND)
        weave = (
            1
            + np.float32(0.10) * mottle(p[0] * 5, p[2] * 5, 3)
            + np.float32(0.08) * mottle(p[0] * np.float32(0.4), p[2] * np.float32(0.4), 4)
        )
        tint: Array = felt[:, None] * weave
        on_line = np.abs(out + np.float32(0.62)) < 0.016
        tint = np.where(on_line, line[:, None], tint)
        tint, card = lay(laid, back, pixel(p), p, tint)
        # The rail's round back is told by its shade: light where it faces the lamp, dark at both feet.
        across = np.clip((out - RAIL / 2) / (RAIL / 2), -1, 1)
        dome = np.sqrt(np.maximum(1 - across * across, 0))
        shine = soft(1 - np.abs(across + np.float32(0.35)) * 4) * np.float32(0.25)
        rail = leather[:, None] * (0.25 + 1.5 * dome) + shine * np.float32(0.25)
        floor = carpet[:, None] * (1 + np.float32(0.5) * mottle(p[0] * np.float32(0.8), p[2] * np.float32(0.8), 6))
        foot = 1 - np.float32(0.6) * np.exp(np.minimum(out, 0) * np.float32(14))
        tint = np.where(out < 0, tint * foot, np.where(out < RAIL, rail, floor))
        label = np.where(out < 0, card + on_line * 50, np.where(out < RAIL, 60, 61)).astype(np.int32)
        return tint, np.zeros(p.shape[1], np.float32), label

    return ground
