"""A cliff with a lighthouse above fog or open sea."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    add,
    below,
    cover,
    distance,
    fbm,
    glow,
    hash_lattice,
    mixed,
    noise,
    noise_line,
    over,
    ramp,
    rgb,
    ridged,
    shifted,
    smooth,
)
from jobs.engines.sketch.canvas import shape as flat
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes import air

HORIZON = 0.6


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the coast; in fog it rises above ranges of hills, otherwise above water."""
    scale = air.squeeze(r)
    sun = r.aspect * r.own("sun x", 0.2, 0.52), r.vary("sun y", 0.26, 0.44)
    picture = air.heavens(r, f, 0.72, sun, r.vary("sun size", 0.06, 0.085))
    if r.weather == "fog" or (r.weather == "clear" and "fog" not in r.without and r.shared("hills") > 0.72):
        air.ridges(r, f, picture, sun, span=(r.vary("hills top", 0.48, 0.54), 0.93), count=5, height=0.13)
        air.haze(r, f, picture, 0.84, 0.10, 0.7)
    else:
        _water(r, f, picture, sun)
    air.birds(r, f, picture, r.aspect * 0.42, 0.34)
    foot = r.aspect - min(r.aspect * 0.24, 0.42) - r.own("tower x", -0.04, 0.06) * scale
    ground = _cliff(r, f, picture, foot, scale)
    if r.word("tower", "lighthouse") == "lighthouse" and r.has("lighthouse"):
        _tower(r, f, picture, foot, ground, scale)
    air.weather(r, f, picture)
    return picture


def _water(r: Recipe, f: Frame, picture: Array, sun: tuple[float, float]) -> None:
    """The open sea, which mirrors the sky and carries the light in a broken path."""
    start = max(0, int((HORIZON - f.top) / f.px))
    if start >= f.height:
        return
    g, part = f.rows(start, f.height), picture[start:]
    depth = np.maximum(g.ys - np.float32(HORIZON), 1e-4)
    # Ripples shrink towards the horizon: noise in perspective, 1 / depth along y.
    seed = r.noise_seed("water")
    near = noise(g, 26, seed, stretch=7.0) * smooth(0.02, 0.3, depth)
    mid = noise(g, 60, seed + 1, stretch=6.0) * smooth(0.0, 0.1, depth) * smooth(0.5, 0.1, depth)
    swell = g.coarse(lambda k: fbm(k, 2.4, seed + 2, 3, stretch=6.0), 1 / 400)
    rough = {"storm": 2.0, "rain": 1.4}.get(r.weather, 1.0)
    chop = (near * 0.55 + mid * 0.5 + swell * 0.5 * rough).astype(np.float32)
    t = np.clip(1 - depth * 1.7 - chop * 0.10, 0, 1)
    top = mixed(r.sky[3], r.palette[2], 0.35)
    water = ramp(
        t,
        (
            mixed(r.palette[0], r.palette[1], 0.5),
            mixed(r.palette[1], r.palette[2], 0.5),
            mixed(r.palette[2], r.sky[2], 0.5),
            top,
        ),
        (0, 0.4, 0.78, 1),
    )
    water *= (1 + np.float32(0.30 * rough) * np.clip(chop, -0.9, 1.2))[..., None]
    if r.weather == "storm":
        foam = smooth(0.75, 1.15, chop + near * 0.4) * smooth(0.0, 0.06, depth)
        over(water, rgb(mixed(r.palette[4], r.sky[3], 0.3)), foam * np.float32(0.7))
    if r.has("sun") and r.weather not in {"storm", "rain"}:
        spread = np.float32(0.035) + depth * np.float32(0.28)
        path = np.exp(-np.square((g.xs - np.float32(sun[0])) / spread))
        sparkle = smooth(0.0, 0.75, chop + 0.12) * (0.25 + 0.75 * np.exp(-depth * 3))
        add(water, rgb(r.sun), path * sparkle * np.float32(0.85))
    over(part, water, below(g, np.full((1, g.width), HORIZON, np.float32), 0.002))


def _cliff(r: Recipe, f: Frame, picture: Array, foot: float, scale: float) -> float:
    """Draw the headland, in place; gives the world y of its top at the foot of the tower."""
    level = r.vary("cliff", 0.60, 0.66)
    seed = r.noise_seed("cliff")
    basalt = "basalt" in r.word("words") or r.shared("columns") > 0.6
    x = f.xs
    width = np.float32(0.0165 * scale)
    cell = np.floor(x / width).astype(np.int64)
    column = hash_lattice(cell, np.zeros(1, np.int64), seed)
    at = (cell + 0.5) * width if basalt else x
    rise = smooth(foot - 0.46 * scale, foot - 0.02, at + 0.04 * scale * noise_line(at / scale, 5, seed))
    uneven = noise_line(at / scale, 7, seed + 1) * smooth(0.0, 0.3, np.abs(at - foot))
    line = 1.22 - (1.22 - level) * rise - 0.018 * uneven
    line = line + 0.10 * smooth(foot + 0.25 * scale, foot + 1.6 * scale, at)
    if basalt:
        step = (column - 0.5) * 0.017 + 0.03 * noise_line(at / scale, 11, seed + 4)
        line = line + step * smooth(0.02, 0.14, np.abs(at - foot) / scale)
    else:
        line = line - 0.012 * noise_line(x / scale, 26, seed + 2) - 0.006 * noise_line(x / scale, 71, seed + 3)
    line = line.astype(np.float32)
    start = max(0, int((float(line.min()) - f.top) / f.px) - 1)
    if start >= f.height:
        return level
    g, part = f.rows(start, f.height), picture[start:]
    depth = g.ys - line
    rock = ridged(g, 9, seed + 5, 5, stretch=0.5 if basalt else 1.2)
    shade = 0.55 + 0.75 * rock
    if basalt:
        u = np.abs(x / width - np.floor(x / width) - 0.5) * 2
        facet = np.where(x / width - np.floor(x / width) < 0.42, 1.25, 0.72) * (0.75 + 0.5 * column)
        joint = 1 - 0.5 * smooth(0.80, 1.0, u)
        broken = 1 - 0.3 * smooth(0.55, 0.8, noise(g, 30, seed + 8, stretch=1.6))
        shade = shade * np.float32(0.6) + (facet * joint).astype(np.float32) * broken * np.float32(0.5)
    lit = rgb(mixed(r.palette[1], r.sun, 0.28))
    colour = (
        rgb(r.palette[0]) * np.float32(0.8)
        + (lit - rgb(r.palette[0]))
        * (np.clip(shade - 0.62, 0, 1) * np.exp(-np.maximum(depth, 0) * np.float32(3.4)))[..., None]
    )
    edge = np.exp(-np.maximum(depth, 0) * np.float32(70)) * smooth(foot + 0.5, foot - 0.5, x)
    add(colour, rgb(r.sun), edge * np.float32(0.16))
    if r.weather == "fog" and r.has("fog"):
        over(colour, rgb(air.fog_colour(r)), smooth(0.12, 0.42, depth) * smooth(0.9, 0.45, depth) * np.float32(0.55))
    over(part, colour, cover(g, -depth))
    return level


def _tower(r: Recipe, f: Frame, picture: Array, x: float, ground: float, scale: float) -> None:
    """The lighthouse, its lamp and, when it is dark enough, the beam; in place."""
    height = r.vary("tower", 0.27, 0.34) * scale
    top = ground - height
    glass = top - 0.020 * scale
    lamp = rgb(mixed("#ffe7ae", r.sun, 0.3))
    dark = r.light in {"dusk", "night", "overcast", "dawn"}
    side = -1.0
    if dark and r.has("beam"):
        _beam(r, f, picture, (x, glass), side, lamp, 0.5 if r.light in {"dusk", "night"} else 0.28)
    reach = 0.06 * scale
    part = f.part(x - reach, top - 0.09 * scale, x + reach, ground + 0.07)
    if part:
        _masonry(r, f.cut(part), picture[part], (x, top, ground), scale)
    if dark:
        glow(f, picture, x, glass, lamp, 0.55, 24 / scale)
        glow(f, picture, x, glass, lamp, 0.14, 6)


def _masonry(r: Recipe, f: Frame, part: Array, place: tuple[float, float, float], scale: float) -> None:
    x, top, ground = place
    u, v = f.xs - np.float32(x), f.ys
    along = np.clip((v - top) / (ground - top), 0, 1.2)
    half = np.float32(scale) * (0.0185 + 0.0125 * along)
    bands = int(r.shared("bands", 4, 7))
    phase = along * bands
    stripe = np.clip((np.abs(np.mod(phase, 2) - 1) - 0.5) * np.float32((ground - top) / bands / f.px) + 0.5, 0, 1)
    bright, red = mixed("#f6efe4", r.sun, 0.15), shifted(r.accent, chroma=1.05)
    if not 0.25 < float(rgb(red).mean()) < 0.75 and float(rgb(red).max() - rgb(red).min()) < 0.2:
        red = "#b23a2c"
    wall = rgb(red) + (rgb(bright) - rgb(red)) * stripe[..., None]
    across = np.clip(u / half, -1, 1)
    shade = np.clip(0.66 - across * 0.5 - 0.25 * across * across, 0.10, 1.1)
    if r.night:
        shade = shade * np.float32(0.5)
    wall = wall * shade[..., None].astype(np.float32)
    iron = rgb(mixed(r.palette[0], red, 0.18))
    over(part, wall, cover(f, np.maximum(np.abs(u) - half, np.float32(top) - v)) * (v < ground + 0.05))
    for k in (0.35, 0.68):
        window = flat.box(f.xs, f.ys, x - 0.002 * scale, top + (ground - top) * k, 0.0032 * scale, 0.008 * scale)
        over(part, iron, cover(f, window))
    gallery = flat.box(f.xs, f.ys, x, top, 0.029 * scale, 0.0035 * scale)
    rail = flat.box(f.xs, f.ys, x, top - 0.011 * scale, 0.029 * scale, 0.0011 * scale)
    room = flat.box(f.xs, f.ys, x, top - 0.021 * scale, 0.0145 * scale, 0.018 * scale)
    eaves = np.float32(0.020 * scale) * np.clip((v - top + 0.068 * scale) / (0.028 * scale), 0, 1)
    roof = np.maximum(np.abs(u) - eaves, np.abs(v - np.float32(top - 0.052 * scale)) - np.float32(0.0135 * scale))
    over(part, iron, cover(f, gallery))
    over(part, rgb("#fff0c4") * np.float32(1.15 if r.light != "day" else 0.8), cover(f, room))
    bars = flat.box(np.abs(u), f.ys, 0.0075 * scale, top - 0.021 * scale, 0.0009 * scale, 0.018 * scale)
    over(part, iron, np.maximum(cover(f, bars), cover(f, rail)) * np.float32(0.85))
    over(part, iron, cover(f, np.asarray(roof, np.float32)))
    over(part, iron, cover(f, flat.circle(f.xs, f.ys, x, top - 0.070 * scale, 0.0034 * scale)))


def _beam(r: Recipe, f: Frame, picture: Array, lamp: tuple[float, float], side: float, colour: Array,
          strength: float) -> None:  # fmt: skip
    """Two opposite cones of light, tilted a little."""
    tilt = r.own("tilt", -0.05, 0.07)

    def cone(g: Frame) -> Array:
        u = (g.xs - np.float32(lamp[0])) * np.float32(side)
        v = g.ys - np.float32(lamp[1]) - u * np.float32(tilt)
        away = np.abs(u)
        width = np.float32(0.004) + away * np.float32(0.05)
        fall = np.exp(-away * np.float32(0.9)) * np.where(u > 0, np.float32(1), np.float32(0.5))
        out: Array = np.exp(-np.square(v / width)) * fall / (1 + away * 1.2)
        return out.astype(np.float32)

    drift = f.coarse(lambda g: 1 + np.float32(0.25) * fbm(g, 4, r.noise_seed("beam"), 3, stretch=2), 1 / 128)
    add(picture, colour, cone(f) * drift * np.float32(strength))
    glow_ring = distance(f, *lamp)
    add(picture, colour, np.exp(-glow_ring * np.float32(60)) * np.float32(strength))
