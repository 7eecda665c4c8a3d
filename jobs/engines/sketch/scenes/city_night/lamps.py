"""Street lamps and cars: where they are in the picture, and their halos."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, add, hashed, mixed, over, rgb, shape
from jobs.engines.sketch.rays import Point
from jobs.engines.sketch.scenes.city_night.night import Night


class Lamp(NamedTuple):
    """A light in the picture: place, radius, linear colour, and whether it is a lamp, a car, or far below us."""

    x: float
    y: float
    size: float
    colour: Array
    name: str


def find_lamps(night: Night) -> list[Lamp]:
    """All lamps no house hides, the smallest first."""
    spots = _street(night) if night.kind == "street" else _far_below() if night.kind == "roofs" else []
    if not spots:
        return []
    way = np.array([place for place, *_ in spots], np.float32).T - np.array(night.eye, np.float32)[:, None]
    far = np.sqrt((way * way).sum(axis=0))
    clear = night.city.find(night.eye, way / far).t > far - np.float32(0.1)
    found = []
    for k, (place, size, colour, name) in enumerate(spots):
        x, y, depth = night.camera.project(place)
        if depth > 0.5 and clear[k]:
            found.append(Lamp(x, y, size * night.camera.focal / depth / 2 + 0.0006, rgb(colour), name))
    return sorted(found, key=lambda lamp: lamp.size)


def _street(night: Night) -> list[tuple[Point, float, str, str]]:
    amber, red, white = "#ffc27a", "#ff2d1f", "#fff3d6"
    spots = [((side, 0.6, 0.2 - 1.4 * k), 0.028, amber, "lamp") for k in range(1, 14) for side in (0.06, 0.94)]
    seed = night.r.noise_seed("cars")
    for k in range(22 if night.r.has("cars") else 0):
        z = -1.6 - 0.85 * k - 0.6 * hashed(seed, k, 1)
        x, size, colour = (0.30, 0.022, white) if k % 2 else (0.70, 0.016, red)
        spots += [((x + side, 0.055, z), size, colour, "car") for side in (-0.045, 0.045)]
    return spots


def _far_below() -> list[tuple[Point, float, str, str]]:
    return [
        ((avenue + side, 0.3, 2 - 0.9 * k), 0.035, "#ffb566", "far")
        for k in range(-4, 44)
        for avenue in (-10, -5, 0, 5, 10)
        for side in (0.1, 0.9)
    ]


def draw_lamps(night: Night, lamps: list[Lamp], f: Frame, picture: Array) -> None:
    """Adds the lamps, with poles and halos."""
    pole = rgb(mixed(night.r.ground[0], "#000000", 0.5))
    for x, y, size, colour, name in lamps:
        reach = size * (16 if name != "far" else 6)
        part = f.part(x - reach, y - reach, x + reach, y + max(reach, size * 21))
        if part is None:
            continue
        g = f.cut(part)
        if name == "lamp" and size > 2.5 * f.px:
            stem = shape.segment(g.xs, g.ys, (x, y), (x, y + size * 20), size * 0.5)
            over(picture[part], pole, np.clip(np.float32(0.5) - stem / np.float32(f.px), 0, 1) * np.float32(0.8))
        d = np.sqrt((g.xs - np.float32(x)) ** 2 + (g.ys - np.float32(y)) ** 2) / np.float32(size)
        edge = np.clip(1 - d * np.float32(size / reach), 0, 1)
        halo: Array = np.divide(edge * edge, 1 + d) * np.float32(0.32)
        light = np.exp(-d * d) * np.float32(2.4) + halo
        add(picture[part], colour, light * np.float32(1 if name != "far" else 0.5))
