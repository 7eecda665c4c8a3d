"""Treatments of the lens and the screen: photograph, film, monochrome, paper cut, pixels, and none."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, from_oklab, luminance, rgb, smooth, to_oklab, tone, vignette
from jobs.engines.sketch.media.brush import lightness, relit, stepped
from jobs.engines.sketch.media.texture import blurred, displaced, edges, paper, softened, speckle
from jobs.engines.sketch.recipe import Recipe


def none(r: Recipe, f: Frame, picture: Array) -> Array:
    """A clean picture: only a soft shoulder for strong light, and a trace of grain."""
    out = _shouldered(picture)
    out *= (1 + np.float32(0.012) * speckle(f, r.noise_seed("grain"), 1 / 1000))[..., None]
    return out


def _shouldered(picture: Array) -> Array:
    """Values up to 0.7 as they are, stronger light rolled off towards 1.

    The roll-off follows the strongest channel, which keeps the hue of strong colours.
    """
    peak = np.maximum(picture.max(axis=-1), np.float32(1e-4))
    rolled = np.float32(0.7) + np.float32(0.3) * (1 - np.exp((np.float32(0.7) - peak) * np.float32(1 / 0.3)))
    scale = np.where(peak > 0.7, rolled / peak, np.float32(1))
    out: Array = np.maximum(picture, 0) * scale[..., None]
    return out


def photograph(r: Recipe, f: Frame, picture: Array) -> Array:
    """A lens: bloom around lights, falling off to the corners, a film curve and fine grain."""
    bloom = softened(f, np.maximum(picture - np.float32(0.55), 0), 0.018)
    out = picture + bloom * np.float32(0.7)
    out = vignette(f, out, r.aspect, 0.38)
    out = tone(out * np.float32(0.92))
    light = luminance(out)
    grain = speckle(f, r.noise_seed("grain"), 1 / 950) * np.float32(0.055) * (1 - light * np.float32(0.6))
    out *= (1 + grain)[..., None]
    return out


def film(r: Recipe, f: Frame, picture: Array) -> Array:
    """Old colour film: warm lights, blue shadows, red halation and strong grain."""
    out = picture.copy()
    halo = blurred(np.maximum(luminance(picture) - np.float32(0.5), 0), 0.014 / f.px)
    out[..., 0] += halo * np.float32(0.8)
    out[..., 1] += halo * np.float32(0.25)
    out = tone(vignette(f, out, r.aspect, 0.4) * np.float32(0.9))
    light = np.sqrt(np.clip(luminance(out), 0, 1))
    out *= 1 + (light - 0.5)[..., None] * np.array([0.16, 0.03, -0.2], np.float32)
    out += np.array([0.008, 0.009, 0.016], np.float32)
    grain = speckle(f, r.noise_seed("grain"), 1 / 620) * np.float32(0.12) * (1 - light * np.float32(0.5))
    out *= (1 + grain)[..., None]
    return out


def monochrome(r: Recipe, f: Frame, picture: Array) -> Array:
    """A black-and-white photograph with a silver grain."""
    out = vignette(f, np.maximum(picture, 0), r.aspect, 0.35)
    weights = np.array([0.42, 0.46, 0.12], np.float32)
    grey = tone((out * weights).sum(axis=-1)[..., None] * np.float32(1.05))[..., 0]
    grey = grey * (1 + speckle(f, r.noise_seed("grain"), 1 / 700) * np.float32(0.10))
    tint = np.array([1.0, 0.985, 0.96], np.float32)
    if r.word("tint") == "sepia":
        tint = np.array([1.08, 0.92, 0.70], np.float32)
    return grey[..., None] * tint


def papercut(r: Recipe, f: Frame, picture: Array) -> Array:
    """Sheets of coloured card one over another, with the shadows between them."""
    seed = r.noise_seed("card", common=True)
    base = np.clip(picture, 0, 1)
    soft = softened(f, base, 0.007)
    old = lightness(soft)
    level = stepped(old, 7, 0.07)
    out = relit(soft, old, level)
    shade = blurred(displaced(f, np.repeat(level[..., None], 1, axis=2), -0.004, -0.006)[..., 0], 0.006 / f.px)
    out *= (1 - np.clip(np.abs(shade - level) * np.float32(1.5), 0, 0.38))[..., None]
    step = max(1, round(0.0011 / f.px))
    lit = np.clip(edges(level, step) * np.float32(1.3), 0, 0.16)
    out += lit[..., None] * rgb("#fff6e6") * np.float32(0.5)
    return out * (1 + np.float32(0.035) * paper(f, seed))[..., None]


def pixel(r: Recipe, f: Frame, picture: Array) -> Array:
    """The few colours of an old screen; the picture already comes in blocks."""
    lab = to_oklab(np.clip(picture, 0, 1))
    steps = np.array([12, 30, 30], np.float32)
    i = np.floor(f.xs * np.float32(112)).astype(np.int64) & 1
    j = np.floor(f.ys * np.float32(112)).astype(np.int64) & 1
    # A 2 x 2 ordered dither: passages are woven of two colours instead of breaking off.
    dither = (np.array([[-0.375, 0.125], [0.375, -0.125]], np.float32)[j, i] * np.float32(0.55))[..., None]
    lab = np.round(lab * steps + dither) / steps
    lab[..., 1:] *= np.float32(1.12)
    return from_oklab(lab.astype(np.float32))


def neon(r: Recipe, f: Frame, picture: Array) -> Array:
    """Glowing contours in a dark room."""
    base = np.clip(picture, 0, 1)
    light = lightness(base)
    step = max(1, round(0.002 / f.px))
    line = blurred(smooth(0.03, 0.16, edges(light, step)), 0.0016 / f.px)
    lab = to_oklab(base)
    lab[..., 0] = 0.72
    lab[..., 1:] *= np.float32(2.2)
    vivid = from_oklab(lab)
    out = base * np.float32(0.16) + vivid * (line * np.float32(1.5))[..., None]
    halo = softened(f, vivid * line[..., None], 0.016)
    return tone(out + halo * np.float32(1.1))
