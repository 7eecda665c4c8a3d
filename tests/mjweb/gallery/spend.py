"""What tests of usage share: jobs that are brought to an end without anybody drawing."""

from __future__ import annotations

from itertools import pairwise

from jobs import submit, wishes
from jobs.models import Job, Source
from jobs.states import State
from mjweb.accounts.models import ApiKey, User


def press(user: User, text: str, mode: str = "fast", key: ApiKey | None = None) -> Job:
    source = Source.API if key else Source.PAGE
    asked = wishes.checked(text, mode).wishes
    return submit.submit(user, source, f"{text} {mode}", asked, api_key=key).jobs.get()


def end(job: Job, state: State = State.DONE) -> None:
    """Bring a job to its end by the legal arrows."""
    path = [State.QUEUED, State.CLAIMED, State.SENDING, State.RUNNING]
    path += [State.FETCHING, State.DONE] if state == State.DONE else [state]
    for source, target in pairwise(path):
        assert Job.objects.move(job.pk, source, target, reason="" if target is not State.FAILED else "engine")


def spend(user: User, text: str, mode: str = "fast", key: ApiKey | None = None) -> Job:
    job = press(user, text, mode, key)
    end(job)
    return job
