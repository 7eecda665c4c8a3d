"""A person's line: the tag of their last turn, by which people take turns."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jobs.models.upstream import Upstream


class LaneQuerySet(models.QuerySet["Lane"]):
    def next_turn(self, user_id: int, cost: int) -> int:
        """The tag for one more job of this person, and move their line on by its cost.

        Start-time fair queueing: a newcomer starts at the tag that is being served, a person with hundreds
        waiting starts after their own last. Call inside the transaction that makes the job.
        """
        lane, _made = self.get_or_create(user_id=user_id)
        self.filter(pk=lane.pk).update(finish=models.F("finish"))  # hold the row until the end of the transaction
        lane.refresh_from_db()
        served = Upstream.objects.aggregate(tag=Max("vtime", default=0))["tag"]
        start = max(served, lane.finish)
        self.filter(pk=lane.pk).update(finish=start + max(cost, 1))
        return int(start)


class Lane(models.Model):
    """`finish` counts cost in thousandths of a unit since the site began."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    finish = models.BigIntegerField(default=0)

    objects: ClassVar[LaneQuerySet] = LaneQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("lane")
        verbose_name_plural = _("lanes")

    def __str__(self) -> str:
        return f"lane of {self.user_id}"
