"""Holds that nobody will end any more: each end of a job ends its hold with it, so there should be none."""

from __future__ import annotations

import logging
import re
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import Job
from jobs.states import FINAL, State
from jobs.times import times
from mjweb.quotas.models import Line, Window

log = logging.getLogger(__name__)

MOST = 500  # at one time
_REFERENCE = re.compile(r"[0-9a-f]{32}\.\d+")


def sweep() -> int:
    """End the holds whose job has ended, is held anew or is gone, each with a line that says so; how many there were.

    A job past its deadline is moved to its end by the follower (jobs.follow), which returns its hold; this is for what
    a restored backup or a hand in the database leaves behind. A hold whose job may still end is never touched.
    """
    old = Line.objects.open().filter(at__lt=timezone.now() - timedelta(seconds=times().slack))
    found = old.order_by("pk").values_list("reference", flat=True)[:MOST]
    references = [reference for reference in dict.fromkeys(found) if _REFERENCE.fullmatch(reference)]
    uids = {uuid.UUID(reference.partition(".")[0]) for reference in references}
    jobs = {job.uid: job for job in Job.objects.filter(uid__in=uids).only("uid", "state", "holds")}
    return sum(_end(reference, jobs.get(uuid.UUID(reference.partition(".")[0]))) for reference in references)


def _end(reference: str, job: Job | None) -> bool:
    if job is not None and job.reference == reference and job.state not in FINAL:
        return False
    try:
        with transaction.atomic():
            if job is not None and job.reference == reference and job.state == State.DONE:
                Window.objects.settle(reference)
            else:
                Window.objects.give_back(reference, _why(reference, job))
    except IntegrityError:  # somebody else swept it
        return False
    log.warning("the hold %s was left behind and is ended now", reference)
    return True


def _why(reference: str, job: Job | None) -> str:
    if job is None:
        return _("The job is gone; its hold was left behind")
    if job.reference != reference:
        return _("The job was held anew; this hold was left behind")
    return _("The job ended without pictures; its hold was left behind")
