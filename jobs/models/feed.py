"""What a page watches: a number that grows whenever something in a person's or a team's feed changes."""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

LINE = "line"  # the order of the waiting jobs, for their places


class FeedQuerySet(models.QuerySet["Feed"]):
    def bump(self, key: str) -> int:
        """One more change; the row stays locked until the transaction ends, so the numbers come in commit order."""
        # Written out: every step of every job comes by here twice, and querysets would take five times as long.
        with connection.cursor() as cursor:
            while True:
                cursor.execute("UPDATE jobs_feed SET version = version + 1 WHERE key = %s RETURNING version", [key])
                if (row := cursor.fetchone()) is not None:
                    return int(row[0])
                with suppress(IntegrityError), transaction.atomic():  # somebody else may make it at the same time
                    self.create(key=key)

    def announce(self, job: int) -> None:
        """Let the pages that show a job know that it changed; inside the transaction of the change."""
        # Written out as well.
        with connection.cursor() as cursor:
            cursor.execute("SELECT user_id, team_id FROM jobs_job WHERE id = %s", [job])
            user, team = cursor.fetchone()
            mine, ours = self.bump(of_person(user)), self.bump(of_team(team))
            cursor.execute(
                "UPDATE jobs_job SET person_version = %s, team_version = %s WHERE id = %s", [mine, ours, job]
            )

    def versions(self, *keys: str) -> dict[str, int]:
        """The present numbers, 0 where nothing happened yet."""
        found = dict(self.filter(key__in=keys).values_list("key", "version"))
        return {key: found.get(key, 0) for key in keys}

    def total(self) -> int:
        """A number that grows whenever anything changes in anybody's feed, for who watches them all."""
        return int(self.aggregate(sum=models.Sum("version", default=0))["sum"])


def of_person(pk: int) -> str:
    return f"p{pk}"


def of_team(pk: int) -> str:
    return f"t{pk}"


class Feed(models.Model):
    """`key` is `p<person>`, `t<team>` or `line`."""

    key = models.CharField(primary_key=True, max_length=24)
    version = models.BigIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[FeedQuerySet] = FeedQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
