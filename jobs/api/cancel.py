"""DELETE /midjourney/v1/job: takes a job out of the line, or stops it where its engine can."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import submit, wire
from jobs.api.access import Call, endpoint
from jobs.api.refusals import Refusal
from jobs.states import FINAL, State


@endpoint("DELETE", writes=True, hint="To ask about a job, use GET /midjourney/v1/fetch?jobId=….")
def cancel(call: Call) -> JsonResponse:
    """Says what was returned, in units. A second time it says the same."""
    job = call.job()
    if job.state != State.CANCELED and not submit.cancel(job):
        job.refresh_from_db()
        if job.state != State.CANCELED:
            ended = f"it has ended: its status is {wire.state_name(wire.seen_state(State(job.state)))}."
            runs = "it is being drawn, and the image service does not stop what it has begun."
            raise Refusal(409, f"This job cannot be cancelled: {ended if job.state in FINAL else runs}")
    return JsonResponse(wire.canceled(str(job.uid), job.quote))
