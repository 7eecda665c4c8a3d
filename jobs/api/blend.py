"""POST /midjourney/v1/blend: two to five pictures become one grid."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.actions import DIMENSIONS, Action
from jobs.api import pictures
from jobs.api.access import Call, endpoint
from jobs.api.submitting import order
from mjweb.bodies import MOST_WITH_PICTURES


@endpoint("POST", writes=True, most=MOST_WITH_PICTURES)
def blend(call: Call) -> JsonResponse:
    """All pictures are looked at before any is kept."""
    request = wire.read_blend(call.fields)
    shape = DIMENSIONS[request.dimensions]

    def bring() -> list[pictures.Brought]:
        return [pictures.encoded(text, f"imgBase64Array[{place}]") for place, text in enumerate(request.pictures)]

    return order(call, request, lambda said: wishes.unseen(Action.BLEND, request.mode, shape, **said), bring)
