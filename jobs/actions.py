"""What can be asked of an engine: one row per action, with what it needs, makes and costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """The verbs of the house; `jobs.wire` maps them to and from TT API's names."""

    IMAGINE = "imagine"
    UPSCALE = "upscale"
    VARY = "vary"
    REROLL = "reroll"
    VARY_SUBTLE = "vary_subtle"
    VARY_STRONG = "vary_strong"
    UPSCALE_2X = "upscale_2x"
    UPSCALE_4X = "upscale_4x"
    UPSCALE_SUBTLE = "upscale_subtle"
    UPSCALE_CREATIVE = "upscale_creative"
    ZOOM_OUT_1_5 = "zoom_out_1_5"
    ZOOM_OUT_2 = "zoom_out_2"
    MAKE_SQUARE = "make_square"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    PAN_UP = "pan_up"
    PAN_DOWN = "pan_down"
    REGION = "region"
    BLEND = "blend"
    DESCRIBE = "describe"
    SEED = "seed"
    IMPORT = "import"


class Shape(StrEnum):
    """What a job shows when it is done."""

    GRID = "grid"  # four tiles
    SINGLE = "single"  # one picture, at the tile's size
    UPSCALED = "upscaled"  # one picture with more pixels
    TEXT = "text"  # words only
    BROUGHT = "brought"  # pictures that no engine of ours has made, so none can go on with them


@dataclass(frozen=True, slots=True)
class Rule:
    """The facts of one action.

    `needs` are the shapes of a parent it applies to (empty: it stands alone), `makes` is the shape of its
    result, `price` the kind of work whose price it costs, `size` which of that kind where prices may tell them apart,
    `indexed` whether it names one of four tiles.
    """

    needs: frozenset[Shape]
    makes: Shape
    price: str
    indexed: bool = False
    size: str = ""


_ALONE: frozenset[Shape] = frozenset()
_GRID = frozenset({Shape.GRID})
_ONE = frozenset({Shape.SINGLE, Shape.UPSCALED})
_SINGLE = frozenset({Shape.SINGLE})
_MADE = frozenset({Shape.GRID, Shape.SINGLE, Shape.UPSCALED})

RULES: dict[Action, Rule] = {
    Action.IMAGINE: Rule(_ALONE, Shape.GRID, "imagine"),
    Action.UPSCALE: Rule(_GRID, Shape.SINGLE, "single", indexed=True),
    Action.VARY: Rule(_GRID, Shape.GRID, "variation", indexed=True),
    Action.REROLL: Rule(_GRID, Shape.GRID, "variation"),
    Action.VARY_SUBTLE: Rule(_ONE, Shape.GRID, "variation"),
    Action.VARY_STRONG: Rule(_ONE, Shape.GRID, "variation"),
    Action.UPSCALE_2X: Rule(_SINGLE, Shape.UPSCALED, "upscale", size="2x"),
    Action.UPSCALE_4X: Rule(_SINGLE, Shape.UPSCALED, "upscale", size="4x"),
    Action.UPSCALE_SUBTLE: Rule(_SINGLE, Shape.UPSCALED, "upscale", size="subtle"),
    Action.UPSCALE_CREATIVE: Rule(_SINGLE, Shape.UPSCALED, "upscale", size="creative"),
    Action.ZOOM_OUT_1_5: Rule(_ONE, Shape.GRID, "zoom", size="1.5x"),
    Action.ZOOM_OUT_2: Rule(_ONE, Shape.GRID, "zoom", size="2x"),
    Action.MAKE_SQUARE: Rule(_ONE, Shape.GRID, "zoom", size="square"),
    Action.PAN_LEFT: Rule(_ONE, Shape.GRID, "pan"),
    Action.PAN_RIGHT: Rule(_ONE, Shape.GRID, "pan"),
    Action.PAN_UP: Rule(_ONE, Shape.GRID, "pan"),
    Action.PAN_DOWN: Rule(_ONE, Shape.GRID, "pan"),
    Action.REGION: Rule(_ONE, Shape.GRID, "region"),
    Action.BLEND: Rule(_ALONE, Shape.GRID, "blend"),
    Action.DESCRIBE: Rule(_ALONE, Shape.TEXT, "describe"),
    Action.SEED: Rule(_MADE, Shape.TEXT, "seed"),
    # Asked of nobody, and free: pictures that came as files (jobs.importing).
    Action.IMPORT: Rule(_ALONE, Shape.BROUGHT, "import"),
}

# What an engine can be asked for.
ASKED = {action: rule for action, rule in RULES.items() if rule.makes is not Shape.BROUGHT}

# A blend mixes so many pictures, into one of these shapes, here by TT API's words for them.
FEWEST_BLENDED, MOST_BLENDED = 2, 5
DIMENSIONS = {"square": (1, 1), "portrait": (2, 3), "landscape": (3, 2)}

# What prices may tell apart within a kind of work. Neither the ratio of a prompt nor the shape of a blend is a size.
SIZES = {
    work: tuple(rule.size for rule in RULES.values() if rule.price == work and rule.size)
    for work in dict.fromkeys(rule.price for rule in RULES.values() if rule.size)
}

# What an order of these is about are pictures that its person brought; an imagine may refer to some.
BRINGING = frozenset({Action.BLEND, Action.DESCRIBE, Action.REGION})

_V5_UPSCALES = frozenset({Action.UPSCALE_2X, Action.UPSCALE_4X})
_V6_UPSCALES = frozenset({Action.UPSCALE_SUBTLE, Action.UPSCALE_CREATIVE})


@dataclass(frozen=True, slots=True)
class Step:
    """One action on one place: `Step(Action.UPSCALE, 2)` is U2; index 0 means the whole result."""

    action: Action
    index: int = 0


def can_be_blended(count: int) -> bool:
    """Whether so many pictures can be mixed."""
    return FEWEST_BLENDED <= count <= MOST_BLENDED


def offered(shape: Shape, *, version: str, niji: bool, square: bool) -> Iterator[Step]:
    """The steps that may follow a finished job, in the order in which Midjourney shows its buttons.

    2x and 4x belong to version 5, subtle and creative to version 6 and later; Make square needs a picture that
    is not square yet. Region and seed have doors of their own and are not listed.
    """
    major = int(version.split(".", 1)[0] or 0)
    for action, rule in RULES.items():
        if shape not in rule.needs or action in (Action.SEED, Action.REGION):
            continue
        if action is Action.MAKE_SQUARE and square:
            continue
        if action in _V5_UPSCALES and major != 5:
            continue
        if action in _V6_UPSCALES and major < 6:
            continue
        if rule.indexed:
            yield from (Step(action, index) for index in (1, 2, 3, 4))
        else:
            yield Step(action)
