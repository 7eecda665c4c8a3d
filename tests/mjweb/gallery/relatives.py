"""Families of any size for tests: rows without files, written at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.core.management.color import no_style
from django.db import connection

from jobs.actions import Action
from jobs.models import Batch, Job, Part, Picture, Source
from jobs.models.picture import new_token
from jobs.states import State
from mjweb.accounts.models import User

FACTS = {"aspect": [1, 1], "version": "7", "niji": False}


def grow(user: User, parents: Sequence[int | None], *, tiles: int = 1, quote: int = 1000) -> list[Job]:
    """A finished job for each place; it comes from the one at the place that is named, or from none."""
    batch = Batch.objects.create(user=user, source=Source.PAGE, key=uuid4().hex, fingerprint="")
    last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    jobs = [
        Job(
            pk=last + 1 + place,
            batch=batch,
            number=place,
            user=user,
            team=user.team,
            parent_id=None if parent is None else last + 1 + parent,
            action=Action.IMAGINE if parent is None else Action.VARY,
            index=0 if parent is None else 1 + place % 4,
            prompt="a cat",
            text="a cat",
            facts=FACTS,
            mode="fast",
            quote=quote,
            timeout=600,
            state=State.DONE,
        )
        for place, parent in enumerate(parents)
    ]
    Job.objects.bulk_create(jobs)
    with connection.cursor() as cursor:  # their numbers are given, which PostgreSQL does not notice by itself
        for sql in connection.ops.sequence_reset_sql(no_style(), [Job]):
            cursor.execute(sql)
    look = {"sha256": "0" * 64, "extension": "png", "size": 1, "width": 64, "height": 64, "colour": "#808080"}
    Picture.objects.bulk_create(
        Picture(job=job, user=user, team=job.team, part=Part.TILE, index=index, token=new_token(), thumbhash="", **look)
        for job in jobs
        for index in range(1, tiles + 1)
    )
    return jobs
