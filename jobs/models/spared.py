"""What one press did not ask for, since the team had it already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Team, User


class SparedQuerySet(models.QuerySet["Spared"]):
    def note(self, user: User, key: str, costs: Iterable[int]) -> None:
        """Write down what these jobs would have cost (thousandths); once for each press, however often it is sent."""
        costs = list(costs)
        row = self.model(user=user, team=user.team, key=key, jobs=len(costs), amount=sum(costs))
        self.bulk_create([row], ignore_conflicts=True)

    def between(self, since: datetime, until: datetime) -> SparedQuerySet:
        """Of the moments from `since` on and before `until`."""
        return self.filter(created_at__gte=since, created_at__lt=until)

    def total(self) -> int:
        """All that was not spent, in thousandths."""
        return int(self.aggregate(total=Sum("amount", default=0))["total"])


class Spared(models.Model):
    """`jobs` that were not made again, and the `amount` that they would have cost (thousandths).

    `key` names the press, as that of a batch does.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    jobs = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[SparedQuerySet] = SparedQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("spared press")
        verbose_name_plural = _("spared presses")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_spared_a_key")]
        indexes = [models.Index(fields=["team", "created_at"], name="spared_of_team")]

    def __str__(self) -> str:
        return f"spared press {self.pk}"
