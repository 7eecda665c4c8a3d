"""A purse: what one person, or one of their keys, may spend each month."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import ApiKey, User


def month_of(moment: datetime) -> tuple[datetime, datetime]:
    """The calendar month round a moment in the site's time zone: its first instant and the next month's."""
    local = timezone.localtime(moment)
    year, month = (local.year + 1, 1) if local.month == 12 else (local.year, local.month + 1)
    # Built anew, not added to: the offset may change with daylight saving in between.
    zone = timezone.get_current_timezone()
    end = datetime(year, month, 1, tzinfo=zone)
    start = datetime(local.year, local.month, 1, tzinfo=zone)
    return start, end


class PurseQuerySet(models.QuerySet["Purse"]):
    def of(self, user: User, allowance: int | None = None) -> Purse:
        """The person's purse, made with `allowance` (default: the site's) when there is none yet."""
        purse = self.filter(user=user).first()
        if purse is None:
            try:
                with transaction.atomic():
                    first = settings.DEFAULT_ALLOWANCE if allowance is None else allowance
                    purse = self.create(user=user, allowance=first)
            except IntegrityError:
                purse = self.get(user=user)
        return purse

    def limit(self, key: ApiKey, allowance: int) -> Purse:
        """Give a new key a purse of its own: its jobs draw on that and on its person's."""
        return self.create(api_key=key, allowance=allowance)

    def of_key(self, key: ApiKey) -> Purse | None:
        """The key's own purse; None where it may spend all that its person has."""
        return self.filter(api_key=key).first()


class Purse(models.Model):
    """Of a person or of a key, never of both. All amounts are whole thousandths of a unit."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="purse", null=True, blank=True
    )
    api_key = models.OneToOneField(ApiKey, on_delete=models.PROTECT, related_name="purse", null=True, blank=True)
    allowance = models.PositiveBigIntegerField(_("monthly allowance"))

    objects: ClassVar[PurseQuerySet] = PurseQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("purse")
        verbose_name_plural = _("purses")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, api_key__isnull=True) | Q(user__isnull=True, api_key__isnull=False),
                name="purse_of_a_person_or_a_key",
            )
        ]

    def __str__(self) -> str:
        return f"purse of {self.user_id}" if self.user_id else f"purse of key {self.api_key_id}"
