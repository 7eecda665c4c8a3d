"""A window: one month of one purse, with what is spent and held in it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import User
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.models.line import Kind, Line
from mjweb.quotas.models.purse import Purse, month_of


class WindowQuerySet(models.QuerySet["Window"]):
    def current(self, purse: Purse, at: datetime | None = None) -> Window:
        """The purse's window of now, opened with its grant when the month is new."""
        starts, ends = month_of(at or timezone.now())
        window = self.filter(purse=purse, starts=starts).first()
        if window is None:
            try:
                with transaction.atomic():
                    window = self.create(purse=purse, starts=starts, ends=ends, limit=purse.allowance)
                    Line.objects.write(window, Kind.GRANT, purse.allowance, label=str(_("Monthly allowance")))
            except IntegrityError:  # somebody opened it first
                window = self.get(purse=purse, starts=starts)
        return window

    @transaction.atomic
    def allow(self, purse: Purse, allowance: int, *, actor: User | None = None, reason: str = "") -> None:
        """Change the monthly allowance, from now on and for the running month.

        A cut below what is spent and held leaves running jobs alone: it only refuses new ones.
        """
        window = self.current(purse)
        change = allowance - window.limit
        Purse.objects.filter(pk=purse.pk).update(allowance=allowance)
        purse.allowance = allowance
        if change:
            self.filter(pk=window.pk).update(limit=F("limit") + change)
            Line.objects.write(window, Kind.CORRECT, change, label=reason or str(_("Allowance changed")), actor=actor)

    def lock(self, window: Window) -> None:
        """Keep the row to ourselves until the transaction ends."""
        self.filter(pk=window.pk).update(held=F("held"))

    def hold(self, window: Window, amount: int, reference: str, label: str) -> None:
        """Set `amount` aside for `reference`. Raises NotEnough and changes nothing when it does not fit.

        Call it inside the transaction that makes the thing paid for.
        """
        fits = Q(limit__gte=F("used") + F("held") + amount)
        if not self.filter(fits, pk=window.pk).update(held=F("held") + amount):
            fresh = self.get(pk=window.pk)
            raise NotEnough(amount, fresh.left, fresh.ends)
        Line.objects.write(window, Kind.HOLD, amount, reference=reference, label=label)

    def settle(self, reference: str) -> None:
        """Turn the holds of `reference` into spending; a second settlement is refused by the database."""
        for hold in Line.objects.holds(reference):
            self.filter(pk=hold.window_id).update(held=F("held") - hold.amount, used=F("used") + hold.amount)
            Line.objects.write(hold.window, Kind.SETTLE, hold.amount, reference=reference, label=hold.label)

    def give_back(self, reference: str, reason: str) -> int:
        """Return the holds of `reference`; gives the sum in thousandths."""
        total = 0
        for hold in Line.objects.holds(reference):
            # The window first: the line's balance is read after it.
            self.filter(pk=hold.window_id).update(held=F("held") - hold.amount)
            Line.objects.write(
                hold.window, Kind.RETURN, hold.amount, reference=reference, label=hold.label, reason=reason
            )
            total += hold.amount
        return total


class Window(models.Model):
    """`limit`, `used` and `held` are cached sums of the lines, in thousandths of a unit."""

    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="windows")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    limit = models.BigIntegerField()
    used = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)

    objects: ClassVar[WindowQuerySet] = WindowQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        constraints = [
            models.UniqueConstraint(fields=["purse", "starts"], name="one_window_a_month"),
            models.CheckConstraint(condition=Q(used__gte=0, held__gte=0), name="window_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.purse_id} from {self.starts:%Y-%m-%d}"

    @property
    def left(self) -> int:
        """What can still be held, never below zero."""
        return max(0, self.limit - self.used - self.held)
