"""Pictures that came as files become jobs that are done: nothing is asked of an engine, and nothing is charged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jobs import labels, privacy, prompts
from jobs.actions import Action
from jobs.looks import Look
from jobs.models import Batch, Event, Job, Part, Picture
from jobs.states import State
from mjweb.accounts.models import Team, User

NO_SPEED = ""
"""Of what no engine was asked for: figures of speeds, which are sums by speed, never count it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known of a picture that came as a file. Pictures of one `uid` are of one job, at the places `index`."""

    uid: UUID
    number: int  # within the batch
    index: int = 0
    prompt: str = ""
    text: str = ""
    seed: int | None = None
    is_private: bool | None = None  # None: as the team has it
    facts: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def keep(user: User, team: Team, batch: Batch, given: Given, look: Look) -> Picture:
    """The picture's row, in the job of its uid; the same one when it is kept again. Its file is stored already."""
    job, made = Job.objects.get_or_create(
        uid=given.uid,
        defaults={
            "batch": batch,
            "number": given.number,
            "user": user,
            "team": team,
            "action": Action.IMPORT,
            "prompt": given.prompt,
            "text": given.text,
            "facts": {"aspect": list(prompts.reduced(look.width, look.height)), **given.facts},
            "mode": NO_SPEED,
            "quote": 0,
            "timeout": 0,
            "state": State.DONE,
            "progress": 100,
            "seed": given.seed,
            "finished_at": timezone.now(),
            "private_at": privacy.usual(team, given.is_private),
        },
    )
    if made:
        Event.objects.write(job.pk, State.DONE, "imported")
    picture, _made = Picture.objects.get_or_create(
        job=job,
        index=given.index,
        defaults={
            "user": user,
            "team": team,
            "part": Part.TILE if given.index else Part.SINGLE,
            "sha256": look.sha256,
            "extension": look.extension,
            "size": look.size,
            "width": look.width,
            "height": look.height,
            "colour": look.colour,
            "thumbhash": look.thumbhash,
            "labels": labels.of(job, is_tile=given.index > 0),
            "private_at": job.private_at,
        },
    )
    return picture
