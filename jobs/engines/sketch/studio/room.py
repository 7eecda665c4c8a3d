"""The room: ground, backdrop, lamp and solids, and how rays are shaded in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jobs.engines.sketch.canvas import smooth
from jobs.engines.sketch.rays import (
    Camera,
    Floats,
    Hit,
    Labels,
    Point,
    ball_shade,
    column,
    dot,
    fresnel,
    meet_level,
    mirror,
    normalise,
    soft,
)
from jobs.engines.sketch.studio.crowd import Bundle, Crowd
from jobs.engines.sketch.studio.solids import UP, Slab, Solid, Turned

Places: TypeAlias = npt.NDArray[np.intp]
GROUND = 0
"""Label of the ground; solids are labelled from 1 on."""

Ground = Callable[[Floats, float], tuple[Floats, Floats, Labels]]
"""Albedo (3, n), mirror share (n,) and labels (n,) of the ground at points (3, n), and size of a pixel there."""

Backdrop = Callable[[Floats], Floats]
"""Colour (3, n) seen in directions (3, n) that meet nothing."""


@dataclass
class Studio:
    """Everything in the room, and how rays are shaded in it."""

    eye: Point
    camera: Camera
    solids: Sequence[Solid]
    """What stands on the ground and throws shadows."""
    ground: Ground
    backdrop: Backdrop
    lamp: Point
    light: Floats
    """Linear colour and strength of the lamp."""
    above: Floats
    """Linear light from above, and `below` thrown back by the ground."""
    below: Floats
    spread: float = 0.12
    """Angular radius of the lamp."""
    cone: tuple[float, float] | None = None
    """Inner and outer radius of the lamp's pool of light on the ground, if it has a shade."""
    haze: tuple[float, float] = (5.0, 0.2)
    """Where the ground begins to sink into the backdrop, and how fast."""
    seed: int = 0
    mist: Floats | None = None
    """Linear colour the ground sinks into, where it is not the backdrop's own."""
    scenery: Sequence[Solid] = ()
    """What is seen but throws no shadow: lamps, people in the dark."""

    def sample(self, x: Floats, y: Floats) -> tuple[Floats, Labels]:
        """Colours and labels at picture points."""
        return self.shade(column(self.eye), self.camera.rays(x, y), 1)

    @cached_property
    def everything(self) -> tuple[Solid, ...]:
        """All solids in the order of their labels."""
        return (*self.solids, *self.scenery)

    def find(self, o: Floats, d: Floats) -> Hit:
        """The nearest surface along each ray."""
        hit = Hit.nothing(d.shape[1])
        hit.take(meet_level(o, d, 0.0), UP, GROUND)
        bundle = Bundle.of(o, d) if o.shape[1] == 1 else None
        for number, solid in enumerate(self.everything, 1):
            if bundle is None or bundle.meets(*solid.bound):
                solid.meet(hit, o, d, number)
        return hit

    def shade(self, o: Floats, d: Floats, bounces: int) -> tuple[Floats, Labels]:
        """Colours and labels of rays."""
        hit = self.find(o, d)
        colours, labels = np.empty_like(d), hit.what
        met = hit.t < 300
        some, missed = np.flatnonzero(met), np.flatnonzero(~met)
        if len(missed):
            colours[:, missed] = self.backdrop(d[:, missed])
        if len(some) == 0:
            return colours, labels
        t, d, n, what = hit.t[some], d[:, some], hit.normal[:, some], hit.what[some]
        p = (o if o.shape[1] == 1 else o[:, some]) + d * t
        tint, gloss, label, metal = self._tints(p, what, t)
        c = tint * self._light(p, n, what)
        strong = np.flatnonzero((gloss > 0) if bounces else np.zeros(len(t), bool))
        if len(strong):
            r, ns = mirror(d[:, strong], n[:, strong]), n[:, strong]
            seen, seen_labels = self.shade(p[:, strong] + ns * np.float32(0.004), r, bounces - 1)
            seen = seen + self._window(p[:, strong], r)
            share = gloss[strong] + (1 - gloss[strong]) * fresnel(d[:, strong], ns, 0.0) * np.minimum(
                gloss[strong] * 18, 0.9
            )
            m = metal[strong]
            c[:, strong] = np.where(m, tint[:, strong] * seen * 1.05, c[:, strong] * (1 - share) + seen * share)
            label[strong] += np.where(gloss[strong] > 0.015, (seen_labels + 2) * 1000, 0).astype(np.int32)
        start, rate = self.haze
        far = np.flatnonzero((what == GROUND) & (t > start))
        if len(far):
            level = normalise(np.stack([d[0, far], np.abs(d[1, far]) * np.float32(0.2), d[2, far]]))
            fade = 1 - np.exp((t[far] - start) * np.float32(-rate))
            colour = self.backdrop(level) if self.mist is None else self.mist[:, None]
            c[:, far] += (colour - c[:, far]) * fade
        colours[:, some] = c
        labels[some] = label
        return colours, labels

    def _tints(self, p: Floats, what: Labels, t: Floats) -> tuple[Floats, Floats, Labels, Labels]:
        tint, gloss = np.empty_like(p), np.empty(len(what), np.float32)
        label, metal = what.copy(), np.zeros(len(what), bool)
        for number in np.unique(what).tolist():
            at = np.flatnonzero(what == number)
            if number == GROUND:
                near = float(np.min(t[at]))
                tint[:, at], gloss[at], extra = self.ground(p[:, at], near)
                label[at] += extra * 100_000
            else:
                solid = self.everything[number - 1]
                local = p[:, at] - column(solid.foot)
                if isinstance(solid, Slab):
                    local = solid.local(local)
                tint[:, at] = solid.finish.colour(local, self.seed)
                gloss[at], metal[at] = solid.finish.gloss, solid.finish.metal
                if isinstance(solid, Turned) and solid.drink:
                    level, drink = solid.drink
                    wet = at[np.abs(local[1] - level) < 1e-3]
                    tint[:, wet], gloss[wet], label[wet] = drink.tint[:, None], drink.gloss, number + 100
        return tint, gloss, label, metal

    def _light(self, p: Floats, n: Floats, what: Labels) -> Floats:
        away = column(self.lamp) - p
        light = normalise(away)
        facing = dot(n, light)
        direct = np.maximum(facing, 0)
        if self.cone:
            down = (
                np.sqrt(np.square(away[0]) + np.square(away[2])) / np.maximum(away[1], 0.05) * np.float32(self.lamp[1])
            )
            direct = direct * smooth(self.cone[1], self.cone[0], down)
        lit = np.flatnonzero(direct > 0.002)
        if len(lit):
            self._shadows(p[:, lit] + n[:, lit] * np.float32(0.004), light[:, lit], what[lit], lit, direct)
        open_ = self._open_sky(p, n, what)
        for number, solid in enumerate(self.solids, 1):
            own = np.flatnonzero(what == number) if isinstance(solid, Turned) and not solid.filled else ()
            if isinstance(solid, Turned) and len(own):
                inside = solid.openness(p[:, own], n[:, own])
                open_[own] *= inside
                direct[own] *= inside
        up, down_ = (0.5 + 0.5 * n[1]) * open_, (0.5 - 0.5 * n[1]) * open_
        total: Floats = self.light[:, None] * direct + self.above[:, None] * up + self.below[:, None] * down_
        return total

    def _shadows(self, p: Floats, light: Floats, what: Labels, places: Places, direct: Floats) -> None:
        """Takes from `direct[places]` what solids keep away; each looks only at points its shadow may reach."""
        crowd = Crowd.of(p)
        for number, solid in enumerate(self.solids, 1):
            centre, radius = solid.bound
            if not crowd.shaded(self.lamp, centre, radius, self.spread):
                continue
            v = column(centre) - p
            along = dot(v, light)
            reach = radius + np.float32(2 * self.spread) * np.maximum(along, 0)
            some = np.flatnonzero((along > -radius) & (dot(v, v) - along * along < reach * reach) & (what != number))
            if len(some):
                direct[places[some]] *= solid.shadow(p[:, some], light[:, some], self.spread)

    def _open_sky(self, p: Floats, n: Floats, what: Labels) -> Floats:
        """Share of the sky each point sees past the solids around it."""
        open_ = np.ones(p.shape[1], np.float32)
        crowd = Crowd.of(p)
        blobs = [(number, *blob) for number, solid in enumerate(self.solids, 1) for blob in solid.blobs]
        for number, middle, size in blobs:
            if crowd.near(middle, size):
                v = column(middle) - p
                some = np.flatnonzero((dot(v, v) < np.float32(25 * size * size)) & (what != number))
                if len(some):
                    open_[some] *= ball_shade(p[:, some], n[:, some], middle, size)
        return open_

    def _window(self, p: Floats, r: Floats) -> Floats:
        """The lamp's own image: a soft square with a cross bar, as of a window."""
        away = normalise(column(self.lamp) - p)
        ahead = dot(r, away)
        right = normalise(np.stack([away[2], np.zeros_like(ahead), -away[0]]))
        u = dot(r, right) / np.maximum(ahead, 0.05)
        over = np.stack([away[1] * right[2], away[2] * right[0] - away[0] * right[2], -away[1] * right[0]])
        v = dot(r, over) / np.maximum(ahead, 0.05)
        size = np.float32(max(0.16, self.spread * 2.4))
        inside = soft((size - np.maximum(np.abs(u), np.abs(v))) * (6 / float(size)))
        result: Floats = self.light[:, None] * (inside * (ahead > 0) * np.float32(2.2))
        return result
