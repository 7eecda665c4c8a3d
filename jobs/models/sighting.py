"""A sighting: an id that a job without one may have at its engine, until the engine has said whose job that is."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models.attempt import Attempt
from jobs.states import State

# Whoever has an attempt's address can name so many ids and no more: each costs a question.
MOST = 10
# Where a job may be that has no id and might have one: also one that was given up, for whose pictures we are glad.
NAMELESS = (State.SENDING, State.UNKNOWN, State.LOST)
LENGTH = 80  # characters of an id; a job's own column is as long


class Verdict(models.TextChoices):
    """Whose job it is."""

    OPEN = "", _("not looked at")
    OURS = "ours", _("ours")
    FOREIGN = "foreign", _("somebody else’s")
    UNCLEAR = "unclear", _("cannot be told")


class SightingQuerySet(models.QuerySet["Sighting"]):
    def note(self, attempt: Attempt, engine_id: str) -> None:
        """Write down that an attempt's job may have this id; once, however often it is said."""
        if len(engine_id) <= LENGTH and self.filter(attempt=attempt).count() < MOST:
            self.bulk_create([self.model(attempt=attempt, engine_id=engine_id)], ignore_conflicts=True)

    def lease(self, seconds: float, most: int) -> list[Sighting]:
        """Take up to `most` that are due, each for ourselves alone for `seconds`.

        Only of the attempt that counts, and while its job still has no id.
        """
        now = timezone.now()
        due = self.filter(verdict=Verdict.OPEN, due_at__lte=now).filter(
            attempt__number=F("attempt__job__attempt"),
            attempt__job__state__in=NAMELESS,
            attempt__job__engine_id=None,
        )
        taken = []
        for pk in due.order_by("due_at").values_list("pk", flat=True)[:most]:
            mine = self.filter(pk=pk, verdict=Verdict.OPEN, due_at__lte=now)
            if mine.update(due_at=now + timedelta(seconds=seconds), tries=F("tries") + 1):
                taken.append(self.select_related("attempt__job__upstream").get(pk=pk))
        return taken


class Sighting(models.Model):
    """`due_at` is when to ask the engine about it, and while somebody asks, when that is given up; `tries` counts."""

    attempt = models.ForeignKey("jobs.Attempt", on_delete=models.CASCADE, related_name="sightings")
    engine_id = models.CharField(max_length=LENGTH)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default=Verdict.OPEN, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[SightingQuerySet] = SightingQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        constraints = [models.UniqueConstraint(fields=["attempt", "engine_id"], name="one_sighting_an_id")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(verdict=""), name="sighting_due")]

    def __str__(self) -> str:
        return f"{self.engine_id} for {self.attempt}"
