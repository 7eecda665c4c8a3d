"""GET or POST /midjourney/v1/fetch: how a job is doing, and its pictures once it is done."""

from __future__ import annotations

from dataclasses import replace

from django.http import JsonResponse
from django.utils.translation import override

from jobs import wire
from jobs.api.access import Call, endpoint
from jobs.api.facts import facts
from jobs.waiting import Doors


@endpoint("GET", "POST")
def fetch(call: Call) -> JsonResponse:
    """Only jobs of the key's own person exist here; it costs nothing."""
    job = call.job()
    with override("en"):  # as all words for programs
        waits = Doors.now().why(job) if job.seen == "queued" else ""
    return JsonResponse(wire.render_fetch(replace(facts(job), waits=waits)))
