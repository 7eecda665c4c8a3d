"""POST /midjourney/v1/action: one of the actions that a finished job offers becomes a new job."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.actions import Action
from jobs.api.access import Call, endpoint
from jobs.api.facts import components
from jobs.api.finished import finished
from jobs.api.refusals import Refusal
from jobs.api.submitting import Terms, order
from jobs.wishes import Wish

# Some are asked for elsewhere, since they need more than a job.
_ELSEWHERE = {
    Action.REGION: "inpaint needs a mask. Send it to POST /midjourney/v1/inpaint.",
    Action.SEED: "ask for the seed with POST /midjourney/v1/seed.",
}


@endpoint("POST", writes=True)
def action(call: Call) -> JsonResponse:
    """Checked in this order: the job is there, it is done, it offers the action. It runs at its parent's speed."""
    request = wire.read_action_request(call.fields)
    step = request.step

    def make(said: Terms) -> Wish:
        parent = finished(call)
        if step.action in _ELSEWHERE or step not in parent.steps():
            offered = ", ".join(wire.action_name(each) for each in components(parent)) or "none"
            reason = _ELSEWHERE.get(step.action) or f"{wire.action_name(step)} is not among: {offered}."
            raise Refusal(400, f"Related job does not offer this action: {reason}")
        return wishes.step(parent, step, **said)

    return order(call, request, make)
