"""Fronts of houses at night: windows lit by chance, shops on the ground floor, upright signs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobs.engines.sketch.canvas import hash_lattice
from jobs.engines.sketch.rays import Floats, Labels, mottle, soft

FLOOR, BAY, SHOP = 0.16, 0.15, 0.32
"""Height of a storey, usual width of a window's bay, and width of a shop."""
_LUCK = hash_lattice(np.arange(4096, dtype=np.int64), np.zeros(1, np.int64), 7)


def luck(number: Labels) -> Floats:
    """A value in [0, 1) for every integer."""
    value: Floats = _LUCK[number & 4095]
    return value


@dataclass(frozen=True)
class Colours:
    """Linear colours of the city: columns (3, k) to choose from, or single ones (3,)."""

    stone: Floats
    warm: Floats
    neon: Floats
    glow: Floats
    haze: Floats
    lit: float
    """Share of the windows with a light."""


@dataclass(frozen=True)
class Face:
    """Points (3, n) on houses: axis of the face (0, 2; 1 is the roof), lot, its height, size of a pixel, and slant."""

    p: Floats
    axis: Labels
    lot: Labels
    height: Floats
    pixel: Floats
    slant: Floats

    @property
    def along(self) -> Floats:
        """Way along the front."""
        way: Floats = np.where(self.axis == 0, self.p[2], self.p[0])
        return way


def front(colours: Colours, face: Face) -> Floats:
    """Colours (3, n) of the fronts and roofs, before the haze."""
    wall, stone = _wall(colours, face)
    c = _windows(colours, face, wall)
    c = _signs(colours, face, _shops(colours, face, c))
    roof = face.axis == 1
    if roof.any():
        stain = 1 + np.float32(0.5) * mottle(face.p[0] * np.float32(1.3), face.p[2] * np.float32(1.3), 4)
        c = np.where(roof, stone * (np.float32(0.16) * stain) + colours.haze[:, None] * np.float32(0.06), c)
    return c


def _wall(colours: Colours, face: Face) -> tuple[Floats, Floats]:
    """The bare wall, lit from the street below and faintly by the sky; and its stone."""
    y, storey = face.p[1], face.p[1] / np.float32(FLOOR)
    stone = colours.stone[:, (luck(face.lot * 131) * np.float32(3.99)).astype(np.int32)]
    street = np.exp(np.maximum(y, 0) * np.float32(-2.2)) * np.float32(0.16)
    sky = (
        np.float32(0.12) + np.float32(0.10) * np.minimum(y * np.float32(0.25), 1) + np.float32(0.05) * (face.axis == 2)
    )
    sill = np.abs(storey - np.round(storey)) < 0.06
    near = np.clip(1 - face.pixel * np.float32(2 / FLOOR), 0, 1)
    sky = sky * (1 - np.float32(0.25) * sill * near)
    wall: Floats = stone * sky + colours.glow[:, None] * street * (np.float32(0.4) + stone * np.float32(4))
    return wall, stone


def _windows(colours: Colours, face: Face, wall: Floats) -> Floats:
    """Windows storey by storey; where they are finer than a pixel, their mean light."""
    lot, axis = face.lot, face.axis
    wide = np.float32(BAY) * (np.float32(0.8) + np.float32(0.7) * luck(lot * 57 + 11))
    bay, storey = face.along / wide, face.p[1] / np.float32(FLOOR)
    column, row = np.floor(bay), np.floor(storey)
    a, b = column.astype(np.int32), row.astype(np.int32)
    number = a * 7349 + b * 9151 + lot * 613 + axis * 77
    other = luck(number * 29 + 5)
    soft_u: Floats = np.maximum(np.divide(face.pixel, face.slant * wide), np.float32(0.02))
    soft_v = np.maximum(face.pixel / np.float32(FLOOR), np.float32(0.02))
    half_u = np.float32(0.26) + np.float32(0.2) * luck(lot * 17)
    pane = np.clip((half_u - np.abs(bay - column - np.float32(0.5))) / soft_u + np.float32(0.5), 0, 1)
    pane *= np.clip((np.float32(0.3) - np.abs(storey - row - np.float32(0.52))) / soft_v + np.float32(0.5), 0, 1)
    fine: Floats = 1 - soft(np.maximum(soft_u, soft_v) - np.float32(0.55))
    share = np.float32(colours.lit) * (np.float32(0.35) + np.float32(1.1) * luck(lot * 131))
    busy = luck(b * 771 + lot * 91) < 0.12  # a storey where someone left all lights on
    lit = ((luck(number) < share) | busy) & (face.p[1] < face.height - np.float32(0.06)) & (axis != 1)
    dim = np.where(luck(number * 13) < 0.3, np.float32(0.45), np.float32(1))
    strength = (np.float32(0.5) + np.float32(1.5) * other * other) * (
        np.float32(0.65) + np.float32(0.6) * (storey - row)
    )
    tint = colours.warm[:, (other * np.float32(5.99)).astype(np.int32)]
    light = np.where(lit, tint * (strength * dim), colours.haze[:, None] * np.float32(0.10))
    c: Floats = wall + (light - wall) * (pane * fine)
    c += colours.warm[:, [1]] * ((1 - fine) * share * (axis != 1) * np.float32(0.26))
    return c


def _shops(colours: Colours, face: Face, c: Floats) -> Floats:
    """Shop windows on the ground floor, with shelves, and a lit board over some."""
    some = np.flatnonzero((face.p[1] < 0.27) & (face.axis != 1))
    if len(some) == 0:
        return c
    y, along, lot = face.p[1][some], face.along[some], face.lot[some]
    place = np.floor(along / np.float32(SHOP))
    value = luck(place.astype(np.int32) * 991 + lot * 31 + face.axis[some])
    neon = colours.neon[:, (value * np.float32(91)).astype(np.int32) % 5]
    tint = np.where(value < 0.45, neon, colours.warm[:, (value * np.float32(57)).astype(np.int32) % 6])
    off = np.abs(along / np.float32(SHOP) - place - np.float32(0.5))
    pane = soft((np.float32(0.43) - off) * 30) * soft(
        (np.float32(0.2) - np.abs(y - np.float32(0.125)) * np.float32(2.2)) * 30
    )
    board = soft((np.float32(0.40) - off) * 30) * soft((np.float32(0.018) - np.abs(y - np.float32(0.238))) * 140)
    goods = mottle(along * np.float32(1.9), y * np.float32(2.6) + value, 6)
    shelf = np.abs(y / np.float32(0.06) - np.round(y / np.float32(0.06)))
    inside = (np.float32(0.5) + y * np.float32(3.6)) * (np.float32(0.75) + np.float32(0.55) * goods)
    inside *= np.float32(0.55) + np.float32(0.45) * soft((shelf - np.float32(0.08)) * 9)
    inside *= np.float32(0.35) + np.float32(0.65) * soft((np.abs(off - np.float32(0.14)) - np.float32(0.012)) * 90)
    c[:, some] += tint * (pane * inside * (value < 0.8) * np.float32(0.7) + board * (value < 0.6) * np.float32(2.2))
    return c


def _signs(colours: Colours, face: Face, c: Floats) -> Floats:
    """Upright signs with rows of strokes that look like writing."""
    value = luck(face.lot * 271 + face.axis * 13)
    some = np.flatnonzero((value < 0.42) & (face.axis != 1) & (face.p[1] > 0.3) & (face.p[1] < 1.9))
    if len(some) == 0:
        return c
    y, along, lot, value = face.p[1][some], face.along[some], face.lot[some], value[some]
    start = np.float32(0.12) + np.float32(0.6) * luck(lot * 7 + 3)
    base = np.float32(0.36) + np.float32(0.3) * luck(lot * 3 + 1)
    tall = np.minimum(np.float32(0.35) + np.float32(0.8) * luck(lot * 19), face.height[some] - base - np.float32(0.1))
    u = (along - np.floor(along) - start) / np.float32(0.13)
    v = (y - base) / np.maximum(tall, np.float32(0.05))
    out_u, out_v = np.abs(u - np.float32(0.5)), np.abs(v - np.float32(0.5))
    rim = np.maximum(out_u, out_v) * 2
    inside = (rim < 1) & (tall > 0.1)
    rows, columns = np.floor(y / np.float32(0.028)).astype(np.int32), np.floor(u * 5).astype(np.int32)
    stroke = (luck(rows * 577 + columns * 83 + lot * 5) < 0.52) & (rows % 5 != 0) & (out_u < 0.36)
    light = np.where(stroke, np.float32(1.9), np.float32(0.22)) + np.float32(1.6) * soft((rim - np.float32(0.86)) * 14)
    tint = colours.neon[:, (value * np.float32(97)).astype(np.int32) % 5]
    past_u, past_v = np.maximum(out_u - np.float32(0.5), 0), np.maximum(out_v - np.float32(0.5), 0)
    halo = np.exp(past_u * np.float32(-1.7) - past_v * np.float32(7)) * (~inside & (tall > 0.1)) * np.float32(0.16)
    c[:, some] = np.where(inside, tint * light, c[:, some]) + tint * halo
    return c
