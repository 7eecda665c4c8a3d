"""An account at an engine: where work goes, how much of it at once, and whether it may go now."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.engines.base import MODES
from jobs.times import FOREVER, after, times

SILENT = 5  # calls in a row that found nobody: more than bad luck


class UpstreamQuerySet(models.QuerySet["Upstream"]):
    def seed(self) -> Upstream:
        """The first upstream, made once from the environment; later changes are made to the row."""
        env = settings.ENV
        row, _made = self.get_or_create(name="first", defaults={"engine": env.engine, "limit": env.upstream_limit})
        return row

    def open(self) -> list[Upstream]:
        """Those that take work now; of one that is parked the next job is the probe."""
        now = timezone.now()
        rested = self.filter(enabled=True, paused_until__lte=now, closed_until__lte=now, probe_at__lte=now)
        return [row for row in rested.order_by("pk") if row.works_at(now)]

    def pause(self, upstream: Upstream, until: datetime, reason: str) -> bool:
        """Let an upstream rest: nothing is claimed for it until then. True where the reason is a new one."""
        row, reason = self.filter(pk=upstream.pk), reason[:200]
        if row.exclude(pause_reason=reason).update(paused_until=until, pause_reason=reason):
            return True
        row.update(paused_until=until)
        return False

    def accepted(self, upstream: Upstream) -> None:
        """It took a job: what it once rested for is over."""
        if upstream.pause_reason:
            self.filter(pk=upstream.pk, paused_until__lte=timezone.now()).update(pause_reason="")

    def close(self, pk: int, until: datetime, reason: str) -> bool:
        """Let an operator keep work from it until then, whatever it does by itself; False where there is none."""
        return bool(self.filter(pk=pk).update(closed_until=until, closed_reason=reason[:200]))

    def reopen(self, pk: int) -> bool:
        """Let it take work at once, also where it rests by itself; False when it did already, or is switched off.

        One that is parked is tried at once.
        """
        now = timezone.now()
        shut = self.filter(Q(closed_until__gt=now) | Q(paused_until__gt=now) | Q(probe_at__gt=now), pk=pk)
        return bool(shut.update(closed_until=now, closed_reason="", paused_until=now, pause_reason="", probe_at=now))

    def lock(self, pk: int) -> Upstream | None:
        """The row as it is now, ours for the rest of the transaction; None when it is closed.

        On SQLite the transaction itself keeps all other writers out (it begins as an immediate one).
        """
        return next(iter(self.select_for_update().filter(pk=pk).open()), None)

    def served(self, pk: int, turn: int) -> None:
        """A job with that turn has got its place."""
        # Written out: every claim comes by here while it keeps all other writers waiting.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE jobs_upstream SET vtime = %s WHERE id = %s AND vtime < %s", [turn, pk, turn])

    # The breaker: an upstream that nobody reaches is parked, and one job at a time tries whether it is back ----------

    def probe(self, pk: int) -> None:
        """Keep everything but the one job that was just claimed away from a parked upstream, until it was heard of."""
        self.filter(pk=pk).update(probe_at=after(times().send))

    def missed(self, upstream: Upstream, *, probe: bool = False) -> None:
        """Note a call that found nobody; park an upstream that was silent too often, longer after each probe in vain.

        `probe` says that the call was the one by which a parked upstream is tried.
        """
        row = self.filter(pk=upstream.pk)
        row.update(silent=F("silent") + 1)
        if probe:
            probes = upstream.probes + 1
            row.exclude(parked_at=None).update(probes=probes, probe_at=after(_rest(probes)))
        else:
            row.filter(silent__gte=SILENT, parked_at=None).update(
                parked_at=timezone.now(), probes=0, probe_at=after(_rest(0)), heard_at=None
            )

    def heard(self, pk: int) -> None:
        """A parked upstream has answered for the first time: its list is to be read at once (see jobs.breaker)."""
        now = timezone.now()
        self.filter(pk=pk, heard_at=None).exclude(parked_at=None).update(heard_at=now, census_at=now)

    def answered(self, upstream: Upstream) -> bool:
        """Note a call that was answered, whatever was said; True where that ends the parking.

        A question to the database only where `upstream`, as it was before the call, had been silent.
        """
        if not upstream.silent and not upstream.is_parked:
            return False
        row = self.filter(pk=upstream.pk)
        if row.exclude(parked_at=None).update(silent=0, probes=0, parked_at=None, probe_at=timezone.now()):
            return True
        row.exclude(silent=0).update(silent=0)
        return False

    # What others take of its places -----------------------------------------------------------------------------------

    def crowded(self, upstream: Upstream, strangers: int) -> None:
        """So many jobs that are not ours are in progress there: count on as many places less for a while."""
        squeeze = min(strangers, upstream.limit - 1)
        if squeeze > upstream.squeezed:
            self.filter(pk=upstream.pk).update(squeeze=squeeze, squeezed_at=timezone.now())

    @transaction.atomic
    def full(self, upstream: Upstream) -> None:
        """It had no place for a job though we counted one: others use it too. Count on one place less for a while.

        Of orders that met the same full house at once only the first counts: those that were claimed by the same row.
        """
        row = self.filter(pk=upstream.pk, squeezed_at=upstream.squeezed_at)
        row.update(squeeze=max(min(upstream.squeezed + 1, upstream.limit - 1), 0), squeezed_at=timezone.now())


def _rest(probes: int) -> float:
    """Seconds until the next probe."""
    return min(times().park * 2.0**probes, times().park_max)


def every_speed() -> list[str]:
    return list(MODES)


class Upstream(models.Model):
    """`limit` is the number of jobs in progress; `vtime` is the tag of the turn that was served last.

    It rests by itself until `paused_until`, and takes no work until `closed_until` because an operator says so.
    `census_at` is when its list may be looked through next for jobs whose answer was lost.

    `address` and `sealed_key` are those of the account (empty: those of the environment), `key_end` the last signs of
    the key, by which people tell it from another. New work at one of the `speeds` comes here, by `weight` beside
    others (see jobs.sharing), between `opens` and `shuts` by the clock of the site. What the engine itself says of the
    account is asked for at `ask_at`: `most` jobs at once, and its `balance` in thousandths of its own unit.

    `silent` counts the calls in a row that found nobody. From `parked_at` on nothing is sent but a probe at `probe_at`;
    `probes` were in vain so far, and at `heard_at` it answered again. `squeeze` places were taken by others at
    `squeezed_at`.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    engine = models.CharField(_("engine"), max_length=20)
    address = models.CharField(_("address"), max_length=200, blank=True)
    sealed_key = models.TextField(blank=True, editable=False)
    key_end = models.CharField(max_length=4, blank=True, editable=False)
    limit = models.PositiveIntegerField(_("jobs in progress"), default=10)
    speeds = models.JSONField(_("speeds"), default=every_speed)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    opens = models.TimeField(_("works from"), null=True, blank=True)
    shuts = models.TimeField(_("works until"), null=True, blank=True)
    most = models.PositiveIntegerField(null=True, blank=True)
    balance = models.BigIntegerField(null=True, blank=True)
    ask_at = models.DateTimeField(default=timezone.now)
    enabled = models.BooleanField(_("enabled"), default=True)
    paused_until = models.DateTimeField(_("paused until"), default=timezone.now)
    pause_reason = models.CharField(_("why"), max_length=200, blank=True)
    closed_until = models.DateTimeField(_("closed until"), default=timezone.now)
    closed_reason = models.CharField(_("why it is closed"), max_length=200, blank=True)
    vtime = models.BigIntegerField(default=0)
    census_at = models.DateTimeField(default=timezone.now)
    silent = models.PositiveIntegerField(default=0)
    probes = models.PositiveIntegerField(default=0)
    parked_at = models.DateTimeField(_("parked since"), null=True, blank=True)
    probe_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True, blank=True)
    squeeze = models.PositiveIntegerField(default=0)
    squeezed_at = models.DateTimeField(default=timezone.now)

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
        return self.enabled and self._opens_at <= timezone.now()

    @property
    def opens_at(self) -> datetime | None:
        """When one that is closed takes work again by itself; None: when an operator says so."""
        until = self._opens_at
        return until if self.enabled and until < FOREVER else None

    @property
    def rests_until(self) -> datetime:
        """When what keeps work from it beside its hours is over."""
        return max(self.paused_until, self.closed_until, self.probe_at)

    @property
    def _opens_at(self) -> datetime:
        """Its rest is over, and it is within its hours."""
        rested = max(self.rests_until, timezone.now())
        if self.works_at(rested):
            return self.rests_until
        assert self.opens is not None
        local = timezone.localtime(rested)
        begins = datetime.combine(local.date(), self.opens, tzinfo=local.tzinfo)
        return begins if begins > local else datetime.combine(local.date() + timedelta(1), self.opens, local.tzinfo)

    @property
    def hours(self) -> tuple[time, time] | None:
        """From when to when it works; past midnight where the second is the earlier. None: always."""
        return None if self.opens is None or self.shuts is None else (self.opens, self.shuts)

    def works_at(self, moment: datetime) -> bool:
        """Whether that is within its hours."""
        if self.hours is None:
            return True
        opens, shuts = self.hours
        at = timezone.localtime(moment).time()
        return opens <= at < shuts if opens < shuts else at >= opens or at < shuts

    def does(self, mode: str) -> bool:
        """Whether new work at that speed comes here."""
        return mode in self.speeds

    @property
    def places(self) -> int:
        """How many jobs it may have in progress: what operators allow, or less where the engine itself does."""
        return self.limit if self.most is None else min(self.limit, self.most)

    @property
    def is_parked(self) -> bool:
        return self.parked_at is not None

    @property
    def squeezed(self) -> int:
        """How many of its places others seem to use now: one less with each while that nothing was refused."""
        calm = int((timezone.now() - self.squeezed_at).total_seconds() // times().squeeze)
        return max(self.squeeze - calm, 0)

    def room(self, used: int) -> int:
        """How many jobs may go there now, with so many in progress."""
        if self.is_parked:
            return max(min(self.places - used, 1), 0)
        return max(self.places - self.squeezed - used, 0)
