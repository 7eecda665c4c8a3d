"""The history of the price table: one row for each price that an operator changed; never changed, never deleted."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models.price import Mode, Price, Table, Work
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Verb
from mjweb.quotas.units import plain


class PriceChangeQuerySet(models.QuerySet["PriceChange"]):
    @transaction.atomic
    def make(self, by: By, opened: Table, wanted: Table) -> list[PriceChange] | None:
        """Bring the table to `wanted` and write down what that changed, all or nothing.

        None, and nothing is changed, when the table is no longer the one that `by` had before their eyes, `opened`.
        """
        # The rows stay ours until the end: of two operators at once the second sees what the first did.
        rows = Price.objects.select_for_update().order_by("pk")
        now = {(price.work, price.mode): price.amount for price in rows}
        changes = [
            PriceChange(work=work, mode=mode, before=now[work, mode], after=amount, by=by.user)
            for (work, mode), amount in wanted.items()
            if now[work, mode] != amount
        ]
        if changes and now != opened:
            return None
        for change in changes:
            Price.objects.filter(work=change.work, mode=change.mode).update(amount=change.after)
            Entry.objects.write(by, Verb.PRICE_CHANGED, subject=change.what, detail=change.how)
        return self.bulk_create(changes)

    def since(self) -> dict[tuple[str, str], datetime]:
        """From when on each price that was ever changed is what it is now."""
        rows = self.order_by().values("work", "mode").annotate(last=models.Max("at"))
        return {(row["work"], row["mode"]): row["last"] for row in rows}

    def newest_first(self) -> PriceChangeQuerySet:
        return self.order_by("-pk")


class PriceChange(models.Model):
    """Amounts in thousandths of a unit."""

    work = models.CharField(_("work"), max_length=20, choices=Work.choices)
    mode = models.CharField(_("speed"), max_length=5, choices=Mode.choices)
    before = models.PositiveIntegerField(_("price before"))
    after = models.PositiveIntegerField(_("price after"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="price_changes")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PriceChangeQuerySet] = PriceChangeQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("change of a price")
        verbose_name_plural = _("changes of prices")

    def __str__(self) -> str:
        return f"{self.work} {self.mode} {self.before} to {self.after}"

    @property
    def what(self) -> str:
        return f"{self.get_work_display()}, {self.get_mode_display()}"

    @property
    def how(self) -> str:
        return f"{plain(self.before)} → {plain(self.after)}"
