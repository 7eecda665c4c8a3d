"""An account at an engine: where work goes, how much of it at once, and whether it may go now."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.times import FOREVER


class UpstreamQuerySet(models.QuerySet["Upstream"]):
    def seed(self) -> Upstream:
        """The first upstream, made once from the environment; later changes are made to the row."""
        env = settings.ENV
        row, _made = self.get_or_create(name="first", defaults={"engine": env.engine, "limit": env.upstream_limit})
        return row

    def open(self) -> UpstreamQuerySet:
        """Those that take work now."""
        now = timezone.now()
        return self.filter(enabled=True, paused_until__lte=now, closed_until__lte=now)

    def pause(self, upstream: Upstream, until: datetime, reason: str) -> None:
        """Let an upstream rest: nothing is claimed for it until then."""
        self.filter(pk=upstream.pk).update(paused_until=until, pause_reason=reason[:200])

    def close(self, pk: int, until: datetime, reason: str) -> bool:
        """Let an operator keep work from it until then, whatever it does by itself; False where there is none."""
        return bool(self.filter(pk=pk).update(closed_until=until, closed_reason=reason[:200]))

    def reopen(self, pk: int) -> bool:
        """Let it take work at once, also where it rests by itself; False when it did already, or is switched off."""
        now = timezone.now()
        shut = self.filter(Q(closed_until__gt=now) | Q(paused_until__gt=now), pk=pk)
        return bool(shut.update(closed_until=now, closed_reason="", paused_until=now, pause_reason=""))

    def lock(self, pk: int) -> bool:
        """Hold the row for the rest of the transaction, on SQLite and PostgreSQL alike; False when it is closed."""
        return self.open().filter(pk=pk).update(tick=F("tick") + 1) == 1


class Upstream(models.Model):
    """`limit` is the number of jobs in progress; `vtime` is the tag of the turn that was served last.

    It rests by itself until `paused_until`, and takes no work until `closed_until` because an operator says so.
    `census_at` is when its list may be looked through next for jobs whose answer was lost.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    engine = models.CharField(_("engine"), max_length=20)
    limit = models.PositiveIntegerField(_("jobs in progress"), default=10)
    enabled = models.BooleanField(_("enabled"), default=True)
    paused_until = models.DateTimeField(_("paused until"), default=timezone.now)
    pause_reason = models.CharField(_("why"), max_length=200, blank=True)
    closed_until = models.DateTimeField(_("closed until"), default=timezone.now)
    closed_reason = models.CharField(_("why it is closed"), max_length=200, blank=True)
    tick = models.BigIntegerField(default=0)
    vtime = models.BigIntegerField(default=0)
    census_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UpstreamQuerySet] = UpstreamQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("upstream")
        verbose_name_plural = _("upstreams")

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        """Whether an operator keeps work from it now."""
        return self.closed_until > timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it takes work now, as `open` says it of many."""
        return self.enabled and self.paused_until <= timezone.now() and not self.is_closed

    @property
    def opens_at(self) -> datetime | None:
        """When one that is closed takes work again by itself; None: when an operator says so."""
        until = max(self.paused_until, self.closed_until)
        return until if self.enabled and until < FOREVER else None
