"""Words that an image service refuses after it took them: it may keep money for that, so nobody goes on for long.

What it refuses at once, or its free check finds, costs nothing and does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from jobs.actions import Action
from jobs.errors import WordsRefused
from jobs.models import Job, Source
from jobs.models.job import JobQuerySet
from jobs.troubles import Trouble
from mjweb.accounts.models import User

DAY = timedelta(hours=24)
PROGRAMS = 10
"""So many times as many prompts of programs may be refused: by default thirty, after which the service keeps money."""
WORDY = frozenset({Action.IMAGINE, Action.REGION})
"""What is asked for in a person's own words."""


def refused() -> JobQuerySet:
    """The jobs of the last 24 hours that the service took, and whose words it refused then."""
    banned = Job.objects.filter(reason=Trouble.BANNED.value, finished_at__gt=timezone.now() - DAY)
    return banned.filter(accepted_at__isnull=False)


def most(source: Source) -> int:
    """So many may be refused in a day; 0: any number. A program may ask for many people."""
    return int(settings.MOST_REFUSED) * (PROGRAMS if source == Source.API else 1)


def ends(user: User, source: Source) -> datetime | None:
    """Until when this person is to wait, because of the last so many of that source; None where they may go on."""
    if not (count := most(source)):
        return None
    last = refused().filter(user=user, batch__source=source).order_by("-finished_at")
    first_of_them = last.values_list("finished_at", flat=True)[count - 1 : count].first()
    return first_of_them + DAY if first_of_them else None


def check(user: User, asked: Iterable[Action], source: Source) -> None:
    """Raise WordsRefused where this person asks for something in words while they are to wait."""
    if WORDY.intersection(asked) and (until := ends(user, source)):
        raise WordsRefused(most(source), until)
