"""Dunes in perspective under a sun or moon, with sharp crests between light and shadow."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, mixed, noise_at, over, ramp, rgb, shifted, smooth
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes import air, terrain


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the dunes."""
    horizon = r.vary("horizon", 0.42, 0.54)
    sun = r.aspect * r.own("sun x", 0.3, 0.7), horizon - r.vary("sun y", 0.13, 0.24)
    picture = air.heavens(r, f, horizon * 1.05, sun, r.vary("sun size", 0.07, 0.12))
    air.birds(r, f, picture, sun[0] + 0.15, sun[1] + 0.06)
    start = max(0, math.floor((horizon - 0.26 - f.top) / f.px))
    if start < f.height:
        _dunes(r, f.rows(start, f.height), picture[start:], horizon)
    air.weather(r, f, picture)
    return picture


def _dunes(r: Recipe, f: Frame, part: Array, horizon: float) -> None:
    seed = r.noise_seed("dunes") & 63
    shift = r.own("walk", 0, 40), r.own("walk on", 0, 40)
    turn = r.own("turn", -0.5, 0.5)
    c, s = np.float32(math.cos(turn)), np.float32(math.sin(turn))
    tall = r.vary("tall", 0.85, 1.25)

    def heights(x: Array, z: Array) -> Array:
        u, v = x * c - z * s + np.float32(shift[0]), x * s + z * c + np.float32(shift[1])
        bend = noise_at(u * np.float32(0.16), v * np.float32(0.16), seed)
        bend2 = noise_at(u * np.float32(0.37), v * np.float32(0.31), seed + 9)
        big = _crest(u * np.float32(0.125) + bend * np.float32(0.70) + v * np.float32(0.05))
        small = _crest(v * np.float32(0.155) + bend2 * np.float32(0.5) + u * np.float32(0.06))
        out: Array = (big * 1.35 + small * (0.45 + 0.25 * bend) + bend2 * np.float32(0.16)) * np.float32(tall)
        # The ground sinks towards the eye, so the nearest dune does not hide the view.
        # Far dunes are low: many small crests at the horizon would only be noise.
        away = np.sqrt(x * x + z * z)
        return out * smooth(0.2, 5.0, away) * (np.float32(0.45) + np.float32(0.55) * np.exp(away * np.float32(-0.04)))

    scale = air.squeeze(r)
    relief = terrain.cast(f, heights, eye=2.55 * tall, horizon=horizon, middle=r.aspect / 2, zoom=1.05 * scale + 0.1,
                          sweep=min(1.0, 3.2 / r.aspect), depths=(0.9, 90.0))  # fmt: skip
    along, away = terrain.slopes(relief, heights)
    seen = relief.seen
    side = -1.0 if r.own("side") < 0.5 else 1.0
    lx, ly, lz = side * 0.80, 0.36, 0.30
    ripple = np.sin((relief.x * 0.8 + relief.z * 0.55) * np.float32(19) + along * 9)
    ripple *= np.exp(relief.away * np.float32(-0.2))
    along, away = along + ripple * np.float32(0.05), away + ripple * np.float32(0.03)
    length = np.sqrt(along * along + away * away + 1)
    lit = np.clip((-along * np.float32(lx) - away * np.float32(lz) + np.float32(ly)) / length, -0.3, 1)
    light = smooth(-0.06, 0.72, lit)
    upward = 1 / length
    sand = mixed(r.palette[3], r.palette[2], 0.25)
    shadow = rgb(mixed(mixed(r.palette[1], r.sky[1], 0.30), r.palette[0], 0.40 if r.night else 0.22))
    bright = rgb(shifted(sand, lightness=0.02)) * np.float32(0.62) + rgb(r.sun) * rgb(sand) * np.float32(0.55)
    far = rgb(mixed(air.fog_colour(r), r.sky[3], 0.5))
    fade = 1 - np.exp(-np.maximum(relief.away - 4, 0) * np.float32(0.036 if r.weather != "fog" else 0.09))
    fade = np.broadcast_to(fade, light.shape)
    light_shown, fade_shown, up_shown = relief.shown(light), relief.shown(fade), relief.shown(upward)
    ground = shadow * (0.55 + 0.6 * up_shown)[..., None] + (bright - shadow) * light_shown[..., None]
    warm = ramp(np.clip(light_shown * 1.05, 0, 1), (r.palette[1], r.palette[2], r.palette[3], r.palette[4]))
    ground += (warm - ground) * np.float32(0.35)
    if r.night:
        ground *= np.float32(0.78)
    if not r.has("fog"):
        fade_shown = fade_shown * np.float32(0.6)
    over(ground, far, fade_shown)
    over(part, ground.astype(np.float32), seen)


def _crest(phase: Array) -> Array:
    """A dune in section, 0 to 1: a long rounded rise to a sharp crest, and a steep fall behind it."""
    p = phase - np.floor(phase)
    rise = np.clip(p * np.float32(1 / 0.68), 0, 1)
    fall = np.clip((1 - p) * np.float32(1 / 0.32), 0, 1)
    front = rise * rise * (2.1 - 1.1 * rise)
    back = fall * fall * (2 - fall)
    # Rounded at the very crest, so that it does not break into the steps of the depths.
    apart = np.clip(np.float32(0.5) + (back - front) * np.float32(0.5 / 0.16), 0, 1)
    out: Array = back + (front - back) * apart - np.float32(0.16) * apart * (1 - apart)
    return out
