"""The sheet a portrait is glued on: where the head is, the colours of the papers, and the cutting of them."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, hashed, mixed, rgb, shifted
from jobs.engines.sketch.cutout import Outline, Spot, curve, lay, placed, ribbon
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.petals import Cut, petal


def lightness(colour: str) -> float:
    """Relative luminance of a hex colour."""
    return float(rgb(colour) @ np.array([0.2126, 0.7152, 0.0722], np.float32))


class Sheet:
    """A picture in the making; points are given in the head's own unit."""

    def __init__(self, r: Recipe, f: Frame, picture: Array, place: int) -> None:
        self.r, self.f, self.picture = r, f, picture
        size = min(1.0, r.aspect) ** 0.75
        self.scale = (0.50, 0.56, 0.5, 0.66)[place] * size * r.own("size", 0.95, 1.05)
        self.flip = r.own("side") < 0.5
        side = -1 if self.flip else 1
        self.x = r.aspect / 2 - side * (0.0, 0.02, 0.0, 0.10)[place] * size
        self.y = 0.50 - 0.62 * self.scale + r.own("height", -0.03, 0.02)
        dark, low, middle, light, pale = r.ground
        near = abs(lightness(r.sky[2]) - lightness(mixed(light, pale, 0.3)))
        self.skin = mixed(light, pale, 0.25) if near > 0.06 else mixed(middle, light, 0.35)
        self.shade = mixed(self.skin, mixed(middle, low, 0.5), 0.42)
        self.hair = mixed(dark, low, 0.3)
        self.cloth = r.accent if r.shared("cloth") < 0.55 else mixed(low, middle, 0.4)
        warm = float(rgb(r.accent)[0]) > 1.4 * float(rgb(r.accent)[2])
        self.lips = mixed(r.accent, "#b8344a", 0.45 if warm else 0.85)
        self.gold = mixed(r.accent, "#f2c860", 0.5)

    def at(self, points: Outline, *, bent: bool = True) -> list[Spot]:
        """An outline in the world; `bent` rounds it."""
        return placed(curve(points) if bent else points, self.x, self.y, self.scale, flip=self.flip)

    def spot(self, x: float, y: float) -> Spot:
        """One point in the world."""
        return self.x + (-x if self.flip else x) * self.scale, self.y + y * self.scale

    def paper(self, points: Outline, colour: str, *, lift: float = 0.012, shadow: float = 0.42) -> None:
        """Lay a rounded piece of paper."""
        lay(self.f, self.picture, [self.at(points)], rgb(colour), lift=lift, shadow=shadow)

    def flat(self, points: Outline, colour: str) -> None:
        """Print a rounded field of colour on the paper, without edge or shadow."""
        lay(self.f, self.picture, [self.at(points)], rgb(colour), lift=0, shadow=0, edge=0)

    def stroke(self, points: Outline, widths: tuple[float, ...], colour: str, *, lift: float = 0.0) -> None:
        """Draw a line that swells and thins; with `lift` it is a strip of paper."""
        line = ribbon(curve(points, closed=False), widths)
        band = placed(line, self.x, self.y, self.scale, flip=self.flip)
        lay(self.f, self.picture, [band], rgb(colour), lift=lift, shadow=0.3 if lift else 0, edge=0.1 if lift else 0)

    def round(self, at: Spot, radius: float, colour: str, *, lift: float = 0.01, tall: float = 1.0) -> None:
        """Lay a round piece of paper of a world radius around a world point."""
        turns = [k * math.tau / 64 for k in range(64)]
        ring = [(at[0] + radius * math.cos(a), at[1] + radius * tall * math.sin(a)) for a in turns]
        lay(self.f, self.picture, [ring], rgb(colour), lift=lift)

    def foliage(self, *, behind: bool) -> None:
        """Leaves: large ones behind the shoulders, a few in front of them."""
        r = self.r
        if not r.has("leaves"):
            return
        greens = (
            mixed(r.ground[1], r.ground[0], 0.3), mixed(r.ground[1], r.ground[2], 0.5),
            mixed(r.ground[2], r.ground[3], 0.5),
        )  # fmt: skip
        for side in (-1, 1):
            root = self.spot(-0.1 + side * (1.0 if behind else 0.95), 1.75 if behind else 2.0)
            count = 6 if behind else 4
            for k in range(count):
                lean = (-0.35 + 1.5 * (k + 0.5) / count) * (1 if behind else 0.8)
                angle = -math.pi / 2 + (-side if self.flip else side) * lean + 0.2 * hashed(r.seed, r.index, k, 91)
                long = self.scale * (0.34 if behind else 0.26) * (0.8 + 0.4 * hashed(r.seed, k, 92, side))
                middle = (root[0] + math.cos(angle) * long * 1.25, root[1] + math.sin(angle) * long * 1.25)
                tint = greens[(k + behind) % 3]
                tones = (mixed(tint, r.ground[0], 0.35), tint, shifted(tint, lightness=0.08))
                cut = Cut(0.42, 0.85, -0.1, tones, rgb(mixed(tint, r.ground[4], 0.5)), vein=True)
                petal(self.f, self.picture, middle, angle, long, cut)
