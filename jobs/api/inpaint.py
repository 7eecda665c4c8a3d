"""POST /midjourney/v1/inpaint: a part of a single picture is drawn anew."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.actions import Action, Step
from jobs.api import pictures
from jobs.api.access import Call, endpoint
from jobs.api.finished import finished
from jobs.api.submitting import order, terms
from jobs.errors import NotOffered
from mjweb.bodies import MOST_WITH_PICTURES


@endpoint("POST", writes=True, most=MOST_WITH_PICTURES)
def inpaint(call: Call) -> JsonResponse:
    """White in the mask is drawn anew, by `prompt` or else by the words of the parent."""
    request = wire.read_inpaint(call.fields)
    said = terms(call.fields)
    parent = finished(call)
    if not wishes.offers(parent, Step(Action.REGION)):
        raise NotOffered(Step(Action.REGION))
    mask = pictures.encoded(request.mask, "mask")
    return order(call, wishes.region(parent, mask.upload, request.prompt, **said), [mask])
