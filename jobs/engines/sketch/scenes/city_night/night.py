"""The city of one recipe: its camera, its colours, and what each ray sees."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Frame, mixed, ramp, rgb, shifted
from jobs.engines.sketch.rays import Camera, Floats, Labels, Point, mottle
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.city_night.blocks import City
from jobs.engines.sketch.scenes.city_night.fronts import Colours, Face, front

SKY, GROUND = -1, -2
"""Labels of what is not a house."""
VIEWS: dict[str, tuple[tuple[Point, Point, float], ...]] = {
    "street": (
        ((0.5, 0.16, 0.3), (0.5, 0.75, -6.0), 1.35),
        ((0.32, 0.3, 0.3), (0.95, 0.95, -6.0), 1.5),
        ((0.62, 0.1, 0.3), (0.35, 1.15, -5.0), 1.15),
        ((0.5, 0.85, 0.3), (0.5, 0.55, -6.0), 1.5),
    ),
    "roofs": (
        ((0.5, 4.6, 3.4), (0.5, 0.3, -5.0), 1.6),
        ((3.4, 5.6, 4.0), (-1.0, 0.6, -6.0), 1.7),
        ((-2.5, 3.9, 4.4), (3.0, 1.0, -6.0), 1.5),
        ((0.5, 7.0, 2.2), (0.7, 0.0, -4.0), 1.8),
    ),
    "skyline": (
        ((0.5, 0.7, 9.0), (0.5, 1.5, 0.0), 2.1),
        ((-4.0, 0.6, 8.0), (1.5, 1.5, 0.0), 1.9),
        ((5.5, 1.1, 8.5), (-0.5, 1.2, 0.0), 2.0),
        ((0.5, 0.5, 6.5), (0.2, 1.7, 0.0), 1.6),
    ),
}
"""Eye, target and focal length of the four compositions of each kind."""
TALL = {"street": 5.5, "roofs": 4.2, "skyline": 4.5}


class Night:
    """Sees along rays; `kind` is street, roofs or skyline."""

    def __init__(self, r: Recipe, f: Frame, kind: str) -> None:
        self.r, self.kind = r, kind
        eye, target, focal = VIEWS[kind][(r.index - 1 + int(r.shared("view") * 4)) % 4]
        self.eye = (eye[0], eye[1] * r.own("eye y", 0.95, 1.1), eye[2] + r.own("eye z", -0.2, 0.2))
        self.camera = Camera.look(self.eye, target, focal, r.aspect)
        self.avenue = 4 if kind == "street" else 5
        tall = TALL[kind] * r.shared("tall", 0.85, 1.2)
        shore = 0 if kind == "skyline" else None
        self.city = City.plan(r.noise_seed("plan", common=True), tall=tall, avenue=self.avenue, shore=shore)
        self.px = f.px * 2 / self.camera.focal
        dark, low, middle, light, _ = r.ground
        self.sky = (
            mixed(r.sky[0], "#04060c", 0.55), mixed(r.sky[1], dark, 0.45), mixed(r.sky[2], dark, 0.3),
            mixed(mixed(r.sky[3], r.sky[2], 0.4), dark, 0.35),
        )  # fmt: skip
        self.haze = rgb(self.sky[-1])
        stone = [mixed(c, dark, 0.35) for c in (dark, low, mixed(low, middle, 0.5), middle)]
        warm = ["#ffbd63", mixed(r.sun, "#ffd08a", 0.6), "#fff0d0", "#9cc4ff", "#ff9a4a", "#ffd98a"]
        neon = [r.accent, shifted(r.accent, turn=140, lightness=0.1), "#ff3d7f", "#29d3ff", shifted(light, chroma=1.8)]
        self.colours = Colours(
            stone=np.stack([rgb(c) for c in stone]).T, warm=np.stack([rgb(c) for c in warm]).T,
            neon=np.stack([rgb(shifted(c, chroma=1.4)) for c in neon]).T, glow=rgb(mixed("#ff9d4d", r.accent, 0.25)),
            haze=self.haze, lit=r.shared("lit", 0.34, 0.5),
        )  # fmt: skip

    @property
    def horizon(self) -> float:
        """Picture y of the horizon."""
        slope = self.camera.forward[1] / math.hypot(self.camera.forward[0], self.camera.forward[2])
        return 0.5 + slope * self.camera.focal / 2

    def sample(self, x: Floats, y: Floats) -> tuple[Floats, Labels]:
        """Colours and labels at picture points."""
        return self.shade(self.eye, self.camera.rays(x, y))

    def shade(self, eye: Point, d: Floats) -> tuple[Floats, Labels]:
        """Colours and labels (SKY, GROUND, else one per face of a house) of rays from `eye`."""
        seen = self.city.find(eye, d)
        up = np.clip(1 - d[1] * np.float32(1.7), 0, 1)
        colours = np.ascontiguousarray(np.moveaxis(ramp(up, self.sky), -1, 0))
        labels = np.where(seen.t < 500, seen.lot * 4 + seen.axis, SKY).astype(np.int32)
        down = np.float32(-eye[1]) / np.minimum(d[1], np.float32(-1e-5))
        houses, ground = np.flatnonzero(seen.t < 500), np.flatnonzero((down < seen.t) & (down < 400) & (d[1] < -1e-5))
        if len(houses):
            t, axis, lot = seen.t[houses], seen.axis[houses], seen.lot[houses]
            way = d[:, houses]
            p = np.array(eye, np.float32)[:, None] + way * t
            slant = np.where(axis == 0, np.abs(way[0]), np.abs(way[2]))
            face = Face(
                p, axis, lot, self.city.heights[lot], t * np.float32(self.px), np.maximum(slant, np.float32(0.08))
            )
            colours[:, houses] = self.fog(front(self.colours, face), t, p[1])
        if len(ground):
            labels[ground] = GROUND
            colours[:, ground] = self._ground(eye, d[:, ground], down[ground])
        return colours, labels

    def fog(self, c: Floats, t: Floats, y: Floats) -> Floats:
        """Colours after the haze of distance t at height y, which the street's lights warm from below."""
        thick = 0.075 if self.r.weather == "fog" else 0.034
        if self.kind != "street":
            thick *= 0.55
        y = np.maximum(y, 0)
        dense = np.float32(0.55) + np.float32(0.75) * np.exp(y * np.float32(-0.4))
        share = 1 - np.exp(np.maximum(t - np.float32(0.8), 0) * dense * np.float32(-thick))
        low = self.colours.glow[:, None] * (np.exp(y * np.float32(-0.9)) * np.float32(0.05))
        result: Floats = c + (self.haze[:, None] + low - c) * share
        return result

    def _ground(self, eye: Point, d: Floats, t: Floats) -> Floats:
        """Asphalt with lanes, kerbs and pools of lamp light; or water before a skyline."""
        x, z = eye[0] + d[0] * t, eye[2] + d[2] * t
        level = np.zeros_like(t)
        if self.kind == "skyline":
            deep = rgb(mixed(self.r.ground[0], self.r.sky[0], 0.4)) * np.float32(0.35)
            return self.fog(np.repeat(deep[:, None], d.shape[1], axis=1), t * np.float32(0.5), level)
        rough = 1 + np.float32(0.4) * mottle(x * np.float32(2.2), z * np.float32(2.2), 6)
        c: Floats = rgb(mixed(self.r.ground[0], "#15161c", 0.6))[:, None] * (rough * np.float32(0.5))
        lane = x - np.floor(x / self.avenue) * self.avenue
        lamp = np.abs(z / np.float32(1.4) - np.round(z / np.float32(1.4))) * np.float32(1.4)
        kerb = np.abs(lane - np.float32(0.5)) - np.float32(0.42)
        pool = np.exp((lamp * lamp + kerb * kerb) * np.float32(-5)) * (lane < 1)
        c = c + self.colours.glow[:, None] * (pool * np.float32(0.12 if self.kind == "street" else 0.5))
        foot = t * np.float32(self.px)
        mark = np.clip((np.float32(0.008) - np.abs(lane - np.float32(0.5))) / foot + np.float32(0.5), 0, 1)
        dash = (z / np.float32(0.3) - np.floor(z / np.float32(0.3))) < 0.5
        paint = mark * dash * np.minimum(1, np.float32(0.016) / foot) * np.float32(0.22)
        c = c + rgb("#c9c2ae")[:, None] * paint
        walk = (lane < 0.14) | ((lane > 0.86) & (lane < 1.06))
        c = np.where(walk, c * np.float32(1.6) + self.haze[:, None] * np.float32(0.01), c)
        return self.fog(c, t, level)
