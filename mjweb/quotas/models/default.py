"""What new people of a team get each month."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Team


class DefaultQuerySet(models.QuerySet["Default"]):
    def of_team(self, team: Team) -> int:
        """What a new person of the team gets a month: what it says, else what the site says."""
        found = self.filter(team=team).values_list("amount", flat=True).first()
        return int(settings.DEFAULT_ALLOWANCE) if found is None else found


class Default(models.Model):
    """The monthly allowance of people who join the site by this team."""

    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="quota_default")
    amount = models.PositiveBigIntegerField(_("amount"))

    objects: ClassVar[DefaultQuerySet] = DefaultQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("default allowance")
        verbose_name_plural = _("default allowances")

    def __str__(self) -> str:
        return f"{self.amount} in {self.team_id}"
