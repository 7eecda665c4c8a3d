"""Whose spending a page is about: a person's own, wherever it was, or what a team spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from django.utils import timezone
from django.utils.functional import Promise

from jobs.models import Spared
from jobs.models.spared import SparedQuerySet
from mjweb.accounts.models import ApiKey, Membership, Project, Right, Team, User
from mjweb.gallery.month import Month
from mjweb.quotas.models import Allowance, Line, Purse, Tally, Window
from mjweb.quotas.models.line import LineQuerySet
from mjweb.quotas.models.tally import TallyQuerySet
from mjweb.quotas.spans import Span

Choices = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class Scope:
    """`user` looks; without a `team` at what is theirs. Whoever makes one for a team has asked for the right."""

    user: User
    team: Team | None = None

    @property
    def lines(self) -> LineQuerySet:
        return Line.objects.in_space(self.team) if self.team else Line.objects.of(self.user)

    @property
    def tallies(self) -> TallyQuerySet:
        return Tally.objects.in_space(self.team) if self.team else Tally.objects.of(self.user)

    @property
    def spared(self) -> SparedQuerySet:
        """What was not asked for, since it was there already."""
        return Spared.objects.filter(team=self.team) if self.team else Spared.objects.filter(user=self.user)

    @property
    def zone(self) -> tzinfo:
        """By whose calendar its months turn."""
        return (self.team or self.user.home).tzinfo

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=self.zone)

    @property
    def first_month(self) -> Month:
        """The earliest there can be something in."""
        began = self.team.created_at if self.team else self.user.date_joined
        return Month.of(timezone.localdate(began, self.zone))

    @property
    def offers_team(self) -> bool:
        """Whether there is a team's usage that this person may look at, where they are."""
        return self.user.may(Right.USAGE) and not self.user.team.is_personal

    @property
    def shows_pictures(self) -> bool:
        """Whether who looks may see what the credits went to: not everybody who sees the sums may."""
        return self.team is None or self.user.may(Right.SEE)

    def window(self, month: Month) -> Window | None:
        """The window of that month: of the person, or of the team's pool; None where there was none."""
        if self.team is None and month == Month.of(self.today):
            return Window.objects.of(self.user)
        purses = Purse.objects.filter(team=self.team, user=None if self.team else self.user)
        pool = purses.filter(api_key=None, project=None).first()
        if pool is None:
            return None
        if month == Month.of(self.today):
            has_month = Allowance.objects.filter(purse=pool, span=Span.MONTH).exists()
            return Window.objects.current(pool) if has_month else None
        return Window.objects.running(month.middle(self.zone)).filter(purse=pool, span=Span.MONTH).first()

    # What can be chosen from, as pairs of value and name --------------------------------------------------------------

    def people(self) -> Choices:
        """Those of the team; of one's own ledger nobody needs to be chosen."""
        if self.team is None:
            return []
        members = Membership.objects.filter(team=self.team).select_related("user")
        names = sorted((str(one.user).casefold(), str(one.user_id), str(one.user)) for one in members)
        return [(pk, name) for _folded, pk, name in names]

    def projects(self) -> Choices:
        teams = [self.team.pk] if self.team else [one.team_id for one in self.user.spaces]
        return [(str(one.pk), one.name) for one in Project.objects.filter(team__in=teams).by_name()]

    def api_keys(self) -> Choices:
        """The team's keys with whose they are, or one's own."""
        if self.team is None:
            return [(str(key.pk), key.label) for key in ApiKey.objects.filter(user=self.user).newest_first()]
        found = ApiKey.objects.filter(team=self.team).select_related("user").newest_first()
        return [(str(key.pk), f"{key.label} · {key.user}") for key in found]
