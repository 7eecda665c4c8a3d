"""An animal cut from dark paper, before a great sun and hills of paper."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from jobs.engines.sketch.canvas import (
    Array,
    Frame,
    disc,
    fbm,
    fbm_line,
    glow,
    hash_lattice,
    mixed,
    over,
    rgb,
    sky,
    stars,
    tone,
)  # fmt: skip
from jobs.engines.sketch.cutout import curve, extent, lay, placed, ribbon
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.air import weather
from jobs.engines.sketch.scenes.animal.figure import Pose, draw_animal
from jobs.engines.sketch.scenes.animal.outlines import SHAPES, Shape
from jobs.engines.sketch.scenes.kinds import kind_of

WORDS = {
    "cat": "cat|kitten|lion|tiger|panther|leopard|katze|gato|кот|кошка|猫|قطة|🐈|🐱|🦁|🐯|虎",
    "wolf": "wolf|dog|puppy|hund|chien|perro|собака|犬|狗|كلب|🐶|🐕|🐺|coyote",
    "fox": "fox|🦊|raccoon|squirrel",
    "horse": "horse|unicorn|zebra|cow|donkey|马|حصان|🐎|giraffe|camel",
    "elephant": "elephant|🐘|rhino|mammoth|dinosaur",
    "rabbit": "rabbit|hare|bunny|mouse|frog",
    "bear": "bear|🐻|panda|sheep|boar|gorilla|monkey",
    "owl": "owl|🦉|penguin",
    "bird": "bird|crane|heron|eagle|raven|crow|swan|dragon|птица|鸟|鳥|طائر|🐉|龙|hawk|seagull|parrot",
    "butterfly": "butterfly|🦋|moth|bee|dragonfly",
    "stag": "stag|deer|elk|moose|animal|antelope",
}


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the animal and its land."""
    kind = kind_of(r, WORDS, "stag")
    shape = SHAPES[kind]
    place = (r.index - 1 + int(r.shared("view") * 4)) % 4
    size = min(1.0, r.aspect) ** 0.7
    picture = sky(f, r.sky, 0.8, seed=r.noise_seed("sky"))
    if r.night and r.has("stars"):
        stars(f, picture, r.noise_seed("stars"))
    middle = r.aspect * (0.5 + (0.0, 0.13, -0.1, 0.04)[place] + r.own("x", -0.03, 0.03))
    sun = (middle + (0.0, -0.22, 0.16, 0.0)[place] * size, (0.42, 0.34, 0.3, 0.44)[place])
    radius = (0.31, 0.2, 0.15, 0.36)[place] * size
    if r.has("sun") and r.has("moon"):
        light = rgb(mixed(r.sun, r.accent, 0.2))
        glow(f, picture, *sun, rgb(r.sun), 0.35, 3.6)
        disc(f, picture, *sun, radius, light)
        if place in (0, 3):
            disc(f, picture, *sun, radius * 0.8, light * np.float32(1.12))
    foot = (0.80, 0.84, 0.74, 0.86)[place]
    tall = (0.56, 0.64, 0.34, 0.60)[place] * size * shape.size
    flip = r.own("side") < 0.5
    side = -1 if flip else 1
    airborne = kind in {"bird", "butterfly"}
    for layer in range(3 if kind == "owl" else 4):
        _hill(r, f, picture, layer, foot, middle)
    if airborne:
        _flock(r, f, picture, Pose(kind, sun, tall, flip))
        _hill(r, f, picture, 4, foot + 0.1, middle)
    else:
        if kind == "owl":
            _branch(r, f, picture, middle, foot - 0.12, size)
            foot -= 0.12
        if place == 3 and kind != "owl":
            young = Pose(kind, (middle - side * 0.30 * tall / shape.size, foot), tall * 0.62, flip, 0.25)
            draw_animal(r, f, picture, young)
        spot = (_inside(r, shape, middle + (side * 0.05 * size if place == 3 else 0), tall, side), foot)
        draw_animal(r, f, picture, Pose(kind, spot, tall, flip))
        _hill(r, f, picture, 4, foot + (0.2 if kind == "owl" else 0.0), middle)
    if r.weather == "fog" or r.light == "dawn":
        low = np.exp(-(((f.ys - np.float32(foot - 0.04)) / np.float32(0.10)) ** 2)) * np.float32(0.35)
        drift = f.coarse(lambda g: np.clip(0.5 + 0.6 * fbm(g, 1.6, r.noise_seed("mist"), 4, stretch=3), 0, 1), 1 / 128)
        over(picture, rgb(mixed(r.sky[3], r.sun, 0.3)), drift * low)
    weather(r, f, picture)
    return tone(picture, 1.05)


def _inside(r: Recipe, shape: Shape, x: float, tall: float, side: int) -> float:
    """The x nearest to the wanted one at which the whole animal is in the picture."""
    left, _, right, _ = extent([*shape.body, *(path for path, _ in shape.rods)])
    low, high = (left, right) if side > 0 else (-right, -left)
    first, last = 0.05 - low * tall, r.aspect - 0.05 - high * tall
    return min(max(x, first), last) if first < last else (first + last) / 2


def _hill(r: Recipe, f: Frame, picture: Array, layer: int, foot: float, middle: float) -> None:
    """One ridge of paper; the last is the ground in front, with grass."""
    seed = r.noise_seed(f"hill {layer}")
    near = layer >= 3
    base = foot + (-0.20 + 0.068 * layer if not near else 0.0 if layer == 3 else 0.035)
    wave = 0.05 if not near else 0.016
    rough = fbm_line(f.xs, 1.3 + 0.5 * layer, seed, 6 if not near else 3, gain=0.45)
    line = np.float32(base) - np.float32(wave) * rough
    if near:
        line = (
            line
            + np.float32(0.02 if layer == 3 else 0.012)
            - np.float32(0.03) * np.exp(-(((f.xs - np.float32(middle)) / np.float32(0.4)) ** 2))
        )
    tint = rgb(mixed(mixed(r.ground[3], r.sky[3], 0.45), r.ground[0], min(1.0, 0.15 + 0.26 * layer)))
    if r.weather == "snow" and r.has("snow"):
        white = mixed("#f6f9fd", r.sky[3], 0.15)
        tint = rgb(mixed(white, mixed(r.sky[1], r.ground[2], 0.4), 0.55 - 0.12 * layer))
    shade = np.exp(np.minimum(f.ys - line, 0) * np.float32(45)) * (f.ys < line)
    picture *= (1 - np.float32(0.28) * shade)[..., None]
    if near:
        line = line - _grass(f, line, seed)
    into = f.ys - line
    paper = tint * (1 + np.float32(0.28) * np.exp(-np.maximum(into, 0) * np.float32(18)))[..., None]
    over(picture, paper, np.clip(into / np.float32(f.px) + np.float32(0.5), 0, 1))


def _grass(f: Frame, line: Array, seed: int) -> Array:
    """Height of blades over the ground, blade by blade along x."""
    height = np.zeros(f.xs.shape, np.float32)
    for k, step in enumerate((0.006, 0.0094, 0.015)):
        cell = f.xs / np.float32(step)
        number = np.floor(cell)
        tall = hash_lattice(number.astype(np.int64), np.zeros((1, 1), np.int64), seed + k)
        lean = (tall * np.float32(7) % 1 - np.float32(0.5)) * np.float32(0.5)
        within = np.abs(cell - number - np.float32(0.5) - lean * np.float32(0.6))
        fade = min(1.0, step / (2.2 * f.px))
        height = np.maximum(
            height, np.float32(fade * (0.010 + 0.006 * k)) * tall * np.clip(1 - within * np.float32(2.4), 0, 1)
        )
    return height


def _branch(r: Recipe, f: Frame, picture: Array, x: float, y: float, size: float) -> None:
    path = curve(
        ((x - 2.2, y + 0.16), (x - 0.7, y + 0.06), (x - 0.2, y + 0.035), (x + 0.25, y + 0.05), (x + 0.8, y - 0.04)),
        closed=False,
    )
    lay(
        f,
        picture,
        [ribbon(path, (0.09 * size, 0.075 * size, 0.06 * size, 0.045 * size, 0.006))],
        rgb(mixed(r.ground[0], r.ground[1], 0.4)),
        lift=0.012,
    )
    for k, (a, b) in enumerate(((0.3, -0.12), (0.5, 0.09), (-0.35, 0.16), (0.62, -0.14))):
        twig = curve(((x + a * 0.8, y + 0.04), (x + a, y + b * 0.6), (x + a * 1.12, y + b)), closed=False)
        lay(f, picture, [ribbon(twig, (0.018, 0.012, 0.002))], rgb(mixed(r.ground[0], r.ground[1], 0.4)), lift=0.006)
        leaf = ((0, 0), (0.4, -0.2), (1, 0), (0.4, 0.2))
        lay(
            f,
            picture,
            [placed(curve(leaf), x + a * 1.1, y + b, 0.09 * size, turn=0.7 * k - 1)],
            rgb(mixed(r.ground[2], r.ground[1], 0.3)),
            lift=0.006,
        )


def _flock(r: Recipe, f: Frame, picture: Array, pose: Pose) -> None:
    """One large flier before the sun at the pose's foot, and others further off."""
    (x, y), tall, bird = pose.foot, pose.tall, pose.kind == "bird"
    for k in range(8 if bird else 5):
        a, reach = k * 2.4 + r.own("flock") * 6, 0.26 + 0.05 * k
        spot = (x + math.cos(a) * reach * 1.2, y - 0.02 + math.sin(a) * reach * 0.62)
        draw_animal(r, f, picture, replace(pose, foot=spot, tall=tall * (0.30 - 0.018 * k), deep=0.3))
    side = -1 if pose.flip else 1
    spot = (x - side * 0.02, y + (0.28 if bird else 0.4) * tall)
    draw_animal(r, f, picture, replace(pose, foot=spot, tall=tall * 0.8))
