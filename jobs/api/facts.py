"""A job as the wire speaks of it: in the answers of fetch and of fetch-list, and in what a hookUrl is told."""

from __future__ import annotations

from typing import cast

from django.conf import settings

from jobs import wire, wishes
from jobs.actions import Action, Shape, Step
from jobs.endings import ending
from jobs.engines.base import Mode
from jobs.models import Job
from jobs.states import FINAL, State

# The actions that stand before the region in the order in which Midjourney shows its buttons.
_BEFORE_REGION = (Action.VARY_SUBTLE, Action.VARY_STRONG)


def facts(job: Job) -> wire.Facts:
    """All that is told of a job."""
    # A job that a program was told has failed stays so; what came late is for people's eyes.
    found = {} if job.late else {picture.index: picture for picture in job.pictures.all()}
    whole = found.get(0)
    tiles = tuple(address(found[index].url) if index in found else "" for index in (1, 2, 3, 4))
    grid = job.shape is Shape.GRID
    return wire.Facts(
        job_id=str(job.uid),
        step=Step(Action(job.action), job.index),
        state=wire.seen_state(State(job.state)),
        prompt=job.prompt,
        mode=cast(Mode, job.mode),
        progress=job.progress,
        message=message(job),
        whole=(address(whole.url),) if whole else (),
        tiles=tiles if grid and any(tiles) else (),
        offered=components(job),
        seed=job.seed,
        text=job.words,
        hook_url=job.hook_url,
        width=whole.width if whole else 0,
        height=whole.height if whole else 0,
        cost=job.quote,
        notify_id=job.notify_id,
    )


def components(job: Job) -> tuple[Step, ...]:
    """What may be asked for next, the region among it although it has a door of its own."""
    steps = job.steps()
    if wishes.offers(job, Step(Action.REGION)):
        place = sum(step.action in _BEFORE_REGION for step in steps)
        steps.insert(place, Step(Action.REGION))
    return tuple(steps)


def message(job: Job) -> str:
    """Why a job came to nothing: the service's own words where it gave some, since clients look for them."""
    if job.state not in FINAL - {State.DONE}:
        return ""
    return job.message or ending(job).sentence


def address(path: str) -> str:
    """The absolute address of a picture; it needs no key."""
    return f"{settings.PUBLIC_URL}{path}"
