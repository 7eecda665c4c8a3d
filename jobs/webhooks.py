"""What an image service calls when a job of ours has ended: an address for each attempt, which only wakes the follower.

What is said there is never believed, not even read: it makes us ask, and the answer to that counts. So a forged,
doubled or late call costs one question at most, and one that never comes nothing but the wait for the next poll.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from jobs.addresses import is_within_reach
from jobs.models import Attempt, Job
from jobs.states import State


def address(tag: str) -> str:
    """Where a service may call for the attempt with this tag; "" where it could not reach us anyway."""
    wanted = settings.ENV.webhooks
    if wanted == "off" or (wanted == "auto" and not is_within_reach(settings.PUBLIC_URL)):
        return ""
    return f"{settings.PUBLIC_URL}{reverse('webhook', args=[tag])}"


def heard(tag: str) -> bool:
    """Have the attempt's job asked after now, if it still runs; False where nobody knows the tag."""
    attempt = Attempt.objects.filter(tag=tag).first()
    if attempt is None:
        return False
    # An older attempt of the job says nothing about the one that runs. One that is being asked after at this moment is
    # asked again: its answer may be older than the call (see jobs.follow.next_look).
    runs = Job.objects.filter(pk=attempt.job_id, attempt=attempt.number, state=State.RUNNING)
    runs.update(due_at=timezone.now())
    return True
