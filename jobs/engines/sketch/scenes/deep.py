"""The deep: light from above, a school of fish, jellyfish or a whale, weed and rocks below."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    add,
    fbm,
    fbm_line,
    hash_lattice,
    hashed,
    mixed,
    over,
    ramp,
    rgb,
    scatter,
    shifted,
    smooth,
)  # fmt: skip
from jobs.engines.sketch.recipe import Recipe


def paint_deep(r: Recipe, f: Frame, kind: str) -> Array:
    """Draw the deep in linear light, before the tone curve."""
    blue = [
        mixed(c, k, 0.35)
        for c, k in zip(r.ground, ("#03101f", "#06304f", "#0f6a8c", "#4fb3c4", "#c9f0ec"), strict=True)
    ]
    picture = f.coarse(
        lambda g: ramp(np.clip(0.86 - 0.78 * g.ys + 0.06 * fbm(g, 1.2, r.noise_seed("murk"), 3), 0, 1), blue), 1 / 128
    )
    light = rgb(mixed(blue[4], r.sun, 0.4))
    x = r.aspect * r.own("sun x", 0.25, 0.75)
    add(picture, light, f.coarse(lambda g: _rays(r, g, x), 1 / 192) * np.float32(0.5))
    for layer in range(3):
        _bed(r, f, picture, layer, blue)
        if layer == 0 and kind == "whale":
            _whale(r, f, picture, blue)
        if layer == 1:
            if kind == "jellyfish":
                _jellies(r, f, picture, blue)
            else:
                _school(r, f, picture, blue, many=kind != "whale")
    _bubbles(r, f, picture, light)
    return picture


def _rays(r: Recipe, g: Frame, x: float) -> Array:
    """Shafts of light from a point above the surface."""
    dx, dy = g.xs - np.float32(x), g.ys + np.float32(0.5)
    slope = dx / np.maximum(dy, np.float32(0.05))
    beams = np.zeros(np.broadcast(slope, g.ys).shape, np.float32)
    for k in range(16):
        middle, breadth = -1.1 + 2.2 * hashed(r.seed, r.index, k, 71), 0.015 + 0.06 * hashed(r.seed, r.index, k, 72)
        bright = np.float32(0.25 + 0.6 * hashed(r.seed, k, 73))
        beams += np.exp(-np.square((slope - np.float32(middle)) / np.float32(breadth))) * bright
    fade = np.exp(np.maximum(g.ys, 0) * np.float32(-2.1)) * np.exp(np.abs(slope) * np.float32(-1.2))
    surface = np.exp(-np.maximum(g.ys + np.float32(0.02), 0) * np.float32(5)) * np.float32(0.5)
    light: Array = (beams * fade + surface * np.exp(-dx * dx * np.float32(2))).astype(np.float32)
    return light


def _bed(r: Recipe, f: Frame, picture: Array, layer: int, blue: list[str]) -> None:
    """A rocky ground with weed on it; further layers are paler."""
    seed = r.noise_seed(f"bed {layer}")
    base = 0.84 + 0.075 * layer
    line = np.float32(base) - np.float32(0.09) * fbm_line(f.xs, 1.1 + 0.5 * layer, seed, 6)
    tint = rgb(mixed(blue[0], blue[1], 0.75 - 0.36 * layer))
    step = 0.035 + 0.02 * layer
    i = np.arange(math.floor((f.left - 0.2) / step), math.ceil((f.right + 0.2) / step) + 1, dtype=np.int64)
    values = [hash_lattice(i, np.zeros(1, np.int64), seed + k) for k in range(4)]
    thicket = fbm_line((i * step).astype(np.float32), 2.0, seed + 9, 2)
    for k, number in enumerate(i.tolist()):
        if float(values[0][k]) + 0.8 * float(thicket[k]) < 0.72:
            continue
        x = (number + float(values[1][k])) * step
        tall = (0.10 + 0.24 * float(values[2][k]) ** 2) * (0.7 + 0.25 * layer)
        _weed(f, picture, x, base + 0.05, tall, 0.006 + 0.004 * layer, float(values[3][k]), tint * np.float32(0.9))
    into = f.ys - line
    rock = (
        tint
        * (1 + np.float32(0.25) * fbm(f, 16, seed + 4, 4) + np.float32(0.3) * np.exp(-np.maximum(into, 0) * 20))[
            ..., None
        ]
    )
    over(picture, rock, np.clip(into / np.float32(f.px) + np.float32(0.5), 0, 1))


def _weed(f: Frame, picture: Array, x: float, foot: float, tall: float, half: float, turn: float, tint: Array) -> None:
    part = f.part(x - 0.06 - half * 3, foot - tall, x + 0.06 + half * 3, foot)
    if part is None:
        return
    g = f.cut(part)
    up = (np.float32(foot) - g.ys) / np.float32(tall)
    sway = np.float32(0.045) * up * np.sin(up * np.float32(4 + 2 * turn) + np.float32(turn * 9))
    blade = (
        np.float32(half)
        * (np.float32(0.6) + np.abs(np.sin(up * np.float32(16 + 6 * turn))))
        * np.sqrt(np.maximum(1 - up, 0))
    )
    d = np.abs(g.xs - np.float32(x) - sway) - blade
    over(picture[part], tint, np.clip(np.float32(0.5) - d / np.float32(f.px), 0, 1) * (up > 0))


def _fish_shape(u: Array, v: Array) -> Array:
    """Signed distance to a small fish from the side, head at +1."""
    t = np.clip((u + np.float32(0.5)) / np.float32(1.5), 0, 1)
    half = np.float32(0.95) * np.sqrt(t) * (1 - t) * np.float32(0.86) + np.float32(0.045)
    body = np.maximum(np.abs(v) - half, np.abs(u - np.float32(0.2)) - np.float32(0.8))
    back = -(u + np.float32(0.42))
    tail = np.maximum(
        np.maximum(-back, back - np.float32(0.5) + np.float32(0.25) * np.exp(-np.square(v * 7))),
        np.abs(v) - np.float32(0.05) - back * np.float32(0.72),
    )
    outline: Array = np.minimum(body, tail)
    return outline


def _school(r: Recipe, f: Frame, picture: Array, blue: list[str], *, many: bool) -> None:
    """Fish that swim one way, in a drift through the picture."""
    head = 1 if r.own("head") < 0.5 else -1
    seed = r.noise_seed("school")
    size = r.vary("fish", 0.055, 0.085)
    tints = (
        rgb(mixed(blue[3], blue[4], 0.5)),
        rgb(shifted(r.accent, chroma=1.2)),
        rgb(mixed(r.accent, "#ffd23f", 0.5)),
        rgb(mixed(blue[2], blue[3], 0.5)),
    )
    kinds = 4 if many else 1
    middle = r.vary("school", 0.35, 0.55)
    for p in scatter(f, size * 1.35, seed, reach=size * 2):
        away = abs(p.y - middle - 0.12 * math.sin(p.x * 3 + r.own("sway") * 6)) / (0.24 if many else 0.16)
        if p.a < (0.25 if many else 0.72) + 0.7 * away * away:
            continue
        turn = 0.25 * math.sin(p.x * 4 + p.y * 3) * head
        _fish(f, picture, Fish(p.x, p.y, size * (0.55 + 0.75 * p.b), turn, head), tints[int(p.c * kinds)], rgb(blue[0]))
    if many:
        for k in range(3):
            x, y = r.aspect * (0.2 + 0.3 * k + r.own(f"big {k}", -0.08, 0.08)), 0.3 + 0.4 * r.own(f"deep {k}")
            _fish(f, picture, Fish(x, y, size * 2.6, 0.1, head), tints[1 + k % 2], rgb(blue[0]))


class Fish(NamedTuple):
    """Where a fish is, its length, its angle, and whether it heads right (1) or left (-1)."""

    x: float
    y: float
    size: float
    turn: float
    head: int


def _fish(f: Frame, picture: Array, fish: Fish, tint: Array, dark: Array) -> None:
    x, y, size, turn, head = fish
    part = f.part(x - size, y - size * 0.7, x + size, y + size * 0.7)
    if part is None:
        return
    g = f.cut(part)
    c, s = math.cos(turn), math.sin(turn)
    dx, dy = (g.xs - np.float32(x)) * np.float32(head * 1.15 / size), (g.ys - np.float32(y)) * np.float32(1.15 / size)
    u, v = dx * c + dy * s, dy * c - dx * s
    d = _fish_shape(u, v)
    shade = np.float32(0.75) - np.float32(0.9) * v
    stripe = np.float32(0.25) * smooth(
        0.04, 0.0, np.abs(np.abs(u - np.float32(0.25)) - np.float32(0.28)) - np.float32(0.05)
    )
    colour = tint * (shade - stripe)[..., None]
    over(picture[part], colour, np.clip(np.float32(0.5) - d * np.float32(size / 1.15 / f.px), 0, 1) * np.float32(0.95))
    eye = np.sqrt(np.square(u - np.float32(0.72)) + np.square(v + np.float32(0.06)))
    over(picture[part], dark, np.clip((np.float32(0.05) - eye) * np.float32(size / f.px) + np.float32(0.5), 0, 1))


def _jellies(r: Recipe, f: Frame, picture: Array, blue: list[str]) -> None:
    """Glowing bells with trailing arms."""
    glow_ = [
        rgb(mixed(c, "#ffffff", 0.25)) for c in (shifted(r.accent, chroma=1.1), blue[3], shifted(r.accent, turn=40))
    ]
    spots = [
        (p.x, p.y, 0.05 + 0.10 * p.a * p.a, p.b, int(p.c * 3))
        for p in scatter(f, 0.3, r.noise_seed("jelly"), reach=0.5)
        if p.y < 0.85
    ]
    middle = (r.aspect * r.own("jelly x", 0.35, 0.65), r.own("jelly y", 0.24, 0.36), 0.2 * min(1.0, r.aspect), 0.5, 0)
    for x, y, radius, turn, tint in sorted([*spots, middle], key=lambda q: q[2]):
        part = f.part(x - radius * 1.9, y - radius * 1.5, x + radius * 1.9, y + radius * 4.6)
        if part is None:
            continue
        g = f.cut(part)
        lean = (turn - 0.5) * 0.5
        v = (g.ys - np.float32(y)) / np.float32(radius)
        u = (g.xs - np.float32(x)) / np.float32(radius) - np.float32(lean) * v
        inside = 1 - np.sqrt(u * u + np.square(np.minimum(v, 0) * np.float32(1.12)))
        skirt = v - np.float32(0.20) - np.float32(0.07) * np.cos(u * np.float32(11))
        bell = np.minimum(inside, -skirt * np.float32(0.9))
        cover = np.clip(bell * np.float32(radius / f.px) + np.float32(0.5), 0, 1)
        edge = np.exp(-np.maximum(bell, 0) * np.float32(7))
        ribs = np.float32(0.5) + np.float32(0.5) * np.cos(
            u / np.sqrt(np.maximum(1.02 - np.minimum(v, 0) ** 2, 0.05)) * np.float32(14)
        )
        add(picture[part], glow_[tint], cover * (np.float32(0.16) + np.float32(0.62) * edge + np.float32(0.14) * ribs))
        arms = np.zeros(g.shape, np.float32)
        for k in range(9):
            start = (k - 4) * 0.2
            path = np.float32(start) + np.float32(0.16) * np.sin(
                v * np.float32(2.2 + 0.3 * (k % 3)) + np.float32(k * 1.7 + turn * 6)
            ) * np.minimum(v, 1)
            thick = np.float32(0.022 if k % 2 else 0.06) * np.clip(
                1 - v / np.float32(2.6 + 1.6 * ((k * 7) % 5) / 5), 0, 1
            )
            arms += np.clip((thick - np.abs(u - path)) * np.float32(radius / f.px) + np.float32(0.5), 0, 1) * (
                thick > 0
            )
        add(picture[part], glow_[tint], np.clip(arms, 0, 1.5) * (v > 0.1) * np.float32(0.34))
        halo = np.exp(-np.sqrt(u * u + v * v * np.float32(0.5)) * np.float32(1.9)) * np.clip(
            (np.float32(1.7) - np.abs(u)) * 1.5, 0, 1
        )
        add(
            picture[part],
            glow_[tint],
            halo
            * np.clip((v + np.float32(1.4)) * 2, 0, 1)
            * np.clip((np.float32(4.4) - v) * np.float32(0.5), 0, 1)
            * np.float32(0.12),
        )


def _whale(r: Recipe, f: Frame, picture: Array, blue: list[str]) -> None:
    """A great whale from the side, pale below, with a calf at times."""
    head = 1 if r.own("whale head") < 0.5 else -1
    pods = [(r.aspect * r.own("whale x", 0.42, 0.58), r.vary("whale y", 0.36, 0.48), 0.88 * min(1.0, r.aspect) ** 0.6)]
    if r.own("calf") < 0.5:
        pods.append((pods[0][0] - head * 0.16, pods[0][1] + 0.2, 0.36))
    for x, y, size in pods:
        part = f.part(x - size * 0.62, y - size * 0.4, x + size * 0.62, y + size * 0.4)
        if part is None:
            continue
        g = f.cut(part)
        u = (g.xs - np.float32(x)) * np.float32(head * 2 / size)
        v = (g.ys - np.float32(y)) * np.float32(2 / size) + np.float32(0.10) * np.sin(
            u * np.float32(1.9) + np.float32(0.6)
        )
        t = np.clip((u + np.float32(0.86)) / np.float32(1.86), 0, 1)
        top = np.float32(0.20) * np.maximum(np.sin(t ** np.float32(0.9) * np.float32(math.pi)), 0) ** np.float32(
            0.8
        ) + np.float32(0.018)
        belly = np.float32(0.27) * np.maximum(np.sin(t ** np.float32(1.35) * np.float32(math.pi)), 0) ** np.float32(
            0.75
        ) + np.float32(0.018)
        body = np.maximum(np.where(v < 0, -v - top, v - belly), np.abs(u - np.float32(0.07)) - np.float32(0.93))
        back = -(u + np.float32(0.80))
        rise = v + np.float32(0.06) + back * np.float32(0.25)
        fluke = np.maximum(
            np.maximum(-back, back - np.float32(0.17)), np.abs(rise) - np.float32(0.015) - back * np.float32(0.32)
        )
        fx, fy = (u - np.float32(0.28)) + (v - 0.2) * np.float32(0.9), v - np.float32(0.2)
        fin = np.maximum(
            np.maximum(-fy, fy - np.float32(0.34)), np.abs(fx) - np.float32(0.085) * (1 - fy * np.float32(2.4))
        )
        crest = np.maximum(np.abs(u + np.float32(0.36)) * np.float32(1.1) - v - np.float32(0.265), v + np.float32(0.1))
        d = np.minimum(np.minimum(body, fluke), np.minimum(fin, crest))
        pale = smooth(0.0, 0.16, v - np.float32(0.02) + np.float32(0.06) * u)
        grooves = np.float32(0.10) * np.sin(v * np.float32(120)) * pale * smooth(-0.1, 0.15, u)
        colour = np.ones((*g.shape, 3), np.float32) * rgb(mixed(blue[0], blue[1], 0.55))
        over(colour, rgb(mixed(blue[3], blue[4], 0.35)), pale * np.float32(0.75) * (fin > 0.0))
        lit = np.float32(0.85) + np.float32(0.5) * np.exp(-np.maximum(-d, 0) * np.float32(14)) * (v < 0) + grooves
        lit = lit + np.float32(0.12) * fbm(g, 9 / size, r.noise_seed("hide"), 4)
        over(
            picture[part],
            colour * lit[..., None],
            np.clip(np.float32(0.5) - d * np.float32(size / 2 / f.px), 0, 1) * np.float32(0.93),
        )
        eye = np.sqrt(np.square(u - np.float32(0.74)) + np.square(v - np.float32(0.035)))
        over(
            picture[part],
            rgb(blue[4]) * np.float32(0.6),
            np.clip((np.float32(0.011) - eye) * np.float32(size / 2 / f.px) + np.float32(0.5), 0, 1),
        )


def _bubbles(r: Recipe, f: Frame, picture: Array, light: Array) -> None:
    for p in scatter(f, 0.11, r.noise_seed("bubbles"), reach=0.02):
        radius = 0.002 + 0.008 * p.a**3
        part = f.part(p.x - radius * 1.3, p.y - radius * 1.3, p.x + radius * 1.3, p.y + radius * 1.3)
        if part is None or p.b < 0.45:
            continue
        g = f.cut(part)
        u, v = (g.xs - np.float32(p.x)) / np.float32(radius), (g.ys - np.float32(p.y)) / np.float32(radius)
        d = np.sqrt(u * u + v * v)
        cover = np.clip((1 - d) * np.float32(radius / f.px) + np.float32(0.5), 0, 1)
        add(
            picture[part],
            light,
            cover * (np.float32(0.10) + np.float32(0.5) * smooth(0.6, 1.0, d))
            + np.exp(-(np.square(u + 0.35) + np.square(v + 0.4)) * 18) * cover,
        )
