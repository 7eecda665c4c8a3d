"""Brings pictures home: download, check, hash, store, thumbnails; then the job is done and its hold settled."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from jobs import engines, grids, looks, queue
from jobs.actions import Shape
from jobs.engines.base import Engine
from jobs.errors import BadPicture, Gone, JobError, NotReachable
from jobs.looks import Look
from jobs.models import Heartbeat, Job, Part, Picture
from jobs.states import State
from jobs.times import after, times

log = logging.getLogger(__name__)

PAUSES = (2, 5, 30, 120, 600, 3600)  # seconds before the next try, the last one for good


@dataclass(slots=True)
class Haul:
    """What one collection brought: places still missing for now, and places that are dead for good."""

    missing: list[int]
    dead: list[int]


def run(pk: int) -> None:
    """Collect one job, if it is due and nobody else is at it."""
    job = Job.objects.lease_one(pk, State.FETCHING, times().collect)
    if job is None:
        return
    assert job.upstream is not None
    try:
        haul = bring(job, engines.of(job.upstream))
    except OSError:
        # The disk, most likely: keep the job and try again; its links live for hours.
        log.exception("pictures of job %s could not be stored", job.uid)
        haul = Haul(missing=list(job.places), dead=[])
    finish(job, haul)


def bring(job: Job, engine: Engine) -> Haul:
    """Store every picture of the job that can be had now."""
    haul = Haul([], [])
    have = set(Picture.objects.filter(job=job).values_list("index", flat=True))
    brought: dict[int, Look] = {}
    offered = {link["index"]: link["urls"] for link in job.links}
    try:
        for index, urls in sorted(offered.items()):
            Heartbeat.objects.beat_now_and_then(queue.worker_of(queue.MEDIA))
            if index in have:
                continue
            try:
                brought[index] = fetch(engine, urls).store()
            except (NotReachable, Gone, BadPicture) as error:
                log.warning("picture %s of job %s: %s", index, job.uid, error.message)
                # A cut or refused file may come whole the next time. One that cannot be reached may be there in an
                # hour, but nobody waits so long for the one file of a grid whose tiles are all here.
                last = job.tries >= len(PAUSES) - 1
                waits = isinstance(error, NotReachable) and index in job.places
                (haul.dead if last and not waits else haul.missing).append(index)
    finally:
        keep(job, brought)
    cut(job)
    return haul


def fetch(engine: Engine, urls: list[str]) -> Look:
    """The first source that gives a good picture. Raises NotReachable, Gone or BadPicture as the last one did."""
    trouble: JobError = Gone("there is no link")
    for url in urls:
        try:
            with engine.open(url) as chunks:
                return looks.take(chunks, looks.MOST_PIXELS)
        except (NotReachable, Gone, BadPicture) as error:
            trouble = error
    raise trouble


def keep(job: Job, brought: Mapping[int, Look]) -> None:
    """Write down the pictures that stand in the vault: a row never points to a file that is not there.

    In one statement and from the last place to the first, so that in every list, newest first, the pictures of a job
    stand together and in the order of their places, whatever other jobs come home in the same moment.
    """
    Picture.objects.bulk_create(
        (
            Picture(
                job=job,
                user_id=job.user_id,
                team_id=job.team_id,
                index=index,
                part=Part.GRID if job.shape is Shape.GRID and index == 0 else job.part,
                sha256=look.sha256,
                extension=look.extension,
                size=look.size,
                width=look.width,
                height=look.height,
                colour=look.colour,
                thumbhash=look.thumbhash,
            )
            for index, look in sorted(brought.items(), reverse=True)
        ),
        # Whoever was here first keeps the place: a collector whose lease ran out may still be writing.
        ignore_conflicts=True,
    )


def cut(job: Job) -> None:
    """Where an engine gave only the grid, cut its four tiles out of it, losslessly."""
    if job.shape is not Shape.GRID:
        return
    stored = {picture.index: picture for picture in Picture.objects.filter(job=job)}
    if set(stored) == {0}:
        keep(job, {index: look.store() for index, look in grids.cut(stored[0].name)})


def finish(job: Job, haul: Haul) -> None:
    """Done when nothing is missing; done with a notice when some are dead; failed when none came."""
    stored = Picture.objects.filter(job=job).shown().count()
    now = timezone.now()
    given_up = job.links_until is not None and job.links_until < now
    if haul.missing and not given_up:
        pause = PAUSES[min(job.tries, len(PAUSES) - 1)]
        Job.objects.note(
            job.pk, State.FETCHING, by=job.lease, tries=job.tries + 1, due_at=after(pause), lease_until=now
        )
    elif stored:
        notice = "partial" if stored < len(job.places) else ""
        Job.objects.move(job.pk, State.FETCHING, State.DONE, by=job.lease, progress=100, notice=notice)
    else:
        Job.objects.move(job.pk, State.FETCHING, State.FAILED, by=job.lease, reason="pictures")
