"""A forest in the mist: trunks or firs in many layers, light that falls between them, a floor of leaves or snow."""

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
    fbm,
    fbm_line,
    glow,
    hash_lattice,
    hashed,
    mixed,
    noise,
    over,
    ramp,
    rgb,
    shifted,
    sky,
    smooth,
    stars,
    tone,
)  # fmt: skip
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.air import weather
from jobs.engines.sketch.scenes.kinds import kind_of

WORDS = {
    "firs": "pine|fir|spruce|conifer|taiga|evergreen|🌲",
    "birches": "birch|aspen|birke",
    "bamboo": "bamboo|竹",
    "trunks": "redwood|grove|oak|woods|wood|path in the woods|path|park|autumn leaves|leaves|🍁|🍂|🍄|mushroom",
}
AUTUMN = {"autumn", "fall", "october", "november", "🍁", "🍂", "autumn leave", "leaves"}
LAYERS = 7


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the forest, layer by layer from the mist to the foreground."""
    kind = kind_of(r, WORDS, ("firs", "trunks", "birches")[int(r.shared("kind") * 3)])
    ground = r.vary("ground", 0.74, 0.86)
    backdrop = [mixed(c, r.sky[3], 0.25) for c in r.sky]
    if kind == "birches":  # white trunks want something deeper behind them
        leaf = mixed(r.accent, "#b8762a", 0.6) if _autumn(r) else mixed(r.ground[1], r.ground[2], 0.5)
        backdrop = [mixed(c, leaf, 0.5) for c in backdrop]
    picture = sky(f, backdrop, ground, seed=r.noise_seed("sky"))
    light = rgb(r.sun)
    x, y = r.aspect * r.own("sun x", 0.22, 0.78), r.vary("sun y", 0.16, 0.34)
    if r.night and r.has("stars"):
        stars(f, picture, r.noise_seed("stars"), strength=0.8)
    if r.has("sun") and r.has("moon"):
        glow(f, picture, x, y, light, 0.55 if not r.night else 0.3, 3.2)
        if kind == "firs" or r.night:
            disc(f, picture, x, y, r.vary("sun size", 0.05, 0.085), light, 0.003)
    for layer in range(LAYERS):
        depth = layer / (LAYERS - 1)
        if kind == "firs":
            _firs(r, f, picture, depth, layer, ground)
        else:
            _trunks(r, f, picture, depth, layer, ground, kind)
        if layer == LAYERS - 3 and r.has("sun") and not r.night and r.light != "overcast":
            _shafts(r, f, picture, x, y, light)
        if layer < LAYERS - 1:
            _mist(r, f, picture, depth, layer, ground, 0.6 if kind == "birches" else 1.0)
    if kind != "firs":
        _crown(r, f, picture)
    weather(r, f, picture)
    return tone(picture, 1.12)


def _autumn(r: Recipe) -> bool:
    return bool(AUTUMN & set(r.word("words").split()))


def _tint(r: Recipe, depth: float) -> Array:
    """Colour of a layer: far ones sink into the horizon's sky."""
    dark = mixed(r.ground[0], r.ground[1], 0.35 + 0.5 * (1 - depth))
    return rgb(mixed(dark, mixed(r.sky[3], r.sky[2], 0.4), 0.82 * (1 - depth) ** 1.25))


def _mist(r: Recipe, f: Frame, picture: Array, depth: float, layer: int, ground: float, share: float) -> None:
    thick = share * (0.5 if r.weather == "fog" else 0.32)
    if not r.has("fog"):
        thick *= 0.3
    fog = rgb(mixed(r.sky[3], r.sun, 0.25))

    def veil(g: Frame) -> Array:
        low = np.exp(-(((g.ys - np.float32(ground - 0.1 + 0.1 * depth)) / np.float32(0.22)) ** 2))
        drift = 0.55 + 0.5 * fbm(g, 1.4, r.noise_seed(f"mist {layer}"), 4, stretch=2.6)
        mist: Array = np.clip(low * drift, 0, 1).astype(np.float32)
        return mist

    over(picture, fog, f.coarse(veil, 1 / 128) * np.float32(thick * (1 - 0.55 * depth)))


def _firs(r: Recipe, f: Frame, picture: Array, depth: float, layer: int, ground: float) -> None:
    """A row of firs on a ridge: each tree a comb of drooping boughs around its stem."""
    seed = r.noise_seed(f"firs {layer}")
    tall = 0.14 + 0.5 * depth**1.6
    step = tall * (0.30 if layer % 2 else 0.36)
    base = ground - 0.22 + 0.42 * depth**1.25
    tint = _tint(r, depth)
    ridge = np.float32(base) - np.float32(0.05 + 0.05 * depth) * fbm_line(f.xs, 1.1 + 0.7 * depth, seed, 5)
    clear = r.aspect * r.own("clearing", 0.35, 0.65)
    i = np.arange(math.floor((f.left - tall) / step), math.ceil((f.right + tall) / step) + 1, dtype=np.int64)
    values = [hash_lattice(i, np.zeros(1, np.int64), seed + k) for k in range(3)]
    edge = np.full(f.shape, np.float32(-1))
    for k, number in enumerate(i.tolist()):
        x = float((number + 0.2 + 0.6 * values[0][k]) * step)
        gap = min(1.0, 0.35 + abs(x - clear) / 0.5) if depth > 0.6 else 1.0
        height = tall * (0.55 + 0.65 * float(values[1][k])) * gap
        foot = (
            float(np.interp(x, f.xs[0], ridge[0]))
            if f.left < x < f.right
            else float(ridge[0, 0 if x <= f.left else -1])
        )
        _fir(f, edge, x, foot + 0.05 * tall, height, float(values[2][k]))
    line = np.clip((f.ys - ridge) / np.float32(f.px) + np.float32(0.5), 0, 1)
    mask = np.maximum(np.clip(edge / np.float32(f.px) + np.float32(0.5), 0, 1), line)
    shade = tint * (1 + np.float32(0.35) * np.exp(-np.maximum(f.ys - ridge, 0) * np.float32(9)))[..., None]
    if r.weather == "snow":
        powder = smooth(0.1, 0.9, fbm(f, 85, seed, 4, gain=0.75, stretch=0.55)) * np.float32(0.5 * depth + 0.12)
        shade = shade + (rgb(mixed(r.sky[3], "#ffffff", 0.5)) - shade) * powder[..., None]
    else:
        shade = shade * (1 + np.float32(0.3 * depth) * fbm(f, 34, seed, 3))[..., None]
    over(picture, shade, mask)


def _fir(f: Frame, edge: Array, x: float, foot: float, height: float, turn: float) -> None:
    """Raises `edge` (world distance into the shape) where one fir stands."""
    wide = height * (0.19 + 0.05 * turn)
    part = f.part(x - wide, foot - height, x + wide, foot)
    if part is None:
        return
    g = f.cut(part)
    up = (np.float32(foot) - g.ys) / np.float32(height)
    dx = np.abs(g.xs - np.float32(x + 0.006 * height * math.sin(turn * 20)))
    sign = np.sign(g.xs - np.float32(x))
    tiers = 11 + 5 * turn
    droop = up * np.float32(tiers) + dx * np.float32(2.2 / wide) + sign * np.float32(0.35) + np.float32(turn * 7)
    comb = droop - np.floor(droop)
    reach = (
        np.float32(wide)
        * np.clip(1 - up, 0, 1) ** np.float32(0.9)
        * (np.float32(0.5) + np.float32(0.5) * np.maximum(1 - comb, 0) ** np.float32(0.8))
    )
    ragged = np.float32(0.12 * wide) * np.sin(droop * 37 + sign * 3) * np.sin(up * np.float32(210) + turn * 9)
    inside = np.minimum(reach + ragged - dx, (np.float32(1) - up) * np.float32(height * 0.2))
    inside = np.where(up > 0.02, inside, np.float32(height * 0.012) - dx)
    np.maximum(edge[part], inside, out=edge[part])


def _trunks(r: Recipe, f: Frame, picture: Array, depth: float, layer: int, ground: float, kind: str) -> None:
    """Upright trunks over a strip of forest floor."""
    seed = r.noise_seed(f"trunks {layer}")
    base = ground - 0.16 + 0.3 * depth**1.5
    tint = _tint(r, depth)
    floor = np.float32(base) - np.float32(0.022 + 0.02 * depth) * fbm_line(f.xs, 1.6, seed + 5, 5)
    if depth > 0:
        _floor(r, f, picture, floor, depth, seed, tint)
    slim = {"birches": 0.55, "bamboo": 0.4}.get(kind, 1.0)
    wide = (0.008 + 0.052 * depth**1.9) * slim
    step = (0.055 + 0.3 * depth**1.4) * (0.62 if kind == "bamboo" else 0.8 if kind == "birches" else 1.0)
    clear = r.aspect * r.own("clearing", 0.36, 0.64)
    i = np.arange(math.floor((f.left - 0.3) / step), math.ceil((f.right + 0.3) / step) + 1, dtype=np.int64)
    values = [hash_lattice(i, np.zeros(1, np.int64), seed + k) for k in range(4)]
    for k, number in enumerate(i.tolist()):
        x = float((number + 0.15 + 0.7 * values[0][k]) * step)
        if depth > 0.55 and abs(x - clear) < 0.26 * depth:
            continue
        half = wide * (0.6 + 0.7 * float(values[1][k]))
        foot = base + 0.02 * depth + 0.03 * float(values[2][k]) * depth
        lean = (float(values[3][k]) - 0.5) * 0.09
        _trunk(r, f, picture, Trunk(x, foot, half, lean, depth, kind, seed + number, tint))


def _floor(r: Recipe, f: Frame, picture: Array, line: Array, depth: float, seed: int, tint: Array) -> None:
    top = max(0, math.floor((float(line.min()) - f.top) / f.px) - 1)
    if top >= f.height:
        return
    g, below = f.rows(top, f.height), picture[top:]
    into = g.ys - line
    if r.weather == "snow":
        soil = rgb(mixed(mixed(r.sky[3], "#f4f7fb", 0.6), r.ground[1], 0.35 * (1 - depth)))
    elif _autumn(r):
        soil = rgb(mixed(mixed(r.ground[2], "#b5561c", 0.5), r.sky[3], 0.5 * (1 - depth)))
    else:
        soil = tint * np.float32(0.55) + rgb(mixed(r.ground[1], r.ground[2], 0.6)) * np.float32(0.45)
    grain = fbm(g, 30 - 12 * depth, seed + 9, 5, gain=0.7, stretch=2.2)
    light = 1 + np.float32(0.42) * grain + np.float32(0.35) * np.exp(-np.maximum(into, 0) * np.float32(12))
    colour = soil * light[..., None]
    if _autumn(r) and r.weather != "snow":
        leaf = smooth(0.25, 0.6, noise(g, 70 - 30 * depth, seed + 11, stretch=1.7))
        over(colour, rgb(mixed(r.accent, "#e8842a", 0.5)), leaf * np.float32(0.7))
    blades = np.float32(0.010 * depth) * np.abs(noise(g, 90, seed + 13, stretch=0.3))
    over(below, colour, np.clip((into + blades) / np.float32(g.px) + np.float32(0.5), 0, 1))


class Trunk(NamedTuple):
    """A trunk: where it stands, its half width, its lean, how near it is, and what it is made of."""

    x: float
    foot: float
    half: float
    lean: float
    depth: float
    kind: str
    seed: int
    tint: Array


def _trunk(r: Recipe, f: Frame, picture: Array, trunk: Trunk) -> None:
    """One trunk with bark, lit from one side, and a flare at its foot."""
    x, foot, half, lean, depth, kind, seed, tint = trunk
    sway = abs(lean) * 1.6 + half * 2.6 + 0.01
    part = f.part(x - sway, f.top, x + sway, foot)
    if part is None:
        return
    g, below = f.cut(part), picture[part]
    up = np.float32(foot) - g.ys
    flare = 1 + np.float32(0.9) * np.exp(-up * np.float32(0.55 / max(half, 0.01))) * (kind != "bamboo")
    taper = np.clip(1 - up * np.float32(0.18), 0.5, 1) * flare
    bow = np.float32(lean) * up + np.float32(0.25 * half) * np.sin(up * np.float32(5) + np.float32(seed % 7))
    v = (g.xs - np.float32(x) - bow) / (np.float32(half) * taper)
    d = (np.abs(v) - 1) * np.float32(half)
    mask = cover(g, d)
    light = np.float32(0.8) + np.float32(0.5) * np.clip(v * np.float32(-0.8) + np.float32(0.1), -0.7, 0.8)
    if kind == "birches":
        bark = rgb(mixed(mixed(r.ground[4], "#f2efe6", 0.5), r.sky[3], 0.55 * (1 - depth)))
        light = light * np.float32(0.97) - np.float32(0.16) * np.clip(v, 0, 1)
        scars = smooth(0.12, 0.4, noise(g, 0.42 / half, seed, stretch=max(0.4, 90 * half))) * np.float32(
            0.55 + 0.3 * depth
        )
        colour = bark * light[..., None]
        over(colour, tint * np.float32(0.8), scars)
    elif kind == "bamboo":
        stalk = rgb(
            mixed(shifted(r.ground[2 + seed % 2], chroma=1.15), mixed(r.sky[3], r.sky[2], 0.4), 0.8 * (1 - depth))
        )
        joint = up / np.float32(9 * half + 0.06) + np.float32(seed % 5 * 0.21)
        ring = np.abs(joint - np.round(joint)) * np.float32(9 * half + 0.06)
        colour = (
            stalk
            * (light * (1 - np.float32(0.55) * np.exp(-ring * np.float32(1.1 / (0.12 * half + 0.0008)))))[..., None]
        )
    else:
        furrow = noise(g, 0.5 / max(half, 0.006), seed, stretch=0.16) + np.float32(0.6) * noise(
            g, 1.4 / max(half, 0.006), seed + 1, stretch=0.22
        )
        colour = tint * (light * (1 + np.float32(0.32 * depth) * furrow))[..., None]
    rim = np.exp(-np.square((v + np.float32(0.86)) * 7)) * np.float32(0.30 * depth)
    add(colour, rgb(r.sun), rim * np.float32(0.0 if r.night else 1.0))
    over(below, colour, mask)


def _shafts(r: Recipe, f: Frame, picture: Array, x: float, y: float, light: Array) -> None:
    """Rays that fan out from the sun, broken by the crowns."""

    def fan(g: Frame) -> Array:
        dx, dy = g.xs - np.float32(x), g.ys - np.float32(y)
        angle = np.arctan2(dy, dx + np.float32(1e-6))
        far = np.sqrt(dx * dx + dy * dy)
        stripes = np.zeros(g.shape, np.float32)
        for k in range(14):
            middle = 0.3 + 2.5 * hashed(r.seed, r.index, k, 61)
            breadth = 0.02 + 0.07 * hashed(r.seed, r.index, k, 62)
            bright = np.float32(hashed(r.seed, k, 63))
            stripes += np.exp(-np.square((angle - np.float32(middle)) / np.float32(breadth))) * bright
        beams: Array = stripes * np.exp(-far * np.float32(1.7)) * smooth(0.05, 0.25, far)
        return beams

    add(picture, light, f.coarse(fan, 1 / 192) * np.float32(0.34))


def _crown(r: Recipe, f: Frame, picture: Array) -> None:
    """Leaves that hang into the picture from above, and close it where the view goes higher."""
    leaf = mixed(r.ground[1], r.ground[2], 0.4)
    if _autumn(r):
        leaf = mixed(r.accent, "#d9741f", 0.5)
    clumps = f.coarse(lambda g: fbm(g, 3.2, r.noise_seed("crown"), 3), 1 / 192)
    fine = fbm(f, 22, r.noise_seed("leaves"), 5, gain=0.85)
    hang = clumps * np.float32(0.14) + fine * np.float32(0.085) + np.float32(r.vary("crown", 0.0, 0.07)) - f.ys
    mask = np.clip(hang / np.float32(0.006) + np.float32(0.5), 0, 1)
    tone_ = ramp(
        np.clip(0.45 + 0.4 * fine + 0.25 * clumps, 0, 1),
        (mixed(r.ground[0], leaf, 0.2), leaf, mixed(leaf, r.sun, 0.35)),
    )
    if r.weather != "snow":
        over(picture, tone_ * np.float32(0.7), mask * np.float32(0.92))
