"""Treatments of the brush and the pencil: gouache, watercolour, oil, ink, pastel, pencil."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    fbm,
    from_oklab,
    luminance,
    over,
    ramp,
    rgb,
    shifted,
    smooth,
    to_oklab,
)
from jobs.engines.sketch.media.texture import blurred, brushwork, displaced, edges, paper, strokes
from jobs.engines.sketch.recipe import Recipe

WHITE = "#f7f2e7"
"""Unbleached paper."""


def wobbled(r: Recipe, f: Frame, picture: Array, amount: float) -> Array:
    """The picture with the edges of a hand: moved by small noise of up to about `amount` world units."""
    seed = r.noise_seed("hand", common=True)
    dx = f.coarse(lambda g: fbm(g, 22, seed, 3, gain=0.6), 1 / 400)
    dy = f.coarse(lambda g: fbm(g, 22, seed + 50, 3, gain=0.6), 1 / 400)
    return displaced(f, picture, dx * np.float32(amount), dy * np.float32(amount))


def lightness(picture: Array) -> Array:
    """Perceived lightness (h, w), about in [0, 1]."""
    out: Array = np.sqrt(np.clip(luminance(picture), 0, 1))
    return out


def stepped(value: Array, steps: float, softness: float = 0.3) -> Array:
    """A value in [0, 1] gathered into steps, with soft passages between them."""
    scaled = value * np.float32(steps)
    base = np.floor(scaled)
    out: Array = (base + smooth(0.5 - softness, 0.5 + softness, scaled - base)) * np.float32(1 / steps)
    return out


def relit(picture: Array, old: Array, new: Array) -> Array:
    """The picture with its lightness `old` replaced by `new`, colours kept."""
    ratio = (np.maximum(new, 0) + 0.02) / (old + 0.02)
    out: Array = picture * np.square(ratio)[..., None]
    return out


def gouache(r: Recipe, f: Frame, picture: Array) -> Array:
    """Opaque matt colour in flat steps, with the marks of a dry brush."""
    seed = r.noise_seed("gouache", common=True)
    out = wobbled(r, f, np.clip(picture, 0, 1.1), 0.0045)
    brush = brushwork(f, seed, along=5, across=70)
    old = lightness(out)
    new = stepped(np.clip(old + brush * np.float32(0.026), 0, 1), 12, 0.30)
    out = relit(out, old, old + (new - old) * np.float32(0.85) + brush * np.float32(0.009 + 0.012 * r.style))
    out *= (1 + np.float32(0.035) * paper(f, seed))[..., None]
    return out * np.float32(0.93) + rgb(WHITE) * np.float32(0.022)


def watercolour(r: Recipe, f: Frame, picture: Array) -> Array:
    """Transparent washes on white paper: pale, granulated, darker along their edges."""
    seed = r.noise_seed("wash", common=True)
    out = wobbled(r, f, np.clip(picture, 0, 1), 0.008)
    old = lightness(out)
    pool = f.coarse(lambda g: fbm(g, 3.2, seed, 5), 1 / 256)
    wash = stepped(np.clip(old + pool * np.float32(0.05), 0, 1), 7, 0.34)
    step = max(1, round(0.0022 / f.px))
    rim = np.clip(edges(wash, step) * np.float32(2.4), 0, 0.2)
    rim = blurred(rim, 0.002 / f.px)
    tooth = paper(f, seed)
    new: Array = (
        np.float32(0.17) + np.float32(0.83) * np.clip(0.35 * old + 0.65 * wash, 0, 1) - 0.55 * rim + 0.07 * pool
    )
    grain = (1 - np.clip(new, 0, 1)) * tooth * np.float32(0.085)
    out = relit(out, old, new + grain)
    sheet = rgb(WHITE) * (1 + np.float32(0.03) * tooth)[..., None]
    bare = smooth(0.3, 0.75, pool + np.float32(0.3) * tooth) * smooth(0.55, 0.95, new)
    over(out, sheet, bare * np.float32(0.75))
    return np.minimum(out, sheet)


def oil(r: Recipe, f: Frame, picture: Array) -> Array:
    """Thick strokes that drag the colours along and catch the light."""
    seed = r.noise_seed("oil", common=True)
    relief = brushwork(f, seed, along=8, across=55) + np.float32(0.5) * brushwork(f, seed + 40, along=16, across=120)
    sway = f.coarse(lambda g: fbm(g, 9, seed + 5, 3), 1 / 320)
    # A stroke drags the colour along itself, and every stroke by another length.
    reach = np.float32(0.003 + 0.004 * r.style)
    drag = np.clip(relief, -0.7, 0.7) * reach
    out = displaced(f, np.clip(picture, 0, 1.2), drag * np.float32(0.9) + sway * np.float32(0.005),
                    sway * np.float32(0.004) - drag * np.float32(0.35))  # fmt: skip
    old = lightness(out)
    out = relit(out, old, stepped(np.clip(old + relief * np.float32(0.035), 0, 1), 13, 0.40))
    step = max(1, round(0.0012 / f.px))
    slope = (np.roll(relief, step, 0) - np.roll(relief, -step, 0)) * np.float32(0.10)
    slope += (np.roll(relief, step, 1) - np.roll(relief, -step, 1)) * np.float32(0.06)
    lab_boost = 1 + np.float32(0.16) * relief + slope
    out *= np.clip(lab_boost, 0.5, 1.6)[..., None]
    out += (np.clip(slope, 0, 1) ** 2 * np.float32(0.16))[..., None]
    return out


def ink(r: Recipe, f: Frame, picture: Array) -> Array:
    """One ink in washes on paper, with the accent kept as a second colour where it is strong."""
    seed = r.noise_seed("ink", common=True)
    out = wobbled(r, f, np.clip(picture, 0, 1), 0.006)
    old = lightness(out)
    bloom = f.coarse(lambda g: fbm(g, 4, seed, 5), 1 / 256)
    tone_ = smooth(0.02, 0.86, old + bloom * np.float32(0.05))
    wash = stepped(tone_, 5, 0.42)
    tooth = paper(f, seed)
    step = max(1, round(0.002 / f.px))
    rim = np.clip(edges(wash, step) * np.float32(1.6), 0, 0.25)
    value = np.clip(0.25 * tone_ + 0.75 * wash - rim + (1 - wash) * tooth * np.float32(0.10), 0, 1)
    dark = shifted(r.palette[0], chroma=0.7, lightness=-0.02)
    sheet = ramp(value, (dark, shifted(dark, lightness=0.16), "#8d8a86", "#d6d0c4", WHITE), (0, 0.22, 0.55, 0.82, 1))
    accent = rgb(r.accent)
    strong = np.clip(out.max(-1) - out.min(-1), 0, 1)
    pigment = np.minimum(out * np.float32(0.75) + accent * np.float32(0.1), np.float32(0.9))
    over(sheet, pigment, smooth(0.50, 0.75, strong) * np.float32(0.85))
    return sheet * (1 + np.float32(0.03) * tooth)[..., None]


def pastel(r: Recipe, f: Frame, picture: Array) -> Array:
    """Dry chalk on toothed paper."""
    seed = r.noise_seed("pastel", common=True)
    out = wobbled(r, f, np.clip(picture, 0, 1), 0.007)
    tooth = paper(f, seed) + np.float32(0.9) * brushwork(f, seed, along=16, across=150)
    old = lightness(out)
    chalk: Array = np.float32(0.1) + np.float32(0.86) * old
    chalk += tooth * np.float32(0.05)
    out = relit(out, old, chalk)
    sheet = rgb(shifted(r.palette[3], chroma=0.35, lightness=0.06))
    over(out, sheet, smooth(0.55, 1.3, tooth) * np.float32(0.5))
    return out


def pencil(r: Recipe, f: Frame, picture: Array) -> Array:
    """Graphite hatching, denser where it is darker, with drawn contours."""
    seed = r.noise_seed("pencil", common=True)
    out = wobbled(r, f, np.clip(picture, 0, 1), 0.003)
    light = lightness(out)
    tooth = paper(f, seed)
    step = max(1, round(0.0016 / f.px))
    contour = blurred(np.clip(edges(light, step) * np.float32(3.2), 0, 0.9), 0.0012 / f.px)
    dark = np.zeros(f.shape, np.float32)
    for k, (angle, low, high) in enumerate(((-0.7, 0.95, 0.4), (-0.15, 0.62, 0.2), (0.75, 0.34, 0.05))):
        hatch = 0.5 + 0.5 * strokes(f, angle, 5, 170, seed + k)
        dark += smooth(low, high, light) * (0.15 + 0.5 * hatch)
    value = np.clip(1 - 0.58 * dark - 0.75 * contour + tooth * 0.06, 0.06, 1).astype(np.float32)
    sheet = ramp(value, ("#26282c", "#7c7d80", "#f4f0e6"))
    if r.word("pencil") == "colour":
        lab = to_oklab(out)
        lab[..., 0] = np.clip(0.28 + 0.7 * value, 0, 1)
        lab[..., 1:] *= np.float32(1.25)
        return from_oklab(lab)
    return sheet
