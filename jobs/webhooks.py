"""What an image service calls when a job of ours has ended: an address for each attempt, which only wakes the follower.

What is said there is never believed: it makes us ask, and the answer to that counts. Where the answer to a submit was
lost, the call tells the id to ask for, and that is all that is ever read of it. So a forged, doubled or late call costs
one question at most, and one that never comes nothing but the wait for the next poll.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from jobs import wire
from jobs.addresses import is_within_reach
from jobs.models import Attempt, Job, Sighting
from jobs.models.sighting import NAMELESS
from jobs.states import State

log = logging.getLogger(__name__)

MOST = 256 * 1024  # bytes of a call that are read


def address(tag: str) -> str:
    """Where a service may call for the attempt with this tag; "" where it could not reach us anyway."""
    wanted = settings.ENV.webhooks
    if wanted == "off" or (wanted == "auto" and not is_within_reach(settings.PUBLIC_URL)):
        return ""
    return f"{settings.PUBLIC_URL}{reverse('webhook', args=[tag])}"


def heard(tag: str, body: Callable[[], bytes]) -> bool:
    """Have the attempt's job asked after now, if it still runs; False where nobody knows the tag.

    `body` gives what was said; it is read only for a job that has no id yet. Nothing else is called from here: the
    follower does the asking.
    """
    attempt = Attempt.objects.select_related("job").filter(tag=tag).first()
    if attempt is None:
        return False
    job = attempt.job
    if attempt.number != job.attempt:
        # An older attempt of the job, to which the service had said no, says nothing about the one that runs.
        log.warning("%s was called for, and is not the last one", attempt)
        return True
    if job.engine_id is None and job.state in NAMELESS and (engine_id := named_in(body())):
        Sighting.objects.note(attempt, engine_id)
    # One that is being asked after at this moment is asked again: its answer may be older than the call (see
    # jobs.rounds.or_at_once).
    runs = Job.objects.filter(pk=job.pk, attempt=attempt.number, state=State.RUNNING)
    if runs.exists() and Attempt.objects.called(attempt):
        runs.update(due_at=timezone.now())
    return True


def named_in(body: bytes) -> str:
    """The id of the job that a call is about, "" where it names none that could be one."""
    if len(body) > MOST:
        return ""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return wire.accepted_id(payload) if isinstance(payload, dict) else ""
