"""A sunlit courtyard: arcades, stairs, a pool that mirrors them, a ball and a cone, with long shadows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, add, fbm, mixed, ramp, rgb, shifted, smooth, stars, tone
from jobs.engines.sketch.rays import (
    FAR,
    Arcade,
    Box,
    Camera,
    Floats,
    Hit,
    Labels,
    Point,
    ball_shade,
    ball_shadow,
    box_shadow,
    boxes_shadow,
    cast,
    column,
    dot,
    meet_ball,
    meet_box,
    meet_boxes,
    meet_cone,
    meet_level,
    mirror,
    mottle,
    normalise,
    soft,
    unit,
)  # fmt: skip
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.air import weather

FLOOR, WALL, BACK, STEP, BALL, PLINTH, CONE, TOWER, WATER, BASIN = range(10)
UP = column((0.0, 1.0, 0.0))
LEVEL = -0.12
"""Height of the water under the floor."""
VIEWS: tuple[tuple[Point, Point, float, Point], ...] = (
    ((2.6, 2.1, 9.2), (0.2, 1.9, 0.0), 1.7, (0.75, 0.62, 0.45)),
    ((-4.2, 1.7, 8.0), (0.4, 2.0, -0.6), 1.65, (-0.6, 0.5, 0.62)),
    ((0.2, 1.5, 9.6), (0.0, 2.1, 0.0), 1.9, (0.55, 0.85, 0.5)),
    ((5.4, 3.1, 7.6), (-0.2, 1.6, -0.4), 1.7, (-0.5, 0.55, 0.65)),
)
"""Eye, target, focal length and direction of the sun of the four compositions."""
STRENGTH = {"night": (0.55, 0.5), "overcast": (0.9, 1.5), "dusk": (2.0, 0.8), "dawn": (2.2, 0.85)}
"""Sun and sky light by time of day, where it is not the usual (2.6, 0.85)."""


@dataclass(frozen=True)
class Court:
    """The solids of one picture."""

    arcades: tuple[Arcade, ...]
    stairs: tuple[Box, ...]
    blocks: tuple[Box, ...]
    pool: tuple[float, float, float, float]
    ball: tuple[Point, float]
    cone: Point

    @classmethod
    def plan(cls, r: Recipe) -> Court:
        """Builds it from the recipe: all pictures of a grid share the architecture."""
        width = r.shared("arch", 0.7, 0.86)
        spring = r.shared("spring", 1.6, 2.1) * (1 + 0.35 * r.bend)
        top = spring + width + r.shared("top", 1.3, 2.1)
        arcades = (
            Arcade("x", 0, 0.38, top, 2.4, 0, width, spring, WALL),
            Arcade("x", -4.6, 0.4, top + 1.5, 3.6, 0.3, 1.1, spring + 0.7, BACK),
            Arcade("z", -8.2, 0.4, top + 0.8, 3.0, 0.4, 0.95, spring + 0.3, BACK),
        )
        depth = 0.34
        steps: list[Box] = [
            ((-4.7, 0.0, 3.03 - depth * i), (-2.6, 0.28 * (i + 1), 3.37 - depth * i), STEP)
            for i in range(int(r.vary("steps", 4, 8)))
        ]
        side = r.vary("plinth", 2.8, 3.4)
        low = r.shared("plinth height", 0.6, 1.1)
        blocks: list[Box] = [
            ((side, 0.0, 1.2), (side + 0.84, low, 2.04), PLINTH),
            ((-6.4, 0.0, -3.4), (-4.6, top + r.vary("tower", 2.0, 3.4), -1.6), TOWER),
        ]
        size = r.vary("ball", 0.5, 0.74)
        return cls(
            arcades,
            tuple(steps),
            tuple(blocks),
            (r.vary("pool", -1.9, -1.5), r.vary("pool end", 2.1, 2.5), 0.9, 6.2),
            ((r.vary("ball x", 0.3, 1.7), size + LEVEL - 0.03, r.vary("ball z", 1.7, 2.6)), size),
            (side + 0.42, low, 1.62),
        )

    def find(self, o: Floats, d: Floats) -> Hit:
        """The nearest surface along each ray."""
        hit = Hit.nothing(d.shape[1])
        down = meet_level(o, d, 0.0)
        x0, x1, z0, z1 = self.pool
        x, z = o[0] + down * d[0], o[2] + down * d[2]
        over_pool = (x > x0) & (x < x1) & (z > z0) & (z < z1)
        hit.take(np.where(over_pool, FAR, down), UP, FLOOR)
        if over_pool.any():
            t = meet_level(o, d, LEVEL)
            x, z = o[0] + t * d[0], o[2] + t * d[2]
            wet = (x > x0) & (x < x1) & (z > z0) & (z < z1)
            hit.take(np.where(over_pool & wet, t, FAR), UP, WATER)
            hit.take(np.where(over_pool & ~wet, down + np.float32(0.02), FAR), column((0.0, 0.5, 0.8)), BASIN)
        meet_boxes(hit, o, d, self.stairs)
        for low, high, what in self.blocks:
            meet_box(hit, o, d, low, high, what)
        meet_ball(hit, o, d, *self.ball, BALL)
        meet_cone(hit, o, d, self.cone, 1.0, 0.3, CONE)
        for arcade in self.arcades:
            arcade.meet(hit, o, d)
        return hit

    def sunlight(self, p: Floats, sun: Point, spread: float) -> Floats:
        """Share of the sun seen from each point."""
        light = column(sun)
        seen = ball_shadow(p, light, *self.ball, spread)
        seen = seen * ball_shadow(p, light, (self.cone[0], self.cone[1] + 0.25, self.cone[2]), 0.2, spread * 1.6)
        seen = seen * boxes_shadow(p, light, self.stairs, spread)
        for low, high, _ in self.blocks:
            seen = seen * box_shadow(p, light, low, high, spread)
        for arcade in self.arcades:
            seen = seen * arcade.shadow(p, sun, spread * 0.7)
        return seen


class Painter:
    """Shades rays in a court."""

    def __init__(self, r: Recipe) -> None:
        view = (r.index - 1 + int(r.shared("view") * 4)) % 4
        eye, target, focal, sun = VIEWS[view]
        eye = (
            eye[0] + r.own("eye x", -0.5, 0.5),
            eye[1] + r.own("eye y", -0.2, 0.5),
            eye[2] + r.own("eye z", -0.5, 0.4),
        )
        self.court = Court.plan(r)
        self.eye, self.camera = column(eye), Camera.look(eye, target, focal, r.aspect)
        low_sun = {"golden": 0.6, "dawn": 0.6, "dusk": 0.55}.get(r.light, 1.0)
        self.sun = unit((sun[0], sun[1] * low_sun, sun[2]))
        self.light = column(self.sun)
        self.spread = 0.3 if r.light == "overcast" else 0.03
        direct, ambient = STRENGTH.get(r.light, (2.6, 0.85))
        sky = mixed(mixed(r.sky[1], r.sky[2], 0.5), "#ffffff", 0.35)
        self.night = r.night
        self.direct = rgb(r.sun)[:, None] * np.float32(direct)
        self.ambient = rgb(sky)[:, None] * np.float32(ambient * (0.35 if r.night else 1.0))
        dark, _, middle, light, pale = r.ground
        wall = mixed(middle, light, r.vary("wall", 0.35, 1.0))
        floor = mixed(light, pale, 0.5)
        water = mixed(mixed(dark, r.sky[0], 0.5), r.ground[1], 0.3)
        tints = {
            FLOOR: floor, WALL: wall, BACK: mixed(wall, r.ground[1], 0.3), STEP: mixed(floor, pale, 0.4),
            BALL: r.accent, PLINTH: mixed(floor, wall, 0.4), CONE: shifted(r.ground[1], chroma=1.2),
            TOWER: mixed(wall, r.ground[1], 0.45), WATER: water, BASIN: mixed(water, pale, 0.25),
        }  # fmt: skip
        self.tints = np.stack([rgb(tints[k]) for k in range(10)]).T
        self.bounce = self.tints[:, [FLOOR]] * np.float32(0.5 * (0.3 if r.night else 1.0))
        self.colours = tuple(reversed(r.sky))
        self.seed = r.noise_seed("plaster", common=True) % 1000
        self.lamp = rgb("#ffb566")[:, None]

    def sky(self, d: Floats) -> Floats:
        """The sky's colour in each direction, with a glow around the sun."""
        colour: Floats = np.moveaxis(ramp(np.clip(d[1] * np.float32(1.5) + np.float32(0.1), 0, 1), self.colours), -1, 0)
        near = np.clip(dot(d, np.broadcast_to(self.light, d.shape)), 0, 1)
        wide = np.square(np.square(near))
        wide = wide * wide * wide
        halo: Floats = wide * np.float32(0.10) + np.square(np.square(wide * wide * wide)) * np.float32(0.3)
        colour += self.direct * halo
        return colour

    def shade(self, o: Floats, d: Floats, bounces: int) -> tuple[Floats, Labels]:
        """Colours and labels of rays from `o` along `d`."""
        hit = self.court.find(o, d)
        colours, labels = self.sky(d), hit.what
        some = np.flatnonzero(hit.t < 400)
        if len(some) == 0:
            return colours, labels
        t, d, n, what = hit.t[some], d[:, some], hit.normal[:, some], hit.what[some]
        p = (o if o.shape[1] == 1 else o[:, some]) + d * t
        sun = self.sunlit(p, n)
        c = self.surface(p, n, what, sun)
        gloss = np.flatnonzero(what == BALL)
        if len(gloss):
            half = normalise(self.light - d[:, gloss])
            c[:, gloss] += np.clip(dot(half, n[:, gloss]), 0, 1) ** 60 * np.float32(0.7) * np.minimum(1, sun[gloss] * 3)
        wet = np.flatnonzero(what == WATER)
        if len(wet) and bounces:
            c[:, wet], labels[some[wet]] = self.water(p[:, wet], d[:, wet], c[:, wet], bounces)
        haze = 1 - np.exp(np.maximum(t - 6, 0) * np.float32(-0.022))
        far = self.sky(normalise(np.stack([d[0], np.full_like(t, 0.05), d[2]])))
        colours[:, some] = c + (far - c) * haze
        return colours, labels

    def sunlit(self, p: Floats, n: Floats) -> Floats:
        """Sunlight that falls on each surface, 0 to 1."""
        facing = dot(n, np.broadcast_to(self.light, n.shape))
        lit = np.flatnonzero(facing > 0)
        sun = np.zeros(len(facing), np.float32)
        if len(lit):
            seen = self.court.sunlight(p[:, lit] + n[:, lit] * np.float32(0.004), self.sun, self.spread)
            sun[lit] = facing[lit] * seen
        return sun

    def surface(self, p: Floats, n: Floats, what: Labels, sun: Floats) -> Floats:
        """Diffuse colour under sun, sky and light thrown back by the floor."""
        level = n[1] > 0.5
        open_sky = ball_shade(p, n, *self.court.ball)
        foot = np.exp(np.maximum(p[1], 0) * np.float32(-2.5)) * np.float32(0.35)
        wall = np.exp(np.maximum(np.abs(p[2]) - 0.38, 0) * np.float32(-2.2)) * np.float32(0.3) * (p[1] < 0.1)
        open_sky = open_sky * (1 - np.where(level, wall, foot))
        up = 0.5 + 0.5 * n[1]
        below = np.clip(0.5 - 0.5 * n[1], 0, 1) * np.clip(1.2 - p[1] * 0.25, 0, 1)
        light = self.direct * sun + self.ambient * (up * open_sky) + self.bounce * (below * open_sky)
        if self.night:
            bay = p[0] / np.float32(2.4) + np.float32(0.5)
            a = (bay - np.floor(bay) - np.float32(0.5)) * np.float32(2.4)
            near = a * a + np.square(p[1] - 1.5) + np.square(p[2] + 1.5)
            light = light + self.lamp * (np.float32(1.1) / (0.25 + near) * soft((0.4 - p[2]) * 0.8))
        side = np.abs(n[0]) > 0.7
        u = np.where(side, p[2], p[0]) * np.float32(0.21)
        v = np.where(level, p[2], p[1]) * np.float32(0.21)
        texture = 1 + mottle(u, v, self.seed) * np.where(what == BALL, np.float32(0.0), np.float32(0.10))
        colour: Floats = self.tints[:, what] * light * texture
        return colour

    def water(self, p: Floats, d: Floats, own: Floats, bounces: int) -> tuple[Floats, Labels]:
        """The pool's surface: its own colour and what it mirrors, with slow ripples."""
        a = np.sin(p[0] * 5 + 2 * np.sin(p[2] * 3)) * np.sin(p[2] * 9 + p[0])
        b = np.sin(p[2] * 7 + 1.5 * np.sin(p[0] * 4))
        n = normalise(np.stack([a * np.float32(0.011), np.ones_like(a), b * np.float32(0.011)]))
        mirrored, labels = self.shade(p + n * np.float32(0.01), mirror(d, n), bounces - 1)
        grazing = 1 - np.clip(-dot(d, n), 0, 1)
        share = 0.16 + 0.84 * grazing * grazing * grazing
        colour: Floats = own * np.float32(0.8) * (1 - share) + mirrored * share
        return colour, labels + np.int32(100)

    def sample(self, x: Floats, y: Floats) -> tuple[Floats, Labels]:
        """Colours and labels at picture points."""
        colours, labels = self.shade(self.eye, self.camera.rays(x, y), 1)
        return tone(colours, 0.82), labels


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the courtyard; its walls and floor go on for ever, so a wider view finds more of them."""
    picture, labels = cast(f, Painter(r).sample)
    clear = (labels == -1).astype(np.float32)
    if r.night and r.has("stars"):
        stars(f, picture, r.noise_seed("stars"), mask=clear)
    elif r.weather in ("cloud", "clear"):
        thick = 0.45 if r.weather == "cloud" else 0.18
        cloud = f.coarse(lambda g: smooth(0.0, 0.9, fbm(g, 1.6, r.noise_seed("cloud"), 5, stretch=3.0)), 1 / 256)
        add(picture, rgb(mixed(r.sun, "#ffffff", 0.5)), cloud * clear * np.float32(thick * 0.8))
    weather(r, f, picture)
    return picture
