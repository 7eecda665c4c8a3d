"""What every page shows of the work: how many of the person's jobs are not finished."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jobs.models import Job


def live_jobs(request: HttpRequest) -> dict[str, object]:
    """`live_jobs`, counted only by the pages that show it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"live_jobs": SimpleLazyObject(lambda: Job.objects.of(user).unfinished().count())}
