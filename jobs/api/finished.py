"""The job that another one is to follow: it has to be there and to have its pictures."""

from __future__ import annotations

from jobs import wire
from jobs.api.access import Call
from jobs.api.refusals import Refusal
from jobs.models import Job
from jobs.states import State


def finished(call: Call) -> Job:
    """The job that the call names, done. Raises Refusal, MalformedError."""
    job = call.job()
    if job.state != State.DONE:
        state = wire.state_name(wire.seen_state(State(job.state)))
        raise Refusal(400, f"Related job is not successful: its status is {state}.")
    return job
