"""POST /midjourney/v1/imagine: a prompt becomes a job in line."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.api.access import Call, endpoint
from jobs.api.submitting import Terms, order
from jobs.wishes import Wish


@endpoint("POST", writes=True)
def imagine(call: Call) -> JsonResponse:
    """Accepts with 200 and the job's id; the pictures come later (see fetch). Nothing is held when it refuses."""
    request = wire.read_imagine(call.fields)

    def make(said: Terms) -> Wish:
        wish = wishes.single(request.prompt, request.mode, **said)
        # A mode that was named wins over a speed switch in the text.
        return wish.at(request.mode) if request.is_named else wish

    return order(call, request, make)
