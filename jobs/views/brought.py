"""Jobs that have pictures in the place of a prompt: what they were given, and the form that begins anew with it."""

from __future__ import annotations

from django.urls import reverse

from jobs.actions import Action
from jobs.models import Job
from jobs.references import Source

FORMS = {Action.BLEND.value: "blend:index", Action.DESCRIBE.value: "describe:index"}


def inputs(job: Job) -> list[Source]:
    """The pictures in their order; reads what was prefetched."""
    if job.action not in FORMS:
        return []
    return [given.source for given in sorted(job.inputs.all(), key=lambda given: given.number)]


def remix(job: Job, *, mine: bool) -> str:
    """The form that begins with what the job was asked for; empty where there is none for this person."""
    if job.action in FORMS:
        # Somebody else's pictures are seen, not taken.
        return f"{reverse(FORMS[job.action])}?again={job.uid}" if mine else ""
    return f"{reverse('create:index')}?prompt={job.uid}" if job.prompt else ""
