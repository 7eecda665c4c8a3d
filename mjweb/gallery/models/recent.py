"""What a person has searched for lately."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import User

KEPT = 8
LONGEST = 400  # characters


class RecentQuerySet(models.QuerySet["Recent"]):
    def of(self, user: User) -> RecentQuerySet:
        return self.filter(user=user).order_by("-used_at", "-pk")

    def note(self, user: User, query: str) -> None:
        """Let it be the latest; the oldest are forgotten."""
        self.update_or_create(user=user, query=query, defaults={"used_at": timezone.now()})
        self.filter(pk__in=list(self.of(user).values_list("pk", flat=True)[KEPT:])).delete()


class Recent(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    query = models.CharField(max_length=LONGEST)
    used_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[RecentQuerySet] = RecentQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("recent search")
        verbose_name_plural = _("recent searches")
        constraints = [models.UniqueConstraint(fields=["user", "query"], name="one_recent_search")]

    def __str__(self) -> str:
        return self.query
