"""What reference images lend to a prompt's pictures: colours, a medium, and where it is light and dark.

Rules cannot see what a picture shows. An image prompt lends its colours and its composition, a style its colours and
the medium that this engine wrote into it, a character or an omni reference the colours of its middle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from PIL import Image

from jobs.engines.sketch import meta
from jobs.engines.sketch.canvas import Array, encode, from_oklab, mixed, rgb, to_hex, to_oklab
from jobs.engines.sketch.describe import recipe_of
from jobs.engines.sketch.files import Folder
from jobs.engines.sketch.plates import Art, Echo, Mix
from jobs.engines.sketch.png import Pixels
from jobs.engines.sketch.recipe import Recipe
from jobs.prompts.facts import Facts

EDGE = 96
"""Longer side at which colours are counted."""
MEDIUM_FROM = 40
"""Style weight from which the medium is lent too."""
MIDDLE = (0.28, 0.18, 0.72, 0.88)
"""The part of a picture that a character is looked for in: left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Lender:
    """A kept reference: the name of its file and what it is for. `str` and `of` are how an order's row has it."""

    role: str
    name: str

    def __str__(self) -> str:
        return f"{self.role} {self.name}"

    @classmethod
    def of(cls, text: str) -> Self:
        role, _blank, name = text.partition(" ")
        return cls(role, name)


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a picture as a recipe has them: five from dark to light and an accent, four from top to middle."""

    palette: tuple[str, ...]
    sky: tuple[str, ...]
    sun: str


@dataclass(frozen=True, slots=True)
class Loan:
    """All that the references of one order lend: colours with their share of the result, a medium, an echo."""

    whole: tuple[tuple[Colours, float], ...] = ()
    subject: tuple[tuple[Colours, float], ...] = ()
    medium: str = ""
    echoing: tuple[str, ...] = ()
    amount: float = 0.0

    def lent(self, recipe: Recipe) -> Recipe:
        """The recipe with colours, and with a medium where its words name none."""
        for colours, share in self.whole:
            recipe = replace(
                recipe,
                palette=_towards(recipe.palette, colours.palette, share),
                sky=_towards(recipe.sky, colours.sky, share),
                sun=mixed(recipe.sun, colours.sun, share * 0.7),
            )
        for colours, share in self.subject:
            recipe = replace(recipe, palette=_towards(recipe.palette, colours.palette, share))
        return replace(recipe, medium=self.medium) if self.medium and recipe.medium == "none" else recipe

    def echoed(self, art: Art, seed: int, aspect: float) -> Art:
        """The art with the composition of the image prompts. What repeats stays without: its edges would not meet."""
        if not self.echoing or self.amount <= 0 or (isinstance(art.base, Recipe) and art.base.tile):
            return art
        return art.under(Echo(Mix(self.echoing, seed, aspect, "echo"), self.amount))


NOTHING = Loan()
"""What a prompt without references is lent."""


def loan(lenders: Sequence[Lender], facts: Facts, folder: Folder) -> Loan:
    """What these references lend at the weights of the prompt."""
    by_role = {role: [one for one in lenders if one.role == role] for role in ("image", "style", "character", "omni")}
    images, styles = by_role["image"], by_role["style"]
    shares = {
        "image": facts.iw / (facts.iw + 1),
        "style": facts.sw / (facts.sw + 43),
        "character": 0.8 * facts.cw / 100,
        "omni": facts.ow / (facts.ow + 43),
    }
    media = [medium for one in styles if (medium := medium_of(folder, one.name))]
    return Loan(
        whole=tuple(_dealt(images, shares["image"], folder)) + tuple(_dealt(styles, shares["style"], folder)),
        subject=tuple(
            pair for role in ("character", "omni") for pair in _dealt(by_role[role], shares[role], folder, middle=True)
        ),
        medium=media[0] if media and facts.sw >= MEDIUM_FROM else "",
        echoing=tuple(one.name for one in images[:5]),
        amount=min(0.85, 0.3 * facts.iw),
    )


def _dealt(
    lenders: Iterable[Lender], share: float, folder: Folder, *, middle: bool = False
) -> list[tuple[Colours, float]]:
    """The colours of each, with shares that give them equal parts when one is mixed in after the other."""
    found = [colours_of(folder, one.name, middle=middle) for one in lenders]
    return [(colours, share if place == 1 else share / place) for place, colours in enumerate(found, 1)]


def _towards(mine: tuple[str, ...], theirs: tuple[str, ...], share: float) -> tuple[str, ...]:
    return tuple(mixed(a, b, share) for a, b in zip(mine, theirs, strict=True))


# What a picture has ---------------------------------------------------------------------------------------------------


def colours_of(folder: Folder, name: str, *, middle: bool = False) -> Colours:
    """The colours of a kept picture, or of its middle."""
    with Image.open(folder.input(name)) as image:
        small = image.convert("RGB")
    if middle:
        left, top, right, bottom = MIDDLE
        wide, tall = small.size
        box = (int(left * wide), int(top * tall), max(1, int(right * wide)), max(1, int(bottom * tall)))
        small = small.crop(box)
    small.thumbnail((EDGE, EDGE), Image.Resampling.BOX)
    lab = to_oklab(_linear(np.asarray(small)))
    flat = lab.reshape(-1, 3)
    order = np.argsort(flat[:, 0], kind="stable")
    steps = tuple(_hex(_strong(part)) for part in np.array_split(flat[order], 5))
    strength = np.hypot(flat[:, 1], flat[:, 2])
    accent = flat[np.argsort(-strength, kind="stable")[: max(1, len(flat) // 40)]].mean(axis=0)
    upper = lab[: max(1, lab.shape[0] * 6 // 10)]
    bands = tuple(_hex(_strong(part.reshape(-1, 3))) for part in _parts(upper, 4))
    light = flat[order[-max(1, len(flat) // 50) :]].mean(axis=0)
    return Colours((*steps, _hex(accent)), bands, _hex(light))


def medium_of(folder: Folder, name: str) -> str:
    """The medium of a kept picture that this engine drew; "" for any other picture."""
    facts = meta.read(folder.input(name).read_bytes())
    medium = str(recipe_of(facts.get("Recipe", "")).get("medium", "none"))
    return "" if medium == "none" else medium


def _parts(rows: Array, count: int) -> list[Array]:
    """So many bands from top to bottom, each with a row at least."""
    height = rows.shape[0]
    return [rows[min(height - 1, height * k // count) : max(1, height * (k + 1) // count)] for k in range(count)]


def _strong(lab: Array) -> Array:
    """The mean of colours, the stronger ones counting for more: greys would dull it."""
    weight = 0.05 + np.hypot(lab[:, 1], lab[:, 2])
    mean = (lab * weight[:, None]).sum(axis=0) / weight.sum()
    mean[0] = lab[:, 0].mean()
    strong: Array = mean.astype(np.float32)
    return strong


def _hex(lab: Array) -> str:
    light, x, y = lab.tolist()
    return to_hex((light, x, y))


_LINEAR = np.array([rgb(f"#{k:02x}0000")[0] for k in range(256)], np.float32)


def _linear(pixels: Pixels) -> Array:
    return _LINEAR[pixels]


# The echo -------------------------------------------------------------------------------------------------------------


def echoed(under: Pixels, picture: Pixels, amount: float) -> Pixels:
    """Art with the lights, darks and some colour of a picture of the same window."""
    mine, theirs = to_oklab(_linear(under)), to_oklab(_linear(picture))
    light = mine[..., 0]
    # Soft light on lightness: it keeps what is drawn, and gives it the masses of the picture.
    pull = theirs[..., 0] - np.float32(0.5)
    lit = light + pull * 4 * light * (1 - light) * np.float32(amount)
    lit += (theirs[..., 0] - lit) * np.float32(amount * amount * 0.6)
    out = mine + (theirs - mine) * np.float32(amount * 0.7)
    out[..., 0] = np.clip(lit, 0, 1)
    return encode(from_oklab(out))
