"""Life in water: koi under lily pads seen from above, or the deep with fish, jellyfish or a whale."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    add,
    distance,
    fbm,
    fbm_at,
    hashed,
    mixed,
    noise,
    over,
    ramp,
    rgb,
    scatter,
    shifted,
    smooth,
    tone,
)  # fmt: skip
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.deep import paint_deep
from jobs.engines.sketch.scenes.kinds import kind_of
from jobs.engines.sketch.scenes.petals import Cut, petal

WORDS = {
    "whale": "whale|🐳|dolphin|shark",
    "jellyfish": "jellyfish|octopus|🐙",
    "reef": "underwater|aquarium|coral reef|reef|turtle|fish|рыба|鱼|魚|سمك|🐟|🐠|🐡",
    "koi": "koi|pond|goldfish|carp|lily pad|鲤|池|teich|étang",
}


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the water and what lives in it."""
    kind = kind_of(r, {"koi": WORDS["koi"]}, "") or kind_of(r, WORDS, "koi")
    return tone(_pond(r, f) if kind == "koi" else paint_deep(r, f, kind), 1.08)


def caustics(g: Frame, seed: int, pace: float) -> Array:
    """The net of light that ripples throw on the ground, 0 to 1."""
    x, y = g.x * np.float32(pace), g.y * np.float32(pace)
    wx = fbm_at(x * 0.6, y * 0.6, seed, 2)
    wy = fbm_at(x * 0.6 + 7.1, y * 0.6, seed + 5, 2)
    a = 1 - np.abs(fbm_at(x + wx, y + wy, seed + 9, 1))
    b = 1 - np.abs(fbm_at(x * 1.3 - wy + 4, y * 1.3 + wx, seed + 14, 1))
    net: Array = np.clip(np.maximum(a, 0) ** 7 + np.float32(0.7) * np.maximum(b, 0) ** 9, 0, 1.2).astype(np.float32)
    return net


def _pond(r: Recipe, f: Frame) -> Array:
    seed = r.noise_seed("pond") % 4096
    deep, shallow = mixed(r.ground[0], "#062428", 0.35), mixed(mixed(r.ground[1], r.ground[2], 0.35), "#0f5a5a", 0.3)
    net = f.coarse(lambda g: caustics(g, seed, 7.5), 1 / 420)

    def bed(g: Frame) -> Array:
        return ramp(
            np.clip(0.5 + 0.35 * fbm(g, 1.1, seed, 4) + 0.22 * (0.5 - g.ys), 0, 1),
            (deep, mixed(deep, shallow, 0.6), shallow),
        )

    picture = f.coarse(bed, 1 / 128)
    stones = smooth(-0.2, 0.5, fbm(f, 13, seed + 3, 3)) * smooth(
        -0.4, 0.6, f.coarse(lambda g: fbm(g, 1.3, seed + 8, 2), 1 / 64)
    )
    picture *= (1 - np.float32(0.28) * stones)[..., None]
    add(picture, rgb(mixed(shallow, r.sun, 0.5)), net * np.float32(0.22))
    place = (r.index - 1 + int(r.shared("view") * 4)) % 4
    flow = r.own("flow", -0.5, 0.5) + (0.4, 2.2, -0.9, 1.3)[place]
    big = (0.62, 0.5, 0.76, 0.42)[place] * min(1.0, r.aspect) ** 0.5
    fish = []
    for k in range(3):  # the picture's own fish; the rest of the pond has its own
        x, y = (
            0.5 + (0.0, -0.26, 0.24)[k] + r.own(f"x {k}", -0.07, 0.07),
            (0.44, 0.72, 0.2)[k] + r.own(f"y {k}", -0.07, 0.07),
        )
        spot = (r.aspect * x, y)
        fish.append((*spot, big * (1.0, 0.86, 0.74)[k], flow + r.own(f"turn {k}", -0.5, 0.5), r.own(f"name {k}") * 0.6))
    for p in scatter(f, big * 0.72, r.noise_seed("koi"), reach=big):
        if p.c < 0.74 and all(math.hypot(p.x - a, p.y - b) > 0.7 * big for a, b, _, _, _ in fish[:3]):
            fish.append((p.x, p.y, big * (0.62 + 0.5 * p.a), flow + (p.b - 0.5) * 2.4, p.c))
    for x, y, size, turn, name in fish:
        _shade(f, picture, x + 0.05 * size, y + 0.12 * size, size, turn, name)
    for x, y, size, turn, name in sorted(fish, key=lambda q: q[4]):
        _koi(r, f, picture, (x, y), size, turn, name, net)
    if r.has("lilies"):
        _pads(r, f, picture)
    gleam = smooth(0.25, 0.8, fbm(f, 2.2, seed + 40, 5, stretch=2.4))
    add(picture, rgb(mixed(r.sky[3], "#ffffff", 0.3)), gleam * np.float32(0.16))
    return picture


def _spine(g: Frame, at: tuple[float, float], size: float, turn: float, name: float) -> tuple[Array, Array]:
    """Coordinates along (-1 tail to 1 head) and across a bent body, in half lengths."""
    c, s = math.cos(turn), math.sin(turn)
    x, y = (g.xs - np.float32(at[0])) * np.float32(2 / size), (g.ys - np.float32(at[1])) * np.float32(2 / size)
    u, v = x * c + y * s, y * c - x * s
    bend = 0.10 + 0.12 * math.sin(name * 40)
    return u, v - np.float32(bend) * np.sin(u * np.float32(2.3) + np.float32(name * 9)) * (
        np.float32(1.05) - u * np.float32(0.6)
    )


def _body(u: Array, v: Array) -> Array:
    """Signed distance to the outline of a koi, in half lengths."""
    t = np.clip((u + np.float32(0.72)) / np.float32(1.72), 0, 1)
    half = np.float32(0.62) * np.sqrt(t) * np.sqrt(np.maximum(1 - t, 0)) * (
        np.float32(0.42) + np.float32(0.28) * t
    ) + np.float32(0.022)
    outline: Array = np.maximum(np.abs(v) - half, np.abs(u - np.float32(0.14)) - np.float32(0.86))
    return outline


def _fins(u: Array, v: Array, name: float) -> tuple[Array, Array]:
    """Tail and side fins: coverage and the pattern of their rays."""
    back = -(u + np.float32(0.66))
    spread = np.float32(0.05) + back * np.float32(0.75)
    fork = np.float32(0.42) - np.float32(0.30) * np.exp(-np.square(v / np.float32(0.09)))
    tail = smooth(0.0, 0.05, back) * smooth(0.03, -0.03, back - fork) * smooth(0.03, -0.03, np.abs(v) - spread)
    a = np.abs(v) - np.float32(0.14)
    lean = (np.float32(0.34) - u) - a * np.float32(0.55)
    side = (
        smooth(0.0, 0.04, a)
        * smooth(0.30, 0.22, a)
        * smooth(0.12, 0.08, np.abs(lean) - np.float32(0.02) - a * np.float32(0.16))
    )
    rays = np.float32(0.75) + np.float32(0.25) * np.sin((v / (np.abs(back) + np.float32(0.3))) * 60 + name)
    return np.maximum(tail, side * np.float32(0.9)), rays


def _shade(f: Frame, picture: Array, x: float, y: float, size: float, turn: float, name: float) -> None:
    part = f.part(x - size * 0.62, y - size * 0.62, x + size * 0.62, y + size * 0.62)
    if part:
        u, v = _spine(f.cut(part), (x, y), size, turn, name)
        picture[part] *= (1 - np.float32(0.42) * smooth(0.1, -0.1, _body(u, v)))[..., None]


def _koi(
    r: Recipe, f: Frame, picture: Array, at: tuple[float, float], size: float, turn: float, name: float, net: Array
) -> None:
    part = f.part(at[0] - size * 0.66, at[1] - size * 0.66, at[0] + size * 0.66, at[1] + size * 0.66)
    if part is None:
        return
    g, below = f.cut(part), picture[part]
    u, v = _spine(g, at, size, turn, name)
    d = _body(u, v)
    fins, rays = _fins(u, v, name * 30)
    white = rgb(mixed("#fbf3e6", r.ground[4], 0.3))
    red = rgb(mixed(shifted(r.accent, chroma=1.2), "#e8471c", 0.55))
    seed = int(name * 997)
    patch = fbm_at(u * 2.1 + seed, v * 3.0, seed % 50, 2)
    base, mark = (white, red) if name < 0.45 else (rgb("#f08a24"), white) if name < 0.58 else (rgb("#1c1d22"), red)
    colour = np.ones((*g.shape, 3), np.float32) * base
    over(colour, mark, smooth(0.06, 0.12, patch + np.float32(0.10)))
    if name < 0.3:
        over(colour, rgb("#191a20"), smooth(0.34, 0.40, fbm_at(u * 3.4 + seed, v * 4.4 + 9, seed % 50 + 3, 1)))
    half = np.maximum(np.abs(v) - d, np.float32(0.03))
    round_ = np.sqrt(np.maximum(1 - np.square(v / half), 0))
    scales = np.float32(0.06) * np.cos(u * 70 + np.cos(v * 60)) * smooth(-0.6, -0.2, u) * smooth(0.62, 0.5, u)
    light = (
        np.float32(0.48)
        + np.float32(0.5) * round_
        + np.float32(0.16) * np.exp(-np.square(v * 14))
        + scales
        + np.float32(0.25) * net[part]
    )
    colour *= light[..., None]
    water = rgb(mixed(r.ground[1], "#0f5a5a", 0.4))
    colour += (water - colour) * np.float32(0.16 + 0.14 * hashed(seed, 5))
    over(below, (base * np.float32(0.55) + mark * np.float32(0.35)) * rays[..., None], fins * np.float32(0.62))
    over(below, colour, np.clip(np.float32(0.5) - d * np.float32(size / 2 / f.px), 0, 1))
    for side in (-1, 1):
        eye = np.sqrt(np.square(u - np.float32(0.80)) + np.square(v - np.float32(side * 0.088)))
        over(
            below,
            rgb("#0b0c10"),
            np.clip((np.float32(0.022) - eye) * np.float32(size / 2 / f.px) + np.float32(0.5), 0, 1) * (d < 0.02),
        )


def _pads(r: Recipe, f: Frame, picture: Array) -> None:
    """Lily pads in drifts, with a flower here and there."""
    green = mixed(mixed(r.ground[2], "#3f7f3a", 0.55), r.ground[1], 0.15)
    drift = r.noise_seed("drift")
    pads = []
    for p in scatter(f, 0.17, r.noise_seed("pads"), reach=0.3):
        here = Frame(p.x, p.y, 1e-3, 1, 1)
        cover = float(fbm(here, 1.5, drift, 2)[0, 0])
        middle = math.hypot((p.x - r.aspect / 2) / max(0.5, r.aspect * 0.55), (p.y - 0.5) / 0.55)
        if cover + 0.42 * (middle - 0.95) > 0.10:
            pads.append((p.x, p.y, 0.055 + 0.085 * p.a, p.b * 6.283, p.c))
    for x, y, radius, turn, name in sorted(pads, key=lambda q: q[2]):
        part = f.part(x - radius * 1.5, y - radius * 1.5, x + radius * 1.5, y + radius * 1.5)
        if part is None:
            continue
        g, below = f.cut(part), picture[part]
        dx, dy = g.xs - np.float32(x), g.ys - np.float32(y)
        fall = np.sqrt(np.square(dx - 0.12 * radius) + np.square(dy - 0.2 * radius)) / np.float32(radius)
        below *= (1 - np.float32(0.5) * smooth(1.18, 0.8, fall))[..., None]
        d = np.sqrt(dx * dx + dy * dy) / np.float32(radius)
        angle = np.arctan2(dy, dx) - np.float32(turn)
        angle = angle - np.round(angle / np.float32(2 * math.pi)) * np.float32(2 * math.pi)
        wave = np.float32(0.02) * np.sin(angle * 9 + name * 7)
        notch = (np.float32(math.pi) - np.abs(angle) - np.float32(0.16 + 0.06 * name)) * d
        inside = np.minimum(1 + wave - d, notch * np.float32(0.8))
        veins = (
            np.float32(0.10)
            * np.exp(-np.square(np.sin(angle * np.float32(6.5))) * np.float32(60))
            * smooth(0.02, 0.3, d)
        )
        shade = (
            np.float32(0.72)
            + np.float32(0.24) * d
            + veins
            + np.float32(0.22) * (-dx * 0.6 - dy * 0.8) / np.float32(radius)
        )
        rim = np.exp(-np.square((inside - np.float32(0.035)) * 30)) * np.float32(0.25)
        colour = rgb(shifted(green, turn=(name - 0.5) * 40, lightness=(name - 0.5) * 0.12)) * (shade + rim)[..., None]
        over(below, colour, np.clip(inside * np.float32(radius / f.px) + np.float32(0.5), 0, 1))
        if radius > 0.105 and name > 0.55:
            _lily(r, f, picture, (x + 0.3 * radius, y - 0.3 * radius), radius * 1.15, turn)


def _lily(r: Recipe, f: Frame, picture: Array, at: tuple[float, float], size: float, turn: float) -> None:
    pink = mixed(mixed(r.accent, "#f2a7c0", 0.6), "#ffffff", 0.25)
    colours = (mixed(pink, r.accent, 0.4), pink, mixed(pink, "#ffffff", 0.7))
    cut = Cut(0.52, 0.8, 0.1, colours, rgb("#ffffff"))
    for ring, (count, reach, long) in enumerate(((11, 0.36, 0.36), (9, 0.25, 0.30), (6, 0.13, 0.22))):
        for k in range(count):
            a = turn + k * 2 * math.pi / count + ring * 0.4
            spot = (at[0] + math.cos(a) * reach * size, at[1] + math.sin(a) * reach * size)
            petal(f, picture, spot, a, long * size, cut, (0.15, 0.95))
    part = f.part(at[0] - 0.1 * size, at[1] - 0.1 * size, at[0] + 0.1 * size, at[1] + 0.1 * size)
    if part:
        g = f.cut(part)
        d = distance(g, *at) * np.float32(10 / size)
        dots = np.float32(0.8) + np.float32(0.2) * noise(g, 6 / size, 3)
        over(picture[part], rgb("#f4bd3a") * dots[..., None], smooth(1.0, 0.8, d))
