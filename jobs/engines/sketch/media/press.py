"""Treatments of the press: risograph, woodblock, screen print, engraving, blueprint."""

from __future__ import annotations

import math

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, luminance, mixed, over, ramp, rgb, shifted, smooth
from jobs.engines.sketch.media.brush import lightness, relit, stepped, wobbled
from jobs.engines.sketch.media.texture import blurred, displaced, edges, fibres, paper, speckle
from jobs.engines.sketch.recipe import Recipe

STOCK = "#f4ecdc"
INKS = (
    ("#2f4f9e", "#f0566a", "#ffc21f"),
    ("#00787f", "#ff6f61", "#ffd54a"),
    ("#3b3a6e", "#ff5fa2", "#ffd23f"),
    ("#1f5f8b", "#f2683c", "#f7d354"),
)
"""Sets of three inks: a dark cool one, a warm one, a yellow."""
SCREEN = 118.0
"""Dots of the halftone per world unit."""


def risograph(r: Recipe, f: Frame, picture: Array) -> Array:
    """Three transparent inks in coarse dots, each a little out of register, on cream stock."""
    seed = r.noise_seed("riso", common=True)
    inks = INKS[int(r.shared("inks") * len(INKS))]
    stock = rgb(STOCK)
    absorb = np.stack([-np.log(np.maximum(rgb(c), 0.012) / stock) for c in inks])
    # Few inks make dull mixtures: what is printed is more colourful and harder than what is seen.
    grey = luminance(picture)[..., None]
    vivid = np.clip(grey + (picture - grey) * np.float32(1.22), 0.012, 1)
    # Greyish middle tones take on the warm ink: a print in three inks shows all three.
    light = np.sqrt(np.clip(grey[..., 0], 0, 1))
    pale = 1 - smooth(0.04, 0.22, picture.max(-1) - picture.min(-1))
    middle = smooth(0.30, 0.62, light) * smooth(1.02, 0.80, light) * pale
    over(vivid, vivid * rgb(inks[1]) * np.float32(1.25) + np.float32(0.02), middle * np.float32(0.62))
    wanted = -np.log(np.clip(vivid, 0.012, 1)) * np.float32(1.04)
    solve = np.linalg.inv(absorb).astype(np.float32)
    tooth = speckle(f, seed, 1 / 700)
    light = np.zeros(f.shape, np.float32)
    out = np.repeat(light[..., None], 3, axis=2)
    for k, angle in enumerate((1.31, 0.26, 0.0)):
        density = wanted[..., 0] * solve[0, k] + wanted[..., 1] * solve[1, k] + wanted[..., 2] * solve[2, k]
        density = np.clip(density * np.float32(0.97), 0, 1)
        turn = r.shared(f"register {k}", 0, 2 * math.pi)
        amount = 0.0021 if k else 0.0008
        shift_x, shift_y = amount * math.cos(turn), amount * math.sin(turn)
        moved = displaced(f, np.repeat(density[..., None], 1, axis=2), shift_x, shift_y)[..., 0]
        printed = _halftone(f, moved, angle)
        patchy = 1 - np.float32(0.10) * np.clip(tooth + fbm(f, 3, seed + k, 2) * np.float32(0.5), -0.4, 1)
        printed *= patchy
        for channel in range(3):
            out[..., channel] += printed * absorb[k, channel]
    sheet: Array = np.exp(-out) * stock * (1 + np.float32(0.02) * paper(f, seed))[..., None]
    return sheet


def _halftone(f: Frame, density: Array, angle: float) -> Array:
    """Dots whose area is the density; where pixels are too coarse for dots, the plain density."""
    contrast = min(1.0, max(0.0, (0.42 - SCREEN * f.px) / 0.2))
    if contrast == 0.0:
        return density
    c, s = np.float32(math.cos(angle) * SCREEN * 2 * math.pi), np.float32(math.sin(angle) * SCREEN * 2 * math.pi)
    wave = np.cos(f.xs * c + f.ys * s)
    wave = wave * np.cos(f.ys * c - f.xs * s)
    # The wave's values are brought to an even spread, so that a threshold at the density covers that share.
    level = np.float32(0.5) + np.arcsin(wave * np.float32(0.999)) * np.float32(0.30)
    soft = np.float32(max(0.16, 1.9 * SCREEN * f.px))
    dots: Array = np.clip((density - level) / soft + density, 0, 1)
    out: Array = density + (dots - density) * np.float32(0.8 * contrast)
    return out


def woodblock(r: Recipe, f: Frame, picture: Array) -> Array:
    """Flat tones with graded passages, printed from grained wood, with a dark key block."""
    seed = r.noise_seed("wood", common=True)
    out = wobbled(r, f, np.clip(picture, 0, 1), 0.0028)
    old = lightness(out)
    grain = fibres(f, seed)
    new = stepped(np.clip(old + grain * np.float32(0.012), 0, 1), 8, 0.2)
    out = relit(out, old, old * np.float32(0.35) + new * np.float32(0.65))
    step = max(1, round(0.0016 / f.px))
    key = smooth(0.05, 0.2, blurred(edges(old, step), 0.0014 / f.px)) * np.float32(0.7)
    dark = rgb(shifted(r.palette[0], lightness=-0.03))
    over(out, dark, displaced(f, key[..., None], 0.0012, -0.0009)[..., 0])
    out *= (1 + np.float32(0.055) * grain + np.float32(0.025) * paper(f, seed))[..., None]
    stock = rgb("#f3e6cb")
    out *= np.float32(0.95) * (stock * np.float32(0.25) + np.float32(0.75))
    return out + stock * np.float32(0.018)


def screenprint(r: Recipe, f: Frame, picture: Array) -> Array:
    """A poster: five flat colours of the palette, slightly soft at the edges."""
    seed = r.noise_seed("poster", common=True)
    smooth_picture = wobbled(r, f, np.clip(picture, 0, 1), 0.003)
    light = lightness(smooth_picture)
    value = stepped(smooth(0.02, 0.92, light), 4, 0.06)
    light_ink, pale_ink = mixed(r.palette[3], r.accent, 0.25), mixed(r.palette[4], STOCK, 0.4)
    colours = (r.palette[0], r.palette[1], r.palette[2], light_ink, pale_ink)
    flat = ramp(value, colours)
    strong = smooth_picture.max(-1) - smooth_picture.min(-1)
    over(flat, smooth_picture, smooth(0.25, 0.5, strong) * np.float32(0.75))
    return flat * (1 + np.float32(0.03) * paper(f, seed))[..., None]


def engraving(r: Recipe, f: Frame, picture: Array) -> Array:
    """Fine swelling lines in dark ink, which bend with the tones."""
    seed = r.noise_seed("burin", common=True)
    light = lightness(np.clip(picture, 0, 1))
    form = blurred(light, 0.012 / f.px)
    sheet = rgb("#f3ead6") * (1 + np.float32(0.02) * paper(f, seed))[..., None]
    dark = rgb(shifted(r.palette[0], chroma=0.6))
    bend = f.coarse(lambda g: fbm(g, 1.6, seed, 3), 1 / 128)
    lines, contrast = 120.0, min(1.0, max(0.0, (0.45 - 120.0 * f.px) / 0.2))
    amount = np.zeros(f.shape, np.float32)
    for k, (angle, low, high) in enumerate(((0.10, 0.98, 0.12), (-0.85, 0.55, 0.02))):
        phase = (f.ys * np.float32(math.cos(angle)) + f.xs * np.float32(math.sin(angle))) * np.float32(lines)
        phase = phase + bend * np.float32(5) + form * np.float32(7 if k == 0 else 4)
        wave = np.float32(0.5) + np.float32(0.5) * np.cos(phase * np.float32(2 * math.pi))
        width = smooth(low, high, light)
        cut = np.clip((width - wave) / np.float32(max(0.28, 4 * lines * f.px)) + width * np.float32(0.5), 0, 1)
        cut = width * np.float32(0.8) + (cut - width * np.float32(0.8)) * np.float32(contrast)
        amount = np.maximum(amount, cut) + np.minimum(amount, cut) * np.float32(0.3)
    step = max(1, round(0.0014 / f.px))
    contour = smooth(0.06, 0.25, blurred(edges(light, step), 0.001 / f.px))
    return over(sheet, dark, np.clip(amount + contour, 0, 1) * np.float32(0.94))


def blueprint(r: Recipe, f: Frame, picture: Array) -> Array:
    """White lines on blue, over a faint grid."""
    seed = r.noise_seed("blueprint", common=True)
    light = lightness(np.clip(picture, 0, 1))
    step = max(1, round(0.0016 / f.px))
    lines = smooth(0.02, 0.14, blurred(edges(light, step), 0.0012 / f.px))
    sheet = ramp(0.15 + 0.3 * light + 0.05 * fbm(f, 2.0, seed, 4), ("#0b2f66", "#1b58a6", "#2f76c4"))
    for spacing, strength in ((0.02, 0.05), (0.1, 0.13)):
        for axis in (f.xs, f.ys):
            offset = np.abs(np.mod(axis + np.float32(spacing / 2), np.float32(spacing)) - np.float32(spacing / 2))
            mark = np.clip(1.2 - offset / np.float32(max(f.px, 0.0007)), 0, 1) * np.float32(strength)
            over(sheet, rgb("#cfe4ff"), np.ascontiguousarray(np.broadcast_to(mark, f.shape)))
    over(sheet, rgb("#eef6ff"), lines * np.float32(0.9))
    return sheet * (1 + np.float32(0.03) * paper(f, seed))[..., None]


def linocut(r: Recipe, f: Frame, picture: Array) -> Array:
    """Black and one colour, with gouge marks in the lights."""
    seed = r.noise_seed("lino", common=True)
    out = wobbled(r, f, np.clip(picture, 0, 1), 0.004)
    light = lightness(out)
    marks = fibres(f, seed)
    # Cut against the light of the surroundings, so that pale and dark pictures both keep their drawing.
    around = blurred(light, 0.02 / f.px) * np.float32(0.45) + np.float32(0.27)
    value = smooth(-0.02, 0.03, light - around + marks * np.float32(0.06))
    sheet = ramp(value, (shifted(r.palette[0], lightness=-0.05), "#f1e7d3"))
    middle = smooth(-0.17, -0.13, light - around + marks * np.float32(0.05)) * (1 - value)
    over(sheet, rgb(mixed(r.palette[2], r.accent, 0.5)), middle)
    return sheet * (1 + np.float32(0.03) * paper(f, seed))[..., None]


def newsprint(r: Recipe, f: Frame, picture: Array) -> Array:
    """Black halftone on grey paper."""
    seed = r.noise_seed("news", common=True)
    density = 1 - smooth(0.0, 0.95, np.sqrt(np.clip(luminance(picture), 0, 1)))
    dots = _halftone(f, density, 0.78)
    sheet = rgb("#ded6c4") * (1 + np.float32(0.04) * paper(f, seed))[..., None]
    return over(sheet, rgb("#1c1a1a"), dots * np.float32(0.93))
