"""POST /midjourney/v1/imagine: a prompt becomes a job in line."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.api.access import Call, endpoint
from jobs.api.submitting import order, terms


@endpoint("POST", writes=True)
def imagine(call: Call) -> JsonResponse:
    """Accepts with 200 and the job's id; the pictures come later (see fetch). Nothing is held when it refuses."""
    request = wire.read_imagine(call.fields)
    wish = wishes.single(request.prompt, request.mode, **terms(call.fields))
    # A mode that was named wins over a speed switch in the text.
    return order(call, wish.at(request.mode) if request.is_named else wish)
