"""The ledger: one line for each thing that happened to a window; never changed, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mjweb.accounts.models import User
    from mjweb.quotas.models.window import Window


class Kind(models.TextChoices):
    GRANT = "grant", _("Granted")
    HOLD = "hold", _("Held")
    SETTLE = "settle", _("Settled")
    RETURN = "return", _("Returned")
    CORRECT = "correct", _("Corrected")


class LineQuerySet(models.QuerySet["Line"]):
    def write(
        self,
        window: Window,
        kind: Kind,
        amount: int,
        *,
        reference: str = "",
        label: str = "",
        reason: str = "",
        actor: User | None = None,
    ) -> Line:
        """Add a line, with the balance that the window has after it."""
        facts = type(window).objects.values("limit", "used", "held").get(pk=window.pk)
        balance = facts["limit"] - facts["used"] - facts["held"]
        return self.create(
            window=window,
            kind=kind,
            amount=amount,
            balance=balance,
            reference=reference,
            label=label[:200],
            reason=reason[:200],
            actor=actor,
        )

    def holds(self, reference: str) -> LineQuerySet:
        return self.filter(reference=reference, kind=Kind.HOLD).select_related("window").order_by("window_id")

    def newest_first(self) -> LineQuerySet:
        return self.order_by("-pk")

    def balance(self) -> int:
        """What these lines add up to: what can still be held."""
        signed = Case(
            When(kind__in=[Kind.GRANT, Kind.RETURN, Kind.CORRECT], then=F("amount")),
            When(kind=Kind.HOLD, then=-F("amount")),
            default=0,
        )
        return int(self.aggregate(sum=Sum(signed, default=0))["sum"])


class Line(models.Model):
    """`amount` is in thousandths and positive but for a correction; `reference` is opaque here (jobs give theirs)."""

    window = models.ForeignKey("quotas.Window", on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()
    reference = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[LineQuerySet] = LineQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        constraints = [
            models.UniqueConstraint(fields=["reference", "window"], condition=Q(kind="hold"), name="one_hold_a_purse"),
            models.UniqueConstraint(
                fields=["reference", "window"], condition=Q(kind__in=["settle", "return"]), name="one_settlement_a_hold"
            ),
            models.CheckConstraint(condition=Q(kind="correct") | Q(amount__gte=0), name="line_amount_positive"),
        ]
        indexes = [models.Index(fields=["window", "-id"], name="line_window")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    @property
    def change(self) -> int:
        """What the line did to the balance; settling moves nothing, the hold had moved it."""
        return {Kind.HOLD: -self.amount, Kind.SETTLE: 0}.get(Kind(self.kind), self.amount)
