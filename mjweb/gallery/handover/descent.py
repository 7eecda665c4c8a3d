"""Imported pictures find their parents again: among what came with them, or what was here already."""

from __future__ import annotations

from jobs.models import Job
from mjweb.gallery.handover.facts import IMPORTED
from mjweb.gallery.models import Arrival


def restore(arrival: Arrival) -> None:
    """Once all files are through. A parent is older than its child, so no line bites its tail."""
    files = arrival.files.exclude(picture=None).select_related("picture")
    jobs = {}
    for file in files.only("told", "picture__job_id").iterator(500):
        if file.picture is not None and file.told.get("job"):
            jobs[file.told["job"]] = file.picture.job_id
    for job in Job.objects.filter(batch=arrival.batch, parent=None).only("facts").iterator(500):
        parent = (job.facts.get(IMPORTED) or {}).get("parent") or {}
        found = jobs.get(parent.get("job"))
        if found is not None and found < job.pk:
            Job.objects.filter(pk=job.pk, parent=None).update(parent=found, index=parent.get("index") or 0)
