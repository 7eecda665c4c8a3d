"""A person's line: the tag of their last turn, by which people take turns."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class LaneQuerySet(models.QuerySet["Lane"]):
    def next_turn(self, user_id: int, cost: int) -> int:
        """The tag for one more job of this person, and move their line on by its cost.

        Start-time fair queueing: a newcomer starts at the tag that is being served, a person with hundreds
        waiting starts after their own last. Call inside the transaction that makes the job.
        """
        # Written out: each job of a press comes by here while its transaction keeps all other writers waiting.
        with connection.cursor() as cursor:
            while True:
                # Hold the row until the end of the transaction.
                cursor.execute("UPDATE jobs_lane SET finish = finish WHERE user_id = %s", [user_id])
                if cursor.rowcount:
                    break
                self.get_or_create(user_id=user_id)
            cursor.execute(
                "SELECT finish, (SELECT COALESCE(MAX(vtime), 0) FROM jobs_upstream) FROM jobs_lane WHERE user_id = %s",
                [user_id],
            )
            start = int(max(cursor.fetchone()))
            cursor.execute("UPDATE jobs_lane SET finish = %s WHERE user_id = %s", [start + max(cost, 1), user_id])
        return start


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
