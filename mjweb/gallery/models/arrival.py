"""An arrival: files that somebody brought in one go, to be imported in the background."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Batch, Source
from jobs.times import after, times
from mjweb.accounts.models import Team, User

LEASE = 60.0
"""Seconds that one file may take, the largest too; whoever is at it says so before each."""


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def of(self, user: User) -> ArrivalQuerySet:
        return self.filter(user_id=user.pk)

    def unfinished(self) -> ArrivalQuerySet:
        return self.filter(finished_at=None)

    def left_alone(self) -> ArrivalQuerySet:
        """Unfinished ones that nobody is at: their hint was lost, or whoever was at them has died."""
        return self.unfinished().filter(lease_until__lte=timezone.now() - timedelta(seconds=times().kick))

    def newest_first(self) -> ArrivalQuerySet:
        return self.order_by("-pk")

    def bring(self, user: User, name: str) -> Arrival:
        """A new one, into the space the person is in. Its jobs are one batch."""
        uid = uuid.uuid4()
        batch = Batch.objects.create(user=user, source=Source.PAGE, key=f"import-{uid}")
        return self.create(uid=uid, user=user, team=user.team, batch=batch, name=name[:200])

    def lease_one(self, pk: int) -> Arrival | None:
        """Take one for ourselves alone; None when it is finished or somebody else is at it."""
        mark, free = secrets.token_urlsafe(16), self.unfinished().filter(pk=pk, lease_until__lte=timezone.now())
        if not free.update(lease=mark, lease_until=after(LEASE)):
            return None
        return self.select_related("user", "team", "batch").get(pk=pk)


class Arrival(models.Model):
    """`lease` is who is at it until `lease_until`; a file of it stands in the storage until all are through."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="arrivals")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="arrivals")
    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="arrival")
    name = models.CharField(_("name"), max_length=200)
    lease = models.CharField(max_length=43, blank=True)
    lease_until = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ArrivalQuerySet] = ArrivalQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        indexes = [
            models.Index(fields=["lease_until"], condition=models.Q(finished_at=None), name="arrival_unfinished"),
        ]

    def __str__(self) -> str:
        return f"arrival {self.uid}"

    def hold(self) -> bool:
        """Go on with our lease; False where somebody else has it, who thought that we had died."""
        return bool(Arrival.objects.filter(pk=self.pk, lease=self.lease).update(lease_until=after(LEASE)))

    def let_go(self, *, is_finished: bool) -> None:
        """End our lease, if it is still ours."""
        now = timezone.now()
        changes = {"lease": "", "lease_until": now} | ({"finished_at": now} if is_finished else {})
        Arrival.objects.filter(pk=self.pk, lease=self.lease).update(**changes)
