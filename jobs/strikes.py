"""Words that the image service refuses: it may keep money for them, so nobody goes on with such for long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from jobs.actions import Action
from jobs.errors import WordsRefused
from jobs.models import Job
from jobs.models.job import JobQuerySet
from jobs.troubles import Trouble
from mjweb.accounts.models import User

DAY = timedelta(hours=24)
WORDY = frozenset({Action.IMAGINE, Action.REGION})
"""What is asked for in a person's own words."""


def refused() -> JobQuerySet:
    """The jobs of the last 24 hours whose words the service refused."""
    return Job.objects.filter(reason=Trouble.BANNED.value, finished_at__gt=timezone.now() - DAY)


def ends(user: User) -> datetime | None:
    """Until when this person is to wait, because of the last so many; None where they may go on."""
    if not settings.MOST_REFUSED:
        return None
    last = refused().filter(user=user).order_by("-finished_at").values_list("finished_at", flat=True)
    first_of_them = last[settings.MOST_REFUSED - 1 : settings.MOST_REFUSED].first()
    return first_of_them + DAY if first_of_them else None


def check(user: User, asked: Iterable[Action]) -> None:
    """Raise WordsRefused where this person asks for something in words while they are to wait."""
    if WORDY.intersection(asked) and (until := ends(user)):
        raise WordsRefused(settings.MOST_REFUSED, until)
