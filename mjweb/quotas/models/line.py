"""The ledger: one line for each thing that happened to a window; never changed, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Sum, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mjweb.accounts.models import User


class Kind(models.TextChoices):
    GRANT = "grant", _("Granted")
    HOLD = "hold", _("Held")
    SETTLE = "settle", _("Settled")
    RETURN = "return", _("Returned")
    CORRECT = "correct", _("Corrected")


SETTLEMENTS = (Kind.SETTLE, Kind.RETURN)
_SIGNED = Case(
    When(kind__in=[Kind.GRANT, Kind.RETURN, Kind.CORRECT], then=F("amount")),
    When(kind=Kind.HOLD, then=-F("amount")),
    default=0,
)


class LineQuerySet(models.QuerySet["Line"]):
    def write(
        self,
        window: int,
        kind: Kind,
        amount: int,
        balance: int,
        *,
        reference: str = "",
        label: str = "",
        reason: str = "",
        actor: User | None = None,
    ) -> Line:
        """Add a line; `balance` is what the window has after it."""
        line = Line(
            window_id=window,
            kind=kind,
            amount=amount,
            balance=balance,
            reference=reference,
            label=label[:200],
            reason=reason[:200],
            actor=actor,
        )
        line.save(force_insert=True)
        return line

    def update(self, **kwargs: Any) -> NoReturn:
        """Not here: a line that was wrong is put right by another one."""
        raise TypeError("a ledger line is never changed")

    def delete(self) -> NoReturn:
        """Not here, for the same reason."""
        raise TypeError("a ledger line is never deleted")

    def holds(self, reference: str) -> LineQuerySet:
        return self.filter(reference=reference, kind=Kind.HOLD).order_by("window_id")

    def open(self) -> LineQuerySet:
        """The holds that were neither settled nor returned yet."""
        ended = Line.objects.filter(reference=OuterRef("reference"), window=OuterRef("window"), kind__in=SETTLEMENTS)
        return self.filter(~Exists(ended), kind=Kind.HOLD, window__held__gt=0)

    def newest_first(self) -> LineQuerySet:
        return self.order_by("-pk")

    def balance(self) -> int:
        """What these lines add up to: what can still be held."""
        return int(self.aggregate(sum=Sum(_SIGNED, default=0))["sum"])


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

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("a ledger line is never deleted")

    @property
    def change(self) -> int:
        """What the line did to the balance; settling moves nothing, the hold had moved it."""
        return {Kind.HOLD: -self.amount, Kind.SETTLE: 0}.get(Kind(self.kind), self.amount)
