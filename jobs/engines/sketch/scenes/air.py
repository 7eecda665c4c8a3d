"""What landscapes share: a sky with its sun or moon, clouds, stars, weather, and ridges in fog."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    add,
    cover,
    disc,
    distance,
    fbm,
    fbm_line,
    glow,
    mixed,
    noise,
    noise_line,
    over,
    ramp,
    rgb,
    ridged_line,
    scatter_table,
    shifted,
    sky,
    smooth,
    stars,
)
from jobs.engines.sketch.recipe import Recipe

TREES = 0.02
"""World height of the trees on the nearest hills."""


def squeeze(r: Recipe) -> float:
    """How much smaller things are drawn in a picture that is narrower than high: 1 down to about 0.2."""
    return float(min(1.0, r.aspect) ** 0.6)


def fog_colour(r: Recipe) -> str:
    """The colour that distance takes on."""
    return mixed(r.sky[3], r.palette[4], 0.3)


def heavens(r: Recipe, f: Frame, horizon: float, sun: tuple[float, float], size: float = 0.075) -> Array:
    """The sky (h, w, 3) down to the horizon, with sun or moon at a place, clouds, and stars by night."""
    seed = r.noise_seed("sky")
    picture = sky(f, r.sky, horizon * 1.05, drift=0.035, seed=seed)
    size *= squeeze(r)
    light = rgb(r.sun)
    moon = r.night or "moon" in r.options
    shown = r.has("moon") if moon else r.has("sun")
    if r.light in {"night", "dusk"} and r.has("stars") and r.weather == "clear":
        fade = f.coarse(lambda g: smooth(horizon, 0.0, g.y), 1 / 32)
        stars(f, picture, seed, cell=0.02, strength=1.0 if r.night else 0.25, mask=fade)
    if shown and r.weather not in {"storm", "rain"}:
        strength = 0.55 if r.weather == "fog" else 0.42
        glow(f, picture, *sun, light, strength * (0.5 if moon else 1.0), 5.0)
        glow(f, picture, *sun, light, strength * 0.9, 15.0)
        _body(f, picture, sun, size, light, seed, moon=moon)
    if r.has("clouds"):
        clouds(r, f, picture, horizon, light if shown else rgb(r.sky[3]))
    return picture


def _body(
    f: Frame, picture: Array, at: tuple[float, float], size: float, light: Array, seed: int, *, moon: bool
) -> None:
    soft = 0.004 if moon else 0.0015
    if not moon:
        disc(f, picture, *at, size, light * np.float32(1.06), soft)
        return
    part = f.part(at[0] - size * 1.1, at[1] - size * 1.1, at[0] + size * 1.1, at[1] + size * 1.1)
    if part:
        g = f.cut(part)
        seas = 1 - np.float32(0.20) * smooth(-0.1, 0.5, g.coarse(lambda k: fbm(k, 0.35 / size, seed, 4), 1 / 300))
        over(picture[part], light * seas[..., None], cover(g, distance(g, *at) - size, soft))


def clouds(r: Recipe, f: Frame, picture: Array, horizon: float, light: Array) -> None:
    """Lay long clouds over the sky, in place: thin in clear weather, a closed cover in bad."""
    amount = {"clear": 0.30, "fog": 0.2, "cloud": 0.75, "rain": 0.9, "storm": 1.0, "snow": 0.7}[r.weather]
    amount *= 1.5 if "clouds" in r.options else 1.0
    seed = r.noise_seed("clouds")

    def field(g: Frame) -> Array:
        body = fbm(g, 1.3, seed, 5, stretch=4.6) * 1.3
        return smooth(0.55 - 0.75 * amount, 1.0 - 0.4 * amount, body + 0.25) * smooth(horizon, horizon - 0.4, g.y)

    cover_ = f.coarse(field, 1 / 256)
    share = np.float32(0.3 if r.night else 0.85)
    lit = light * share + rgb(r.sky[2]) * (1 - share)
    if r.weather in {"storm", "rain"}:
        lit = rgb(mixed(r.sky[0], r.palette[1], 0.35))
    over(picture, lit, cover_ * np.float32(min(0.8, 0.34 + 0.4 * amount)))


def ridge_line(r: Recipe, f: Frame, layer: int, base: float, height: float, pace: float) -> Array:
    """The skyline (1, w) of one range of hills: world y of its crest."""
    x = f.xs / np.float32(squeeze(r))
    seed = r.noise_seed("ridge") + layer * 389
    octaves = min(9, 3 + max(0, int(math.log2(0.4 / (f.px * pace)))))
    crest = ridged_line(x, pace, seed, octaves)
    line = base - height * (crest - 0.45) * 1.7 - 0.3 * height * noise_line(x, pace * 0.4, seed + 7)
    return line.astype(np.float32)


def tree_line(r: Recipe, f: Frame, layer: int, height: float) -> Array:
    """How far (1, w) trees rise above the crest of a range, in world units."""
    x = f.xs / np.float32(squeeze(r))
    seed = r.noise_seed("ridge") + layer * 389
    some = smooth(-0.35, 0.25, noise_line(x, 3.0, seed + 12))
    return np.asarray(np.abs(fbm_line(x, 60.0, seed + 11, 3, gain=0.6)) * some * height, np.float32)


def ridges(r: Recipe, f: Frame, picture: Array, sun: tuple[float, float], *, span: tuple[float, float], count: int,
           height: float = 0.15) -> None:  # fmt: skip
    """Draw ranges of hills one before the other, with fog between them, in place; beyond y = 1 they go on.

    `span` are the world y of the farthest and of the nearest range.
    """
    top, bottom = span
    thick = {"fog": 1.0, "clear": 0.72, "cloud": 0.8}.get(r.weather, 0.85) if r.has("fog") else 0.3
    step = (bottom - top) / max(1, count - 1)
    lit = smooth(0.6, 0.0, np.abs(f.xs - np.float32(sun[0])))
    for layer in range(count + 5):
        t = min(1.0, layer / max(1, count - 1))
        line = ridge_line(r, f, layer, top + step * layer, height * (1 - 0.45 * t) * squeeze(r) ** 0.6, 1.15 + 1.6 * t)
        wood = tree_line(r, f, layer, TREES * t if t > 0.4 else 0.0)
        start = max(0, math.floor((float((line - wood).min()) - f.top) / f.px) - 1)
        if start >= f.height:
            continue
        bright = lit if layer < count else lit * np.float32(0.15)
        _range(r, f.rows(start, f.height), picture[start:], _Range(line, wood, t, thick, bright, layer))


class _Range(NamedTuple):
    """One range of hills: crest, trees on it, nearness (0 to 1), thickness of the fog, light along x, number."""

    line: Array
    wood: Array
    near: float
    thick: float
    lit: Array
    layer: int


def _range(r: Recipe, f: Frame, part: Array, hills: _Range) -> None:
    line, wood, t, thick, lit, layer = hills
    fog, light = rgb(fog_colour(r)), rgb(r.sun)
    depth = f.ys - line
    inside = np.maximum(depth, 0)
    seed = r.noise_seed("slopes") + layer * 31
    body = rgb(r.ground[0]) * np.float32(t**1.3) + rgb(mixed(r.ground[3], r.ground[2], t)) * np.float32(1 - t**1.3)
    clear = np.exp(inside * np.float32(-(6.4 - 2.6 * t) * thick))
    mist = f.coarse(lambda g: fbm(g, 1.5, seed, 4, stretch=3.2), 1 / 192)
    keep = np.clip(0.06 + 0.94 * clear - thick * np.float32(0.20) * mist * (1 - clear) + 0.34 * t * t, 0, 1)
    slopes = 1 + np.float32(0.30 * (0.3 + t)) * fbm(f, 11, seed + 3, 4, stretch=1.5)
    rim = np.exp(inside * np.float32(-70)) * lit
    mask = cover(f, -(depth + wood))
    for k in range(3):
        layer_light = fog[k] + (body[k] * slopes - fog[k]) * keep + light[k] * rim * np.float32(0.34 * (1 - 0.5 * t))
        part[..., k] += (layer_light - part[..., k]) * mask


def weather(r: Recipe, f: Frame, picture: Array) -> None:
    """Let it rain or snow over the whole picture, in place."""
    if r.weather in {"rain", "storm"} and r.has("rain"):
        seed = r.noise_seed("rain")
        veil = f.coarse(lambda g: fbm(g, 1.8, seed, 3, stretch=0.6), 1 / 128)
        streaks = smooth(0.22, 0.9, noise(f, 210, seed + 1, stretch=0.045)) * (0.6 + 0.4 * veil)
        add(picture, rgb(r.sky[3]), streaks * np.float32(0.30))
    if r.weather == "snow" and r.has("snow"):
        flakes(r, f, picture)


def flakes(r: Recipe, f: Frame, picture: Array) -> None:
    """Snowflakes in three distances, in place."""
    for size, cell, strength in ((0.0016, 0.022, 0.55), (0.0034, 0.055, 0.75), (0.0075, 0.16, 0.5)):
        table = scatter_table(f, cell, r.noise_seed("flakes") + int(cell * 1000), reach=size * 2)
        for x, y, a, _, _ in table.tolist():
            radius = size * (0.6 + 0.8 * a)
            part = f.part(x - radius * 2, y - radius * 2, x + radius * 2, y + radius * 2)
            if part:
                g = f.cut(part)
                soft = max(radius, 1.2 * f.px)
                mask = np.clip(1.2 - distance(g, x, y) / np.float32(soft), 0, 1)
                over(picture[part], rgb("#ffffff"), mask * np.float32(strength * min(1.0, (radius / f.px) ** 2)))


def haze(r: Recipe, f: Frame, picture: Array, level: float, width: float, strength: float) -> None:
    """Lay a drifting bank of fog around a height, in place."""
    if not r.has("fog"):
        return
    seed = r.noise_seed("haze")

    def bank(g: Frame) -> Array:
        band = np.exp(-np.square((g.ys - np.float32(level)) / np.float32(width)))
        out: Array = smooth(-0.35, 0.6, fbm(g, 1.4, seed, 5, stretch=3.5)) * band
        return out

    over(picture, rgb(shifted(fog_colour(r), lightness=0.03)), f.coarse(bank, 1 / 256) * np.float32(strength))


def birds(r: Recipe, f: Frame, picture: Array, x: float, y: float) -> None:
    """A few distant birds around a place, in place."""
    if not r.has("birds") or (r.night and "birds" not in r.options):
        return
    dark = ramp(np.array(0.12, np.float32), r.ground)
    for k in range(5):
        bx = x + r.own(f"bird x {k}", -0.12, 0.12) * squeeze(r)
        by = y + r.own(f"bird y {k}", -0.06, 0.05)
        span = r.own(f"bird size {k}", 0.006, 0.012) * squeeze(r)
        part = f.part(bx - span, by - span, bx + span, by + span)
        if part:
            g = f.cut(part)
            u = np.abs(g.xs - np.float32(bx)) / np.float32(span)
            wing = np.float32(by) + np.float32(span) * (0.55 * u * u - 0.42 * np.sqrt(u))
            width = max(0.0011, f.px)
            mask = np.exp(-np.square((g.ys - wing) / np.float32(width))) * (u < 1) * np.float32(0.0011 / width)
            over(picture[part], dark, mask * np.float32(0.85))
