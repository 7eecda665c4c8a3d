"""The intake: whether this site takes new jobs, one row that each submit reads in its own transaction."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.errors import IntakeClosed
from jobs.times import FOREVER

ONLY = 1


class IntakeQuerySet(models.QuerySet["Intake"]):
    def closed(self) -> Intake | None:
        """The row while no new jobs are taken, else None."""
        return self.filter(pk=ONLY, closed_until__gt=timezone.now()).first()

    def check_open(self) -> None:
        """Raise IntakeClosed while no new jobs are taken. Call it inside the transaction that would make some."""
        # Written out, since each press comes by here.
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM jobs_intake WHERE closed_until > %s", [now])
            if cursor.fetchone() is None:
                return
        if row := self.closed():
            raise IntakeClosed(row.reason, row.opens_at)

    def close(self, until: datetime, reason: str) -> None:
        """Take no new jobs until then."""
        self.bulk_create([self.model(pk=ONLY)], ignore_conflicts=True)
        self.filter(pk=ONLY).update(closed_until=until, reason=reason[:200])

    def reopen(self) -> bool:
        """Take new jobs again; False where they are taken already."""
        now = timezone.now()
        return bool(self.filter(pk=ONLY, closed_until__gt=now).update(closed_until=now, reason=""))


class Intake(models.Model):
    """At most one row, of the number ONLY; none is as good as one that is open."""

    number = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    closed_until = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[IntakeQuerySet] = IntakeQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intake")

    def __str__(self) -> str:
        return f"closed until {self.closed_until}"

    @property
    def opens_at(self) -> datetime | None:
        """When new jobs are taken again by themselves; None: when an operator says so."""
        return self.closed_until if self.closed_until < FOREVER else None
