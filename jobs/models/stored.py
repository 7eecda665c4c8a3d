"""An original in the vault, and whether it was what it should be when somebody looked last."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from jobs.models.picture import Picture, original_name

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Condition(models.TextChoices):
    NEW = "new", _("Not looked at yet")
    OK = "ok", _("Whole")
    MISSING = "missing", _("Missing")
    DAMAGED = "damaged", _("Damaged")


WRONG = (Condition.MISSING, Condition.DAMAGED)


class StoredQuerySet(models.QuerySet["Stored"]):
    def enrol(self, most: int) -> int:
        """Take in pictures that came since the last time, so many at most; how many there were."""
        last = self.aggregate(last=Max("picture"))["last"] or 0
        rows = list(Picture.objects.filter(pk__gt=last).order_by("pk").values_list("sha256", "extension", "pk")[:most])
        found = {sha256: self.model(sha256=sha256, extension=end, picture=pk) for sha256, end, pk in rows}
        self.bulk_create(
            found.values(), update_conflicts=True, unique_fields=["sha256"], update_fields=["picture", "extension"]
        )
        return len(rows)

    def longest_ago(self) -> StoredQuerySet:
        """Those first that nobody has looked at for the longest time."""
        return self.order_by("checked_at")

    def wrong(self) -> StoredQuerySet:
        return self.filter(condition__in=WRONG)


class Stored(models.Model):
    """One row for each content; `picture` is the number of the last picture that has it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    extension = models.CharField(max_length=4)
    picture = models.PositiveBigIntegerField(db_index=True)
    condition = models.CharField(max_length=8, choices=Condition.choices, default=Condition.NEW)
    checked_at = models.DateTimeField(default=NEVER, db_index=True)

    objects: ClassVar[StoredQuerySet] = StoredQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("original in the vault")
        verbose_name_plural = _("originals in the vault")
        indexes = [
            models.Index(fields=["condition"], condition=Q(condition__in=("missing", "damaged")), name="stored_wrong")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The file's name in the vault."""
        return original_name(self.sha256, self.extension)
