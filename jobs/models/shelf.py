"""How much of the vault is whose: a sum for each person in each team, added up once a day."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models.picture import Picture
from mjweb.accounts.models import Team

DAY = timedelta(days=1)

Sums = dict[tuple[int, int], tuple[int, int]]


class ShelfQuerySet(models.QuerySet["Shelf"]):
    def counted(self) -> Sums:
        """What the pictures themselves add up to, by team and person: pictures and bytes. Reads all of them."""
        rows = (
            Picture.objects.filter(purged_at=None)
            .order_by()
            .values_list("team", "user")
            .annotate(n=Count("pk"), bytes=Sum("size"))
        )
        return {(team, user): (n, size) for team, user, n, size in rows}

    def kept(self) -> Sums:
        return {(one.team_id, one.user_id): (one.pictures, one.size) for one in self.all()}

    @transaction.atomic
    def add_up(self) -> None:
        """Write the sums anew. Counted before anything is written, so that nobody waits for it."""
        sums, now = self.counted(), timezone.now()
        rows = [
            self.model(team_id=team, user_id=user, pictures=n, size=size, at=now)
            for (team, user), (n, size) in sums.items()
        ]
        self.bulk_create(
            rows, update_conflicts=True, unique_fields=["team", "user"], update_fields=["pictures", "size", "at"]
        )
        self.filter(at__lt=now).delete()

    def is_due(self) -> bool:
        """Whether the sums are a day old, or there are none."""
        last = self.aggregate(last=Max("at"))["last"]
        return last is None or last < timezone.now() - DAY


class Shelf(models.Model):
    """As if each picture had a file of its own; equal pictures share one."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pictures = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField(_("bytes"))
    at = models.DateTimeField()

    objects: ClassVar[ShelfQuerySet] = ShelfQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("storage of a person in a team")
        verbose_name_plural = _("storage of people in teams")
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="one_shelf")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}: {self.size}"
