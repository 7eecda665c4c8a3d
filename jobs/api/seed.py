"""POST /midjourney/v1/seed: a job of its own that finds the seed of a finished one."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.actions import Action, Step
from jobs.api.access import Call, endpoint
from jobs.api.finished import finished
from jobs.api.submitting import order


@endpoint("POST", writes=True)
def seed(call: Call) -> JsonResponse:
    """The new job's `data.seed` has it; from then on so has that of the job that was asked about."""
    request = wire.ActionRequest(wire.read_job_id(call.fields), Step(Action.SEED))
    return order(call, request, lambda said: wishes.step(finished(call), request.step, **said))
