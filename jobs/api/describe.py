"""POST /midjourney/v1/describe: four prompts that fit a picture."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.api import pictures
from jobs.api.access import Call, endpoint
from jobs.api.submitting import order, terms
from mjweb.bodies import MOST_WITH_PICTURES


@endpoint("POST", writes=True, most=MOST_WITH_PICTURES)
def describe(call: Call) -> JsonResponse:
    """The picture comes in `base64`, or is fetched from `url` before the call is answered."""
    request = wire.read_describe(call.fields)
    said = terms(call.fields)
    brought = pictures.encoded(request.picture, "base64") if request.picture else pictures.linked(request.url)
    return order(call, wishes.describe(brought.upload, **said), [brought])
