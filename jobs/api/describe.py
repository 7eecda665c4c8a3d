"""POST /midjourney/v1/describe: four prompts that fit a picture."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.actions import Action
from jobs.api import pictures
from jobs.api.access import Call, endpoint
from jobs.api.submitting import order
from mjweb.bodies import MOST_WITH_PICTURES


@endpoint("POST", writes=True, most=MOST_WITH_PICTURES)
def describe(call: Call) -> JsonResponse:
    """The picture comes in `base64`, or is fetched from `url` before the call is answered."""
    request = wire.read_describe(call.fields)

    def bring() -> list[pictures.Brought]:
        if request.picture:
            return [pictures.encoded(request.picture, "base64")]
        return [pictures.linked(request.url, call.user)]

    return order(call, request, lambda said: wishes.unseen(Action.DESCRIBE, **said), bring)
