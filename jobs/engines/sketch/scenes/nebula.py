"""Clouds of gas and stars, with a planet or a galaxy, over dark hills that a still lake mirrors."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    add,
    cover,
    fbm,
    fbm_at,
    glow,
    mixed,
    noise,
    over,
    ramp,
    rgb,
    ridged_line,
    shifted,
    smooth,
    stars,
    tone,
)  # fmt: skip
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.kinds import kind_of

COARSE = 1 / 224
"""Grid of the gas, in world units; what is finer is added at full size."""

WORDS = {
    "planet": "planet|saturn|moon|mars|astronaut|spaceship|rocket|🪐|🚀|👽",
    "galaxy": "galaxy|milky way|spiral|black hole|supernova|银河|🌌",
}


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the sky; below the shore it is drawn mirrored, trembling a little."""
    lake = r.word("lake", "yes") == "yes" and r.has("lake") and r.has("water")
    shore = r.vary("shore", 0.6, 0.74) if lake else 9.0
    rows = min(f.height, max(0, math.ceil((shore - f.top) / f.px))) if lake else f.height
    picture = f.blank()
    if rows > 0:
        picture[:rows] = _sky(r, f.rows(0, rows), shore)
    if rows < f.height:
        picture[rows:] = _water(r, f.rows(rows, f.height), shore)
        line = np.exp(-(((f.ys - np.float32(shore)) / np.float32(max(0.004, f.px))) ** 2))
        add(picture, rgb(r.sky[3]), np.broadcast_to(line * np.float32(0.25), f.shape))
    return tone(picture, 1.25)


def _gas(r: Recipe) -> tuple[str, ...]:
    dark, low, middle, high, pale = r.ground
    black = mixed(dark, "#03050c", 0.75)
    vivid = [shifted(c, chroma=1.45) for c in (low, middle, high)]
    return (black, mixed(black, vivid[0], 0.35), mixed(vivid[0], dark, 0.2), vivid[1], mixed(vivid[2], pale, 0.25))


def _clouds(r: Recipe, g: Frame) -> Array:
    """Planes (h, w, 4): density, hot ridges, dark dust and the warp the finer grain follows."""
    seed = r.noise_seed("gas") % 4096
    scale = r.vary("scale", 0.85, 1.25)
    x, y = g.x * np.float32(scale), g.y * np.float32(scale)
    qx = fbm_at(x * 1.3, y * 1.3 + 3.1, seed, 4)
    qy = fbm_at(x * 1.3 + 5.2, y * 1.3, seed + 3, 4)
    body = fbm_at(x * 1.7 + 1.25 * qx, y * 2.2 + 1.25 * qy, seed + 7, 5)
    fold = np.zeros(g.shape, np.float32)
    amplitude, u, v = 0.5, x * 1.5 + 0.8 * qy, y * 1.7 + 0.55 * qx
    for octave in range(4):
        crest = 1 - np.abs(fbm_at(u, v, seed + 12 + octave * 17, 1))
        fold += np.float32(amplitude) * crest * crest
        amplitude, u, v = amplitude * 0.5, u * 2.03 + 3.1, v * 2.03 + 1.7
    dust = fbm_at(x * 2.3 + qx, y * 2.3 + qy, seed + 31, 4)
    tilt = r.own("tilt", -0.45, 0.45)
    middle = r.vary("band", 0.18, 0.4)
    away = (g.y - np.float32(middle) - np.float32(tilt) * (g.x - np.float32(r.aspect / 2)) + 0.05 * qx) / np.float32(
        r.vary("breadth", 0.2, 0.3)
    )
    band = 0.25 + 0.75 * np.exp(-away * away)
    density = np.clip((0.46 + 0.55 * body) * band * 1.2, 0, 1)
    hot = np.square(np.clip(fold - 0.6, 0, 1)) * band * 3.6
    dark = 0.6 * smooth(0.15, 0.8, dust) * band
    return np.stack([density, hot, dark, qx]).transpose(1, 2, 0).astype(np.float32)


def _sky(r: Recipe, f: Frame, shore: float) -> Array:
    gas = f.coarse(lambda g: _clouds(r, g), COARSE)
    fine = fbm(f, 22, r.noise_seed("fine"), 4, gain=0.6)
    density = np.clip(gas[..., 0] * (1 + np.float32(0.22) * fine) + np.float32(0.015) * fine, 0, 1)
    picture = ramp(density, _gas(r))
    add(
        picture,
        rgb(mixed(mixed(r.ground[3], r.sun, 0.5), r.accent, 0.3)),
        np.clip(gas[..., 1] * (1 + np.float32(0.35) * fine), 0, 3),
    )
    picture *= (1 - np.clip(gas[..., 2] + np.float32(0.05) * fine, 0, 0.85))[..., None]
    if shore < 5:
        add(
            picture,
            rgb(mixed(shifted(r.sky[2], chroma=1.2), r.ground[0], 0.45)),
            np.exp(np.minimum(f.y - np.float32(shore), 0) * np.float32(6.5)) * np.float32(0.5),
        )
    if r.has("stars"):
        stars(f, picture, r.noise_seed("stars"), cell=0.02, strength=1.1)
        stars(f, picture, r.noise_seed("bright"), cell=0.16, strength=2.2)
    kind = kind_of(r, WORDS, "nebula")
    if r.has("moon") and (kind == "planet" or (kind == "nebula" and r.own("planet") < 0.3)):
        _planet(r, f, picture, ringed=r.own("ring") < 0.5)
    if kind == "galaxy":
        _galaxy(r, f, picture)
    if shore < 5:
        _hills(r, f, picture, shore)
    return picture


def _hills(r: Recipe, f: Frame, picture: Array, shore: float) -> None:
    black = rgb(mixed(r.ground[0], "#020306", 0.7))
    haze = rgb(mixed(r.sky[2], r.ground[0], 0.55))
    for k, (pace, height) in enumerate(((0.8, 0.15), (1.5, 0.085))):
        crest = ridged_line(f.xs, pace * 1.3, r.noise_seed(f"hills {k}"), 6)
        open_ = smooth(0.0, 0.6, np.abs(f.xs - np.float32(r.aspect * r.own("gap", 0.35, 0.65))) + np.float32(0.18))
        line = np.float32(shore - 0.012) - np.float32(height * 1.7) * np.clip(crest - np.float32(0.3), 0, 1) * open_
        depth = f.ys - line
        colour = haze if k == 0 else black
        shade = colour * (1 + np.float32(0.5) * np.exp(np.minimum(-depth, 0) * np.float32(30)))[..., None]
        over(
            picture,
            shade if k == 0 else shade * np.float32(0.8),
            np.clip(depth / np.float32(f.px) + np.float32(0.5), 0, 1),
        )


def _water(r: Recipe, f: Frame, shore: float) -> Array:
    """The sky of the mirrored rows, shifted by ripples that grow towards us."""
    margin = math.ceil(0.03 / f.px) + 2
    mirrored = Frame(
        f.left - margin * f.px, 2 * shore - f.bottom - margin * f.px, f.px, f.width + 2 * margin, f.height + margin + 1
    )
    above = _sky(r, mirrored, shore)
    depth = f.ys - np.float32(shore)
    amplitude = np.float32(0.003) + np.float32(0.045) * np.clip(depth, 0, 0.6)
    seed = r.noise_seed("ripples")
    dx = amplitude * noise(f, 9, seed, stretch=7) * np.float32(0.5)
    dy = (
        amplitude
        * (noise(f, 14, seed + 1, stretch=8) + np.float32(0.5) * noise(f, 40, seed + 2, stretch=6))
        * np.float32(0.6)
    )
    column = np.clip((f.xs + dx - np.float32(mirrored.left)) / np.float32(f.px), 0, mirrored.width - 1).astype(np.int32)
    row = np.clip(
        (2 * np.float32(shore) - f.ys + dy - np.float32(mirrored.top)) / np.float32(f.px), 0, mirrored.height - 1
    ).astype(np.int32)
    seen = np.stack([above[row, column, k] for k in range(3)]).transpose(1, 2, 0)
    seen *= rgb("#c9d0dc") * (1 - np.float32(0.4) * smooth(0.0, 0.4, depth))[..., None]
    return seen


def _planet(r: Recipe, f: Frame, picture: Array, *, ringed: bool) -> None:
    size = min(1.0, r.aspect)
    x, y, radius = (
        r.aspect * r.own("planet x", 0.22, 0.78),
        r.own("planet y", 0.14, 0.34),
        size * r.vary("planet size", 0.07, 0.15),
    )
    part = f.part(x - radius * 2.4, y - radius * 2.4, x + radius * 2.4, y + radius * 2.4)
    if part is None:
        return
    g, below = f.cut(part), picture[part]
    side = -1.0 if r.own("lit") < 0.5 else 1.0
    u, v = (g.xs - np.float32(x)) / np.float32(radius), (g.ys - np.float32(y)) / np.float32(radius)
    d2 = u * u + v * v
    z = np.sqrt(np.maximum(1 - d2, 0))
    lit = np.clip(u * np.float32(0.68 * side) - v * np.float32(0.45) + z * np.float32(0.5), 0, 1)
    bands = g.coarse(lambda h: fbm(h, 4 / radius * 0.3, r.noise_seed("bands"), 4, stretch=5.0), 1 / 512)
    tint = ramp(
        np.clip(0.55 + 0.5 * bands + 0.15 * np.sin(v * 9), 0, 1), (r.ground[1], r.ground[2], r.ground[3], r.ground[4])
    )
    body = tint * (np.float32(0.02) + np.float32(1.15) * lit)[..., None]
    rim = np.clip(1 - z, 0, 1) ** 3 * lit
    add(body, rgb(mixed(r.sky[2], "#ffffff", 0.4)), rim * np.float32(0.8))
    glow(g, below, x, y, rgb(mixed(r.sky[2], r.sun, 0.4)), 0.16, 3.2 / radius * 0.7)
    mask = cover(g, (np.sqrt(d2) - 1) * np.float32(radius))
    over(below, body, mask)
    if ringed:
        tilt = 0.32
        across = u * np.float32(math.cos(tilt)) + v * np.float32(math.sin(tilt))
        along = (v * np.float32(math.cos(tilt)) - u * np.float32(math.sin(tilt))) / np.float32(0.26)
        d = np.sqrt(across * across + along * along)
        grooves = np.float32(0.55) + np.float32(0.3) * np.sin(d * 34) * np.sin(d * 13)
        ring = smooth(1.25, 1.3, d) * smooth(2.15, 2.1, d) * grooves * (1 - mask * (along < 0))
        over(below, rgb(mixed(r.ground[4], r.sun, 0.4)) * np.float32(0.8), np.clip(ring, 0, 1))


def _galaxy(r: Recipe, f: Frame, picture: Array) -> None:
    """A spiral seen aslant."""
    x, y, size = (
        r.aspect * r.own("galaxy x", 0.35, 0.65),
        r.vary("galaxy y", 0.26, 0.4),
        r.vary("galaxy size", 0.26, 0.4),
    )
    turn, flat = r.own("galaxy turn", -0.6, 0.6), r.own("galaxy flat", 0.34, 0.7)

    def light(g: Frame) -> Array:
        dx, dy = (g.x - np.float32(x)) / np.float32(size), (g.y - np.float32(y)) / np.float32(size)
        u = dx * math.cos(turn) + dy * math.sin(turn)
        v = (dy * math.cos(turn) - dx * math.sin(turn)) * np.float32(1 / flat)
        d = np.sqrt(u * u + v * v) + np.float32(0.02)
        arm = np.cos(2 * np.arctan2(v, u) - np.log(d) * np.float32(5.2)) * np.float32(0.5) + np.float32(0.5)
        clumps = 0.7 + 0.7 * fbm_at(u * 6, v * 6, r.noise_seed("clumps") % 4096, 4)
        disc = np.exp(-d * np.float32(2.6)) * (np.float32(0.25) + np.float32(1.3) * arm * arm * clumps)
        core = np.exp(-d * np.float32(9)) * np.float32(2.2)
        return np.stack([disc, core]).transpose(1, 2, 0).astype(np.float32)

    planes = f.coarse(light, 1 / 320)
    add(picture, rgb(mixed(r.ground[3], "#cfe0ff", 0.4)), np.maximum(planes[..., 0], 0) * np.float32(1.3))
    add(picture, rgb(mixed(r.sun, "#ffe2b0", 0.5)), np.maximum(planes[..., 1], 0))
