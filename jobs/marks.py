"""By what a job of ours is told from other people's at an engine: the order's tag, our address for it, our seed."""

from __future__ import annotations

import re

from jobs.actions import Action
from jobs.engines.base import Mark
from jobs.models import Attempt, Job
from jobs.models.sighting import Verdict

_SEED = re.compile(r"--seed[\s=]+(\d{1,10})(?!\d)", re.ASCII | re.IGNORECASE)


def seed_of(job: Job) -> int | None:
    """The seed that we put behind a prompt that named none; no other job has it."""
    return job.seed if job.action == Action.IMAGINE and "seed" not in job.facts else None


def whose(attempt: Attempt, mark: Mark) -> Verdict:
    """Whose job it is that an engine knows by this mark.

    A tag or an address settles it either way, since both are secrets of this one attempt. Where the engine tells
    neither, our seed does. The words alone never make a job ours: others may have asked for the same.
    """
    job = attempt.job
    if mark.tag:
        return _decided(mark.tag == attempt.tag)
    if mark.hook_url:
        return _decided(mark.hook_url.rpartition("/")[2] == attempt.tag)
    if mark.action is not None and mark.action != job.action:
        return Verdict.FOREIGN
    seed = seed_of(job)
    if seed is not None and mark.prompt:
        if str(seed) not in _SEED.findall(mark.prompt):
            return Verdict.FOREIGN
        # The results of a job repeat its prompt, seed and all.
        return Verdict.UNCLEAR if mark.action is None else Verdict.OURS
    # A service may translate what is not English.
    comparable = job.action == Action.IMAGINE and mark.prompt and job.prompt.isascii()
    if comparable and mark.prompt.split() != job.prompt.split():
        return Verdict.FOREIGN
    return Verdict.UNCLEAR


def _decided(ours: bool) -> Verdict:
    return Verdict.OURS if ours else Verdict.FOREIGN
