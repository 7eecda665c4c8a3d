"""Choosing the palette of a picture: a theme by light and mood, dyed in the colours that the prompt names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jobs.engines.sketch.canvas import hashed, lab, mixed, shifted
from jobs.engines.sketch.lexicon.themes import THEMES, Theme

STEPS = (0.17, 0.34, 0.54, 0.75, 0.94)
"""Lightness (OKLab) of the five colours of a ground made from one named colour."""
_SPREAD = 1.6
"""Themes whose score is at most so much below the best one's may stand beside it in a grid."""


class Colouring(NamedTuple):
    """The colours of a recipe."""

    palette: tuple[str, ...]
    sky: tuple[str, ...]
    sun: str


def ranked(light: str, tags: Iterable[str], likes: str, colours: Sequence[str], avoid: Sequence[str], seed: int,
           certain: bool) -> list[Theme]:  # fmt: skip
    """Themes that suit, the best first; `certain` when the prompt itself names the light."""
    wanted, liked = set(tags), likes.split()

    def score(place: int, theme: Theme) -> float:
        has = theme.tags.split()
        total = (6.0 if certain else 3.0) * (light in theme.lights.split())
        total += 2.2 * len(wanted.intersection(has)) + 1.6 * len(set(liked).intersection(has))
        total += 1.5 * bool(liked and liked[0] in has)
        body = theme.ground.split()[1:]
        total += sum(1.2 - 4 * min(_apart(c, b) for b in body) for c in colours)
        total -= sum(2.5 for c in avoid if min(_hue_apart(c, b) for b in body) < 0.5)
        return total + (1.5 if liked else 3.5) * hashed(seed, 4099, place)

    scored = sorted(((score(k, theme), k) for k, theme in enumerate(THEMES)), reverse=True)
    best = scored[0][0]
    return [THEMES[k] for value, k in scored if value >= best - _SPREAD]


def coloured(theme: Theme, colours: Sequence[str], accents: Sequence[str]) -> Colouring:
    """The theme's colours, dyed in the named ones."""
    ground = theme.ground.split()
    sky = theme.sky.split()
    if colours:
        ground = _ground(colours, ground[5])
        tint = colours[0]
        sky = [mixed(c, _at_lightness(tint, _lightness(c), 0.75), 0.45) for c in sky]
    if accents:
        ground[5] = accents[0]
    return Colouring(tuple(ground), tuple(sky), theme.sun)


def adjusted(colouring: Colouring, *, turn: float, chroma: float, lightness: float, sky_turn: float) -> Colouring:
    """All colours turned in hue (degrees), scaled in chroma, lightened."""
    return Colouring(
        tuple(shifted(c, turn=turn, chroma=chroma, lightness=lightness) for c in colouring.palette),
        tuple(shifted(c, turn=sky_turn, chroma=chroma, lightness=lightness) for c in colouring.sky),
        colouring.sun,
    )


def spared(colouring: Colouring, avoid: Sequence[str]) -> Colouring:
    """The colours without those near a forbidden one: they lose most of their chroma, and turn away."""

    def away(colour: str) -> str:
        near = any(_hue_apart(colour, bad) < 0.55 for bad in avoid)
        return shifted(colour, turn=70, chroma=0.55) if near else colour

    return Colouring(tuple(map(away, colouring.palette)), tuple(map(away, colouring.sky)), away(colouring.sun))


def _ground(colours: Sequence[str], accent: str) -> list[str]:
    if len(colours) == 1:
        own = colours[0]
        return [_at_lightness(own, level, 1.0 if k in {1, 2, 3} else 0.6) for k, level in enumerate(STEPS)] + [accent]
    sorted_ = sorted(colours, key=_lightness)
    dark, light = sorted_[0], sorted_[-1]
    middle = sorted_[len(sorted_) // 2] if len(sorted_) > 2 else mixed(dark, light, 0.5)
    vivid = max(colours[1:], key=_chroma)
    return [
        _at_lightness(dark, min(0.2, _lightness(dark)), 0.8), _at_lightness(dark, max(0.3, _lightness(dark)), 1.0),
        middle, _at_lightness(light, max(0.66, min(0.82, _lightness(light))), 1.0), _at_lightness(light, 0.94, 0.45),
        vivid,
    ]  # fmt: skip


def _lightness(colour: str) -> float:
    return lab(colour)[0]


def _chroma(colour: str) -> float:
    _, x, y = lab(colour)
    return math.hypot(x, y)


def _at_lightness(colour: str, level: float, chroma: float) -> str:
    # Very dark and very light colours hold less chroma: keep them inside the gamut.
    room = 1 - abs(level - 0.6) * 0.9
    return shifted(colour, chroma=chroma * min(1.0, room + 0.25), lightness=level - _lightness(colour))


def _apart(a: str, b: str) -> float:
    return math.dist(lab(a), lab(b))


def _hue_apart(a: str, b: str) -> float:
    """Angle between hues in radians; greys are far from everything, and alike when alike in lightness."""
    x, y = lab(a), lab(b)
    if min(_chroma(a), _chroma(b)) < 0.035:
        return 0.0 if max(_chroma(a), _chroma(b)) < 0.035 and abs(x[0] - y[0]) < 0.12 else 3.0
    turn = math.atan2(x[2], x[1]) - math.atan2(y[2], y[1])
    return abs((turn + math.pi) % (2 * math.pi) - math.pi)
