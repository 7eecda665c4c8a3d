"""What a purse gets each day, week or month, and what it gets once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.quotas.spans import Span

if TYPE_CHECKING:
    from mjweb.quotas.models.purse import Purse


class Allowance(models.Model):
    """So much for each span; a purse may have one for each. All amounts are whole thousandths of a unit.

    `rolls_over` adds what is left of a window to the next one; one that `is_soft` warns and never refuses.
    """

    purse = models.ForeignKey("quotas.Purse", on_delete=models.PROTECT, related_name="allowances")
    span = models.CharField(_("span"), max_length=5, choices=Span.choices, default=Span.MONTH)
    amount = models.PositiveBigIntegerField(_("amount"))
    rolls_over = models.BooleanField(_("what is left rolls over"), default=False)
    is_soft = models.BooleanField(_("warns only"), default=False)

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        constraints = [models.UniqueConstraint(fields=["purse", "span"], name="one_allowance_a_span")]

    def __str__(self) -> str:
        return f"{self.amount} a {self.span}"


class GrantQuerySet(models.QuerySet["Grant"]):
    def ahead(self, purse: Purse) -> GrantQuerySet:
        """Those of a purse that are still to come."""
        today = timezone.localdate(timezone=purse.zone)
        return self.filter(purse=purse.pk, given=False, day__gte=today).order_by("day", "pk")

    def due(self, starts: datetime, ends: datetime) -> GrantQuerySet:
        """Those not given yet whose day lies in the window, by the calendar of the window's own zone."""
        return self.filter(given=False, day__gte=starts.date(), day__lte=(ends - timedelta(microseconds=1)).date())


class Grant(models.Model):
    """Something extra for the window in which `day` lies: given at once, or when that window opens."""

    purse = models.ForeignKey("quotas.Purse", on_delete=models.PROTECT, related_name="grants")
    span = models.CharField(_("span"), max_length=5, choices=Span.choices, default=Span.MONTH)
    amount = models.PositiveBigIntegerField(_("amount"))
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    given = models.BooleanField(default=False)

    objects: ClassVar[GrantQuerySet] = GrantQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("extra grant")
        verbose_name_plural = _("extra grants")
        indexes = [models.Index(fields=["purse", "span"], condition=Q(given=False), name="grant_to_give")]

    def __str__(self) -> str:
        return f"{self.amount} on {self.day}"
