"""POST /midjourney/v1/inpaint: a part of a single picture is drawn anew."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.api import pictures
from jobs.api.access import Call, endpoint
from jobs.api.finished import finished
from jobs.api.submitting import order
from mjweb.bodies import MOST_WITH_PICTURES


@endpoint("POST", writes=True, most=MOST_WITH_PICTURES)
def inpaint(call: Call) -> JsonResponse:
    """White in the mask is drawn anew, by `prompt` or else by the words of the parent."""
    request = wire.read_inpaint(call.fields)

    def bring() -> list[pictures.Brought]:
        return [pictures.encoded(request.mask, "mask")]

    return order(call, request, lambda said: wishes.unmasked(finished(call), request.prompt, **said), bring)
