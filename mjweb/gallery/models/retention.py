"""After how many days a team lets go of what nobody keeps, and how far it has looked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mjweb.accounts.models import Team

EVERY = timedelta(days=1)  # between the ends of two passes; also what people have to think better of a new rule
PATIENCE = timedelta(minutes=2)  # for a hint to be taken, and for a task to go on


class Days(models.IntegerChoices):
    """After how many days; no row is never."""

    MONTH = 30, ngettext_lazy("%(n)d day", "%(n)d days", 30) % {"n": 30}
    QUARTER = 90, ngettext_lazy("%(n)d day", "%(n)d days", 90) % {"n": 90}
    HALF = 180, ngettext_lazy("%(n)d day", "%(n)d days", 180) % {"n": 180}
    YEAR = 365, ngettext_lazy("%(n)d day", "%(n)d days", 365) % {"n": 365}


class RetentionQuerySet(models.QuerySet["Retention"]):
    def due(self) -> RetentionQuerySet:
        """Those whose next pass, or the rest of one, may begin."""
        return self.filter(passed_at__lte=timezone.now() - EVERY)

    def ask(self) -> list[int]:
        """Those that are due and that nobody was asked to look at lately; from now on somebody is."""
        now = timezone.now()
        waiting = list(self.due().filter(asked_until__lte=now).values_list("pk", flat=True)[:20])
        return [pk for pk in waiting if self.filter(pk=pk, asked_until__lte=now).update(asked_until=now + PATIENCE)]


class Retention(models.Model):
    """A pass goes through the team's pictures from the oldest on; `reached` is the last that it has looked at.

    `binned` says how many of whose pictures this pass has put into the bin; they hear of it at its end. Until
    `asked_until` nobody else is asked to go on.
    """

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="retention")
    days = models.PositiveSmallIntegerField(_("days"), choices=Days.choices)
    reached = models.BigIntegerField(default=0)
    passed_at = models.DateTimeField(default=timezone.now)
    asked_until = models.DateTimeField(default=timezone.now)
    binned = models.JSONField(default=dict)

    objects: ClassVar[RetentionQuerySet] = RetentionQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("retention")
        verbose_name_plural = _("retentions")

    def __str__(self) -> str:
        return f"{self.days} days of team {self.team_id}"

    @property
    def begins_at(self) -> datetime:
        """When the next pass begins."""
        return self.passed_at + EVERY
