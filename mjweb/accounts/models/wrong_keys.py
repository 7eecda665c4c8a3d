"""How many wrong keys came from where: the one thing about the API that is strictly limited."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST = 20  # wrong keys of one address that are answered as such
SPAN = timedelta(minutes=1)


class WrongKeysQuerySet(models.QuerySet["WrongKeys"]):
    def count_one(self, address: str) -> int:
        """Count a wrong key; 0, or the seconds until wrong keys of this address are looked at again.

        Exact over any number of processes: the row is the count. Past the limit nothing is written any more, so a
        flood costs no disk.
        """
        now = timezone.now()
        recent = self.filter(address=address, since__gt=now - SPAN)
        row = recent.first()
        if row is None:
            self.filter(since__lte=now - SPAN).delete()
            try:
                with transaction.atomic():
                    self.create(address=address, since=now, count=1)
            except IntegrityError:  # another wrong key of this address was first
                return self.count_one(address)
            return 0
        if row.count < MOST and recent.filter(count__lt=MOST).update(count=F("count") + 1):
            return 0
        return max(1, math.ceil((row.since + SPAN - now).total_seconds()))


class WrongKeys(models.Model):
    """The wrong keys of one address within a minute from the first; rows of earlier minutes go with the next first."""

    address = models.CharField(max_length=45, unique=True)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    objects: ClassVar[WrongKeysQuerySet] = WrongKeysQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("wrong keys of an address")
        verbose_name_plural = _("wrong keys of addresses")

    def __str__(self) -> str:
        return f"{self.count} of {self.address}"
