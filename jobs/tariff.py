"""What a price is of: a kind of work at a speed, of one version or size or of all; and the prices of a new site."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs import prompts
from jobs.actions import SIZES


class Mode(models.TextChoices):
    RELAX = "relax", _("Relax")
    FAST = "fast", _("Fast")
    TURBO = "turbo", _("Turbo")


class Work(models.TextChoices):
    """The kinds of work that have a price."""

    IMAGINE = "imagine", _("Grid")
    VARIATION = "variation", _("Variation")
    SINGLE = "single", _("Upscale of one of four")
    UPSCALE = "upscale", _("Upscale 2x, 4x, subtle, creative")
    ZOOM = "zoom", _("Zoom out")
    PAN = "pan", _("Pan")
    REGION = "region", _("Region")
    BLEND = "blend", _("Blend")
    DESCRIBE = "describe", _("Describe")
    SEED = "seed", _("Seed")


class Size(models.TextChoices):
    """What is told apart within a kind of work; which of them a kind has: `jobs.actions.SIZES`."""

    TWICE = "2x", _("2x")
    FOUR_TIMES = "4x", _("4x")
    SUBTLE = "subtle", _("subtle")
    CREATIVE = "creative", _("creative")
    ONE_AND_A_HALF = "1.5x", _("1.5x")
    SQUARE = "square", _("square")


class Cell(NamedTuple):
    """What a price is of. Without a version or a size it is that of all that have none of their own."""

    work: str
    mode: str
    version: str = ""  # the key of a model, see jobs.prompts.MODELS
    size: str = ""

    @property
    def is_known(self) -> bool:
        """Whether such work, speed, version and size exist."""
        known = (Work.values, Mode.values, ["", *prompts.MODELS], ["", *SIZES.get(self.work, ())])
        return all(word in words for word, words in zip(self, known, strict=True))

    @property
    def line(self) -> str:
        """Its line of the table: 'Grid, Version 6', 'Upscale, 4x'."""
        # The work that comes in four sizes is called by all of them, where none is told apart.
        is_one = self.size and self.work == Work.UPSCALE
        words = [str(_("Upscale") if is_one else Work(self.work).label)]
        words += [prompts.MODELS[self.version].name] if self.version else []
        return ", ".join([*words, *([str(Size(self.size).label)] if self.size else [])])

    @property
    def words(self) -> tuple[str, str, str, str]:
        """In the order of a page."""
        return self.work, self.version, self.size, self.mode

    @property
    def what(self) -> str:
        """'Grid, Version 6, Fast'."""
        return f"{self.line}, {Mode(self.mode).label}"


Table = dict[Cell, int]  # what holds at one moment, in thousandths of a unit

MOST = 1_000_000_000  # thousandths: a million units, which the columns of prices and of quotes hold
DEAR = "6"  # the one version that the service itself asks more for, in Fast


def _usual() -> Table:
    base = {Mode.RELAX.value: 1000, Mode.FAST.value: 2000, Mode.TURBO.value: 4000}
    rows = {(work.value, ""): base for work in Work} | {
        (Work.IMAGINE.value, DEAR): {**base, Mode.FAST.value: 3000},
        (Work.UPSCALE.value, ""): {mode: 2 * amount for mode, amount in base.items()},
        (Work.DESCRIBE.value, ""): dict.fromkeys(base, 1000),
        (Work.SEED.value, ""): dict.fromkeys(base, 1000),
    }
    return {Cell(work, mode, version): rows[work, version][mode] for work, version in rows for mode in base}


def in_order(table: Table) -> Table:
    """As pages list it: work by work, what has a version or a size after what has none, speed by speed."""
    orders: list[list[str]] = [Work.values, ["", *prompts.MODELS], ["", *Size.values], Mode.values]
    places = [{word: number for number, word in enumerate(order)} for order in orders]

    def place(item: tuple[Cell, int]) -> list[int]:
        return [known[word] for known, word in zip(places, item[0].words, strict=True)]

    return dict(sorted(table.items(), key=place))


# What a new site starts with (migrations wrote it), and what operators can go back to.
DEFAULTS = in_order(_usual())


def looked_up(table: Table, cell: Cell) -> int | None:
    """The price of a cell: its own, else that of its size, of its version, of all of its kind; None where none is."""
    work, mode, version, size = cell
    for one in (cell, Cell(work, mode, "", size), Cell(work, mode, version), Cell(work, mode)):
        if one in table:
            return table[one]
    return None
