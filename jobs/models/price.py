"""The price table: what one job costs, by kind of work and speed. A migration fills it, operators edit it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.actions import RULES, Action


class Mode(models.TextChoices):
    RELAX = "relax", _("Relax")
    FAST = "fast", _("Fast")
    TURBO = "turbo", _("Turbo")


class Work(models.TextChoices):
    """The rows: the kinds of work that have a price of their own."""

    IMAGINE = "imagine", _("Grid")
    IMAGINE_V6 = "imagine_v6", _("Grid with version 6.0")
    VARIATION = "variation", _("Variation")
    SINGLE = "single", _("Upscale of one of four")
    UPSCALE = "upscale", _("Upscale 2x, 4x, subtle, creative")
    ZOOM = "zoom", _("Zoom out")
    PAN = "pan", _("Pan")
    REGION = "region", _("Region")
    BLEND = "blend", _("Blend")
    DESCRIBE = "describe", _("Describe")
    SEED = "seed", _("Seed")


Table = dict[tuple[str, str], int]  # (work, mode) -> thousandths of a unit

CELLS = tuple((work.value, mode.value) for work in Work for mode in Mode)
MOST = 1_000_000_000  # thousandths: a million units, which the columns of prices and of quotes hold


def _usual() -> Table:
    base = {Mode.RELAX.value: 1000, Mode.FAST.value: 2000, Mode.TURBO.value: 4000}
    rows = {work.value: base for work in Work} | {
        Work.IMAGINE_V6.value: {**base, Mode.FAST.value: 3000},
        Work.UPSCALE.value: {mode: 2 * amount for mode, amount in base.items()},
        Work.DESCRIBE.value: dict.fromkeys(base, 1000),
        Work.SEED.value: dict.fromkeys(base, 1000),
    }
    return {(work, mode): rows[work][mode] for work, mode in CELLS}


# What a new site starts with (a migration wrote it), and what operators can go back to.
DEFAULTS = _usual()


class PriceQuerySet(models.QuerySet["Price"]):
    def table(self) -> Table:
        """The whole table in one query: (work, mode) -> thousandths."""
        return {(work, mode): amount for work, mode, amount in self.values_list("work", "mode", "amount")}

    def quote(self, action: Action, mode: str, version: str, table: Table | None = None) -> int:
        """What one job costs now, in thousandths. The quote is what is charged."""
        prices = self.table() if table is None else table
        work = RULES[action].price
        if action is Action.IMAGINE and version in ("6", "6.0"):
            work = Work.IMAGINE_V6.value
        return prices[work, mode]


class Price(models.Model):
    """One cell of the table; `amount` in thousandths of a unit."""

    work = models.CharField(_("work"), max_length=20, choices=Work.choices)
    mode = models.CharField(_("speed"), max_length=5, choices=Mode.choices)
    amount = models.PositiveIntegerField(_("price"))

    objects: ClassVar[PriceQuerySet] = PriceQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [models.UniqueConstraint(fields=["work", "mode"], name="one_price")]

    def __str__(self) -> str:
        return f"{self.work} {self.mode}"
