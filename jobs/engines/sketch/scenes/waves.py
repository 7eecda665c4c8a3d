"""Layers of cut-paper waves under a low sun, with bright edges."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, below, disc, fbm, glow, ramp, rgb, sky
from jobs.engines.sketch.recipe import Recipe

LAYERS = 12
STEP = 0.056
"""World distance from one layer of waves to the next."""
SHADOW = 0.18
"""How far above its edge a layer still darkens what lies behind it."""


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the waves; layers go on below the original picture, so a wider view finds more sea."""
    size = min(1.0, r.aspect) ** 0.5
    horizon = r.vary("horizon", 0.38, 0.46)
    picture = sky(f, r.sky, horizon * 1.15, drift=0.0)
    light = rgb(r.sun)
    if r.has("sun") and r.has("moon"):
        x, y = r.aspect * r.own("sun x", 0.3, 0.7), horizon - r.vary("sun y", 0.05, 0.14) * size
        radius = r.vary("sun size", 0.12, 0.17) * size
        glow(f, picture, x, y, light, 0.22, 4.5)
        disc(f, picture, x, y, radius, light)
    grain = f.coarse(lambda g: fbm(g, 24, r.noise_seed("paper", common=True), 3), 1 / 512)
    last = max(LAYERS, math.ceil((f.bottom - horizon) / STEP) + 5)
    lines = [
        _crest(r, f.xs, layer, horizon + STEP * layer, 0.062 + 0.022 * min(1.15, layer / (LAYERS - 1)))
        for layer in range(last)
    ]
    for layer, line in enumerate(lines[:-1]):
        # From where its shadow begins to where the next layer hides all of it.
        top = max(0, math.floor((float(line.min()) - SHADOW - f.top) / f.px))
        end = min(f.height, math.ceil((float(lines[layer + 1].max()) - f.top) / f.px) + 1)
        if top < end:
            depth = min(1.15, layer / (LAYERS - 1))
            _layer(r, f.rows(top, end), picture[top:end], line, depth, grain[top:end])
    return picture


def _crest(r: Recipe, x: Array, layer: int, base: float, height: float) -> Array:
    """The world y of a row of waves: broad rounded crests of uneven length."""
    turn = r.shared("turn", 0, 6.28) + layer * 1.9 + r.own("turn", 0, 1.2)
    pace = (1.6 + 0.5 * math.sin(layer * 1.7 + turn)) * (1 + 0.8 * r.bend)
    u = x * pace * (2 * math.pi / 1.6) + turn + 0.8 * np.sin(x * 2.1 + layer)
    arch = np.abs(np.sin(u * 0.5))
    arch = np.sqrt(arch * arch + 0.0016) ** 0.75
    line: Array = base - height * (arch * 1.5 - 0.6) - 0.018 * np.sin(x * 9 + layer * 2 + turn)
    return line.astype(np.float32)


def _layer(r: Recipe, f: Frame, part: Array, line: Array, depth: float, grain: Array) -> None:
    edge = f.ys - line
    shade = 1 - np.float32(0.42) * np.exp(np.minimum(edge, 0) * np.float32(24)) * (edge < 0)
    paper = 1 + np.float32(0.42) * np.exp(np.maximum(edge, 0) * np.float32(-12)) + np.float32(0.05) * grain
    colour = ramp(np.array(0.97 - 0.9 * depth, np.float32), r.ground)
    mask = below(f, line)
    width = np.float32(max(0.0021, 0.8 * f.px))
    stroke = np.zeros(f.shape, np.float32)
    for offset, weight in ((0.003, 0.95), (0.029, 0.34), (0.043, 0.2)):
        stroke += np.exp(-np.square((edge - np.float32(offset)) / width)) * np.float32(weight * 0.0021 / float(width))
    rim = rgb(r.accent)
    for k in range(3):
        under = part[..., k] * shade
        under += (colour[k] * paper - under) * mask
        under += (rim[k] - under) * stroke
        part[..., k] = under
