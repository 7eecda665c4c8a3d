"""Whether the originals are in the vault as they came: some of them every minute, the longest unread first."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.utils import timezone

from jobs import alarm, queue
from jobs.models import Picture, Shelf, Stored
from jobs.models.stored import WRONG, Condition

log = logging.getLogger(__name__)

EVERY = 60.0  # seconds between two slices
SLICE = 50  # files of a slice
SECONDS = 2.0  # that a slice takes at most, but for the file it is at
BATCH = 2_000  # new pictures taken in at once


def hint() -> None:
    """Ask a worker of the queue to look at the next slice: reading files would keep a follower from following."""
    queue.send(queue.MEDIA, "jobs.tasks.check_vault")


def run() -> None:
    """One slice, and once a day the sums of storage."""
    Stored.objects.enrol(BATCH)
    until = time.monotonic() + SECONDS
    found = []
    for stored in Stored.objects.longest_ago()[:SLICE]:
        if look(stored):
            found.append(stored)
        if time.monotonic() > until:
            break
    tell(found)
    if Shelf.objects.is_due():
        Shelf.objects.add_up()


def tell(found: Iterable[Stored]) -> None:
    """Let operators know of what is newly wrong."""
    wrong = list(found)
    for stored in wrong:
        log.error("the original %s is %s", stored.name, stored.condition)
    if wrong:
        alarm.vault(Stored.objects.wrong().count(), wrong[0].name)


def look(stored: Stored) -> bool:
    """Read the file and write down how it is; whether it has become wrong. What no picture has any more is let go."""
    condition = condition_of(stored)
    if condition in WRONG and not Picture.objects.filter(sha256=stored.sha256, purged_at=None).exists():
        Stored.objects.filter(pk=stored.pk).delete()
        return False
    before, stored.condition = stored.condition, condition
    Stored.objects.filter(pk=stored.pk).update(condition=condition, checked_at=timezone.now())
    return condition in WRONG and before not in WRONG


def condition_of(stored: Stored) -> Condition:
    """How the file is now."""
    digest = hashlib.sha256()
    try:
        with default_storage.open(stored.name) as file:
            for chunk in file.chunks():
                digest.update(chunk)
    except FileNotFoundError:
        return Condition.MISSING
    except OSError:
        log.exception("the original %s cannot be read", stored.name)
        return Condition.DAMAGED
    return Condition.OK if digest.hexdigest() == stored.sha256 else Condition.DAMAGED
