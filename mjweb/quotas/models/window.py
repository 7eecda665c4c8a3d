"""A window: one day, week or month of one purse (or all of its life), with what is spent and held in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import ApiKey, Project, Team, User
from mjweb.quotas.errors import NotEnough, Whose
from mjweb.quotas.models.allowance import Allowance, Grant
from mjweb.quotas.models.holding import HoldingQuerySet
from mjweb.quotas.models.line import Kind, Line
from mjweb.quotas.models.purse import APPLYING, Purse, drawing
from mjweb.quotas.spans import LABELS, Span, following, period
from mjweb.quotas.warnings import word_of

_DUE = f"SELECT a.* FROM quotas_allowance a JOIN quotas_purse p ON p.id = a.purse_id WHERE {APPLYING}"  # noqa: S608  # our own words
# Asked several times a press: as one statement, since putting it together by the ORM took five times as long.
_PAYING = f"""
    WITH due AS (
        SELECT a.purse_id, a.span, p.user_id, p.api_key_id, p.team_id, p.project_id
        FROM quotas_allowance a JOIN quotas_purse p ON p.id = a.purse_id WHERE {APPLYING}
    )
    SELECT w.*, due.user_id AS purse_user, due.api_key_id AS purse_key, due.team_id AS purse_team,
        due.project_id AS purse_project, (SELECT count(*) FROM due) AS due
    FROM due JOIN quotas_window w ON w.purse_id = due.purse_id AND w.span = due.span
    WHERE w.starts <= %(now)s AND w.ends > %(now)s ORDER BY w.id
"""  # noqa: S608  # our own words
_OWNER = ("id", "user_id", "api_key_id", "team_id", "project_id")


class WindowQuerySet(HoldingQuerySet):
    # Finding and opening ----------------------------------------------------------------------------------------------

    def running(self, at: datetime | None = None) -> WindowQuerySet:
        now = at or timezone.now()
        return self.filter(starts__lte=now, ends__gt=now)

    def current(self, purse: Purse, at: datetime | None = None, *, span: Span = Span.MONTH) -> Window:
        """The purse's window of now, opened with its grants when the last one is over."""
        found = self.running(at).filter(purse=purse, span=span).first()
        return found or self._open(purse, span, at or timezone.now())

    @transaction.atomic
    def _open(self, purse: Purse, span: Span, now: datetime) -> Window:
        # Of two who found none the second waits here, and finds the first one's.
        Purse.objects.select_for_update().get(pk=purse.pk)
        mine = self.filter(purse=purse, span=span)
        if found := mine.running(now).first():
            return found
        allowance = Allowance.objects.get(purse=purse, span=span)
        last = mine.filter(ends__lte=now).select_for_update().order_by("-ends").first()
        zone = purse.zone
        starts, ends = following(span, now, zone, last.ends if last else None)
        window = self.create(
            purse=purse, span=span, starts=starts, ends=ends, limit=allowance.amount, is_soft=allowance.is_soft
        )
        Line.objects.write(window.pk, Kind.GRANT, allowance.amount, allowance.amount, label=str(LABELS[span]))
        if last is not None and allowance.rolls_over and last.left:
            # Moved, not copied: a hold that comes late cannot take from the old window what the new one has.
            self.change(last, -last.left, Kind.CORRECT, label=str(_("Carried over")))
            self.change(window, last.left, Kind.GRANT, label=str(_("Carried over from the window before")))
        due = Grant.objects.filter(purse=purse, span=span).due(starts.astimezone(zone), ends.astimezone(zone))
        for grant in due.order_by("pk").select_related("actor"):
            window.give(grant)
        return window

    def of(self, user: User) -> Window:
        """The person's own month; one query, but for the first of a month."""
        found = self.running().filter(purse__user=user, purse__team=None, span=Span.MONTH).first()
        return found or self.current(Purse.objects.of(user))

    def of_keys(self, keys: Sequence[ApiKey]) -> dict[int, Window]:
        """By each key that has a purse its month of now; one that is not opened yet as it would be, not stored."""
        monthly = Allowance.objects.filter(purse__api_key__in=keys, span=Span.MONTH).select_related("purse")
        opened = {
            window.purse_id: window
            for window in self.running().filter(purse__api_key__in=keys, span=Span.MONTH).select_related("purse")
        }
        starts, ends = period(Span.MONTH, timezone.now(), timezone.get_default_timezone())
        return {
            allowance.purse.api_key_id: opened.get(allowance.purse_id)
            or Window(purse=allowance.purse, starts=starts, ends=ends, limit=allowance.amount)
            for allowance in monthly
            if allowance.purse.api_key_id is not None
        }

    def paying(
        self,
        user: User,
        key: ApiKey | None = None,
        *,
        team: Team | int | None = None,
        project: Project | None = None,
        lock: bool = False,
    ) -> list[Window]:
        """The windows of now that a job of this person draws on, in the order of locking; one query, but at a turn.

        The person's own purse always pays; with it the key's, the team's pool, their cap in it and the project's
        ceiling, where those have an allowance. `lock` keeps the rows to ourselves until the transaction ends.
        """
        whose = drawing(user, key, team, project)
        found = self._paying(whose, lock=lock)
        if not any(window.purse.whose is Whose.PERSON for window in found) or len(found) < found[0].due:
            Purse.objects.of(user)
            for allowance in Allowance.objects.raw(_DUE, whose):
                self.current(allowance.purse, span=Span(allowance.span))
            found = self._paying(whose, lock=lock)
        return found

    def narrowest(
        self, user: User, key: ApiKey | None = None, *, team: Team | int | None = None, project: Project | None = None
    ) -> Window:
        """Of the windows that a job of this person draws on, the one with the least left; soft ones limit nothing."""
        found = self.paying(user, key, team=team, project=project)
        return min(found, key=lambda window: (window.is_soft, window.left))

    def _paying(self, whose: Mapping[str, int | None], *, lock: bool) -> list[Window]:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        locking = " FOR UPDATE OF w" if lock and connection.features.has_select_for_update_of else ""
        found = list(self.model.objects.raw(_PAYING + locking, {**whose, "now": now}))
        for window in found:
            owner = (window.purse_id, window.purse_user, window.purse_key, window.purse_team, window.purse_project)
            window.purse = Purse.from_db(self.db, _OWNER, owner)
        return found

    def paying_for(self, reference: str) -> list[Window]:
        """The windows of now of the purses that hold for `reference`, or held for it once."""
        purses = Purse.objects.filter(windows__lines__in=Line.objects.filter(reference=reference, kind=Kind.HOLD))
        allowances = Allowance.objects.filter(purse__in=purses).select_related("purse")
        windows = [self.current(allowance.purse, span=Span(allowance.span)) for allowance in allowances]
        return sorted(windows, key=lambda window: window.pk)

    # Changing what there is -------------------------------------------------------------------------------------------

    @transaction.atomic
    def allow(
        self,
        purse: Purse,
        allowance: int | None,
        *,
        span: Span = Span.MONTH,
        actor: User | None = None,
        reason: str = "",
        rolls_over: bool | None = None,
        is_soft: bool | None = None,
    ) -> None:
        """Change what a purse gets each `span`, from now on and for the running window; None: no longer anything.

        A cut below what is spent and held leaves running jobs alone: it only refuses new ones.
        """
        Purse.objects.select_for_update().get(pk=purse.pk)
        old = Allowance.objects.filter(purse=purse, span=span).first()
        window = self.current(purse, span=span) if old else self.running().filter(purse=purse, span=span).first()
        if allowance is None:
            if purse.whose is Whose.PERSON and span is Span.MONTH:
                raise ValueError("a person always has a month")
            Allowance.objects.filter(purse=purse, span=span).delete()
        else:
            settings = {"rolls_over": rolls_over, "is_soft": is_soft}
            changes = {name: value for name, value in settings.items() if value is not None}
            Allowance.objects.update_or_create(purse=purse, span=span, defaults={"amount": allowance, **changes})
        change = (allowance or 0) - (old.amount if old else 0)
        if window is None:
            if allowance is not None:
                self.current(purse, span=span)
        elif change or (is_soft is not None and is_soft != window.is_soft):
            label = reason or str(_("Allowance changed"))
            self.change(window, change, Kind.CORRECT, label=label, actor=actor, is_soft=is_soft)

    @transaction.atomic
    def grant(self, given: Grant) -> None:
        """Keep an extra grant, and give it at once where its day lies in the running window."""
        Purse.objects.select_for_update().get(pk=given.purse_id)
        given.save(force_insert=True)
        zone = given.purse.zone
        window = self.running().filter(purse=given.purse, span=given.span).first()
        if window is None and Allowance.objects.filter(purse=given.purse, span=given.span).exists():
            self.current(given.purse, span=Span(given.span))  # it gives what is due
        elif window and window.starts.astimezone(zone).date() <= given.day < window.ends.astimezone(zone).date():
            window.give(given)


class Window(models.Model):
    """A cached sum: what the lines of the window add up to. A hard one is never overdrawn, the database holds that."""

    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="windows")
    span = models.CharField(max_length=5, choices=Span.choices, default=Span.MONTH)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    limit = models.BigIntegerField()
    used = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    owed = models.BigIntegerField(default=0)
    is_soft = models.BooleanField(default=False)
    warned = models.PositiveSmallIntegerField(default=0)  # the highest level that was told of, in percent

    objects: ClassVar[WindowQuerySet] = WindowQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset
    # Where `paying` found this one: how many windows pay in all, and whose purse it is.
    due: int
    purse_user: int | None
    purse_key: int | None
    purse_team: int | None
    purse_project: int | None

    class Meta:
        verbose_name = _("window")
        verbose_name_plural = _("windows")
        constraints = [
            models.UniqueConstraint(fields=["purse", "span", "starts"], name="one_window_a_span"),
            models.CheckConstraint(condition=Q(used__gte=0, held__gte=0, owed__gte=0), name="window_not_negative"),
            models.CheckConstraint(
                condition=Q(is_soft=True) | Q(limit__gte=F("used") + F("held")), name="hard_window_not_overdrawn"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purse_id} from {self.starts:%Y-%m-%d}"

    @property
    def left(self) -> int:
        """What can still be held, never below zero."""
        return max(0, self.limit - self.used - self.held)

    # As a meter shows it ----------------------------------------------------------------------------------------------

    @property
    def spent_percent(self) -> float:
        return self._percent(self.used)

    @property
    def held_percent(self) -> float:
        return min(self._percent(self.held), 100.0 - self.spent_percent)

    @property
    def level(self) -> str:
        """ "full", "warn" or nothing."""
        return word_of(self.left, self.limit)

    def _percent(self, amount: int) -> float:
        return min(100.0, 100 * amount / self.limit) if self.limit > 0 else 100.0

    def refusal(self, needed: int, left: int) -> NotEnough:
        span, zone = Span(self.span), self.purse.zone
        return NotEnough(needed, left, self.ends, whose=self.purse.whose, span=span, zone=zone)

    def give(self, grant: Grant) -> None:
        """Add an extra grant, once."""
        if Grant.objects.filter(pk=grant.pk, given=False).update(given=True):
            label = str(_("Extra grant"))
            Window.objects.change(self, grant.amount, Kind.GRANT, label=label, reason=grant.reason, actor=grant.actor)
