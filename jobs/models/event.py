"""The history of a job: one row for each change of state, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.states import State


class EventQuerySet(models.QuerySet["Event"]):
    def write(self, job: int, state: State, note: str = "") -> None:
        """One more step of a job, now."""
        # Written out: every step of every job comes by here, and a model would take three times as long.
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO jobs_event (job_id, state, note, at) VALUES (%s, %s, %s, %s)",
                [job, state.value, note[:300], now],
            )


class Event(models.Model):
    job = models.ForeignKey("jobs.Job", on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=State.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"job {self.job_id} {self.state}"
