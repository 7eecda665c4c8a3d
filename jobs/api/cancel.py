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
            raise Refusal(409, f"This job cannot be cancelled: {_why(State(job.state))}")
    return JsonResponse(wire.canceled(str(job.uid), job.quote))


def _why(state: State) -> str:
    """What is true of a job that is past cancelling."""
    status = wire.state_name(wire.seen_state(state))
    if state in FINAL:
        return f"it has ended: its status is {status}."
    return f"{_NOW.get(state, 'it changes at this moment')}; its status is {status}."


_NOW = {
    State.SENDING: "it is on its way to the image service",
    State.UNKNOWN: "it was sent, and the image service has not said yet whether it draws it",
    State.RUNNING: "it is being drawn, and the image service does not stop what it has begun",
    State.FETCHING: "it is drawn, and its pictures are being brought home",
}
