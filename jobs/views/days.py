"""The feed, cut into days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.views.cards import Card


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the feed; `key` is its ISO date."""

    key: str
    title: str
    cards: list[Card]


def day_of(job: Job) -> str:
    return timezone.localdate(job.created_at).isoformat()


def today() -> Day:
    """Today, still without cards."""
    return Day(timezone.localdate().isoformat(), _("Today"), [])


def by_day(made: list[Card]) -> Iterator[Day]:
    """The cards in their days, newest first."""
    now = timezone.localdate()
    groups: dict[str, list[Card]] = {}
    for card in made:
        groups.setdefault(day_of(card.job), []).append(card)
    for key, group in groups.items():
        day = timezone.localdate(group[0].job.created_at)
        if day == now:
            title = _("Today")
        elif day == now - timedelta(days=1):
            title = _("Yesterday")
        else:
            title = date_format(day, "l j F" if day.year == now.year else "j F Y")
        yield Day(key, title, group)
