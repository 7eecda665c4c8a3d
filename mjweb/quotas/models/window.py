"""A window: one month of one purse, with what is spent and held in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import ApiKey, User
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

    def of_keys(self, keys: Sequence[ApiKey]) -> dict[int, Window]:
        """By each key that has a purse its window of now; one that is not opened yet as it would be, not stored."""
        starts, ends = month_of(timezone.now())
        purses = Purse.objects.filter(api_key__in=keys)
        opened = {window.purse_id: window for window in self.filter(purse__in=purses, starts=starts)}
        return {
            purse.api_key_id: opened.get(purse.pk)
            or Window(purse=purse, starts=starts, ends=ends, limit=purse.allowance)
            for purse in purses
            if purse.api_key_id is not None
        }

    def of(self, user: User) -> Window:
        """The person's window of now; one query, but for the first of a month."""
        starts, _ends = month_of(timezone.now())
        found = self.filter(purse__user=user, starts=starts).first()
        return found or self.current(Purse.objects.of(user))

    def paying(self, user: User, key: ApiKey | None = None) -> list[Window]:
        """The windows of now that a job of this person draws on, asked for with this key, in the order of locking."""
        own = Purse.objects.of_key(key) if key else None
        return _in_order([self.of(user), *([self.current(own)] if own else [])])

    def paying_for(self, reference: str) -> list[Window]:
        """The windows of now of the purses that hold for `reference`, or held for it once."""
        holds = Line.objects.filter(reference=reference, kind=Kind.HOLD)
        return _in_order(self.current(purse) for purse in Purse.objects.filter(windows__lines__in=holds).distinct())

    def lock(self, windows: Sequence[Window]) -> None:
        """Keep the rows to ourselves until the transaction ends."""
        for window in windows:
            self.filter(pk=window.pk).update(held=F("held"))

    def hold(self, windows: Sequence[Window], amount: int, reference: str, label: str) -> None:
        """Set `amount` aside for `reference` in each window. Raises NotEnough, of the narrowest, when it does not fit.

        Call it inside the transaction that makes the thing paid for: after a refusal that one must not stand.
        """
        fits = Q(limit__gte=F("used") + F("held") + amount)
        for number, window in enumerate(windows):
            if not self.filter(fits, pk=window.pk).update(held=F("held") + amount):
                raise self._refusal(windows, amount, windows[:number])
            Line.objects.write(window, Kind.HOLD, amount, reference=reference, label=label)

    def _refusal(self, windows: Sequence[Window], amount: int, taken: Sequence[Window]) -> NotEnough:
        """Why not: by the window with the least left, those that were taken already counted as before."""
        back = {window.pk: amount for window in taken}
        fresh = self.filter(pk__in=[window.pk for window in windows]).select_related("purse").order_by("pk")
        narrowest = min(fresh, key=lambda window: window.left + back.get(window.pk, 0))
        left = narrowest.left + back.get(narrowest.pk, 0)
        return NotEnough(amount, left, narrowest.ends, of_key=narrowest.purse.api_key_id is not None)

    def settle(self, reference: str) -> None:
        """Turn the holds of `reference` into spending; a second settlement is refused by the database."""
        for hold in Line.objects.holds(reference):
            self.filter(pk=hold.window_id).update(held=F("held") - hold.amount, used=F("used") + hold.amount)
            Line.objects.write(hold.window, Kind.SETTLE, hold.amount, reference=reference, label=hold.label)

    def give_back(self, reference: str, reason: str) -> None:
        """Return the holds of `reference`, each to where it was held."""
        for hold in Line.objects.holds(reference):
            # The window first: the line's balance is read after it.
            self.filter(pk=hold.window_id).update(held=F("held") - hold.amount)
            Line.objects.write(
                hold.window, Kind.RETURN, hold.amount, reference=reference, label=hold.label, reason=reason
            )


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


def _in_order(windows: Iterable[Window]) -> list[Window]:
    """The order in which everybody takes several windows, `holds` too: two who wait for each other cannot be."""
    return sorted(windows, key=lambda window: window.pk)
