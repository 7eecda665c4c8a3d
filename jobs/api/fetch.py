"""GET or POST /midjourney/v1/fetch: how a job is doing, and its pictures once it is done."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire
from jobs.api.access import Call, endpoint
from jobs.api.facts import facts


@endpoint("GET", "POST")
def fetch(call: Call) -> JsonResponse:
    """Only jobs of the key's own person exist here; it costs nothing."""
    return JsonResponse(wire.render_fetch(facts(call.job())))
