"""Jobs that have pictures in the place of a prompt: what they were given, and the form that begins anew with it."""

from __future__ import annotations

from django.urls import reverse

from jobs import privacy
from jobs.actions import Action
from jobs.models import Job
from jobs.references import Source
from mjweb.accounts.models import User

FORMS = {Action.BLEND.value: "blend:index", Action.DESCRIBE.value: "describe:index"}


def inputs(job: Job, user: User) -> list[Source]:
    """Those of the pictures that the person may see, in their order; reads what was prefetched."""
    if job.action not in FORMS:
        return []
    given = sorted(job.inputs.all(), key=lambda given: given.number)
    return [one.source for one in given if privacy.shows(one.source, user)]


def remix(job: Job, *, mine: bool) -> str:
    """The form that begins with what the job was asked for; empty where there is none for this person."""
    if job.action in FORMS:
        # Somebody else's pictures are seen, not taken.
        return f"{reverse(FORMS[job.action])}?again={job.uid}" if mine else ""
    return f"{reverse('create:index')}?prompt={job.uid}" if job.prompt else ""
