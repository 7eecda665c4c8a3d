"""Brings pictures home: download, check, hash, store, thumbnails; then the job is done and its hold settled."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jobs import engines, faults, gifts, grids, labels, looks, queue
from jobs.actions import Shape
from jobs.engines.base import Engine
from jobs.errors import BadPicture, Gone, JobError, NotReachable
from jobs.looks import Look
from jobs.models import Heartbeat, Job, Part, Picture
from jobs.states import State
from jobs.times import after, times

log = logging.getLogger(__name__)

PAUSES = (2, 5, 30, 120, 600, 3600)  # seconds before the next try, the last one for good
ENOUGH = 3  # tries, where the same picture can be made of others
DEADLY = 2  # collections that died over a picture; it is given up rather than that a third one does


class Link(TypedDict):
    """A place and its sources, as the row of a job keeps them; `died` is how many collections died over it."""

    index: int
    urls: list[str]
    died: NotRequired[int]


@dataclass(slots=True)
class Haul:
    """What one collection brought: how many came, and the places that are still empty.

    `missing` are tried again, `late` were not tried at all for lack of time, `dead` cannot be had. `links` is the
    order for the next time.
    """

    links: list[Link]
    came: int = 0
    missing: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    dead: list[int] = field(default_factory=list)


def run(pk: int) -> None:
    """Collect one job, if it is due and nobody else is at it."""
    # Whoever comes to its end, or has never been at it, leaves no lease behind.
    wary = Job.objects.filter(pk=pk).exclude(lease="").exists()
    job = Job.objects.lease_one(pk, State.FETCHING, times().collect) or gifts.lease(pk)
    if job is None:
        return
    assert job.upstream is not None
    try:
        haul = bring(job, engines.of(job.upstream), wary=wary)
    except Exception:
        # The disk, most likely: keep the job and try again; its links live for hours. Whatever it was, only `finish`
        # ends the job when they are dead.
        log.exception("pictures of job %s could not be stored", job.uid)
        haul = Haul(job.links, missing=list(job.places))
    faults.at("collected")
    finish(job, haul)


def bring(job: Job, engine: Engine, *, wary: bool = False) -> Haul:
    """Store every picture of the job that can be had now, in the time that one collection has.

    `wary`: somebody died at it, perhaps over one that takes more memory than there is, so it is written down which.
    """
    begun = time.monotonic()

    def in_time() -> bool:
        return time.monotonic() - begun < times().bring

    have = set(Picture.objects.filter(job=job).values_list("index", flat=True))
    brought: dict[int, Look] = {}
    troubles: dict[int, Exception] = {}
    deadly = {link["index"] for link in job.links if is_deadly(link)} - have
    haul = Haul(job.links, dead=sorted(deadly))
    try:
        for link in job.links:
            Heartbeat.objects.beat_now_and_then(queue.worker_of(queue.MEDIA))
            index = link["index"]
            if index in have | deadly:
                continue
            if (brought or troubles) and not in_time():
                haul.late.append(index)
                continue
            faults.at("downloading")
            try:
                if wary:
                    suspect(job, job.links, index)
                brought[index] = fetch(engine, link["urls"], in_time).store()
            except (NotReachable, Gone, BadPicture) as error:
                log.warning("picture %s of job %s: %s", index, job.uid, error.message)
                troubles[index] = error
            except OSError:
                raise  # the disk would refuse the others as well
            except Exception as error:  # one that nobody thought of spoils its own place only
                log.exception("picture %s of job %s", index, job.uid)
                troubles[index] = error
    finally:
        keep(job, brought)
    haul.came = len(brought)
    sort_out(job, haul, troubles, have | set(brought))
    if not in_time():
        haul.links = turned(job.links, set(troubles))
    if 0 not in deadly:
        complete(job, haul, wary=wary)
    return haul


def sort_out(job: Job, haul: Haul, troubles: Mapping[int, Exception], here: set[int]) -> None:
    """Tell what is tried again from what is not."""
    for index, trouble in troubles.items():
        (haul.dead if is_hopeless(job, index, trouble, here) else haul.missing).append(index)
    if is_over(job):
        haul.dead, haul.late = haul.dead + haul.late, []


def suspect(job: Job, links: list[Link], index: int) -> None:
    """Let it stand in the row, until it is overwritten in the end, that a collection died over this picture."""
    died = [Link(**{**link, "died": link.get("died", 0) + (link["index"] == index)}) for link in links]
    Job.objects.note(job.pk, State(job.state), by=job.lease, links=died)


def is_deadly(link: Link) -> bool:
    return link.get("died", 0) >= DEADLY


def is_hopeless(job: Job, index: int, trouble: Exception, here: set[int]) -> bool:
    """Whether a place that stayed empty is not tried again.

    A cut or refused file may come whole the next time. One that cannot be reached may be there in an hour, but nobody
    waits so long for the one file of a grid whose tiles are all here, nor for a tile that can be cut out of its grid.
    """
    if is_over(job):
        return True
    if index not in job.places or (job.shape is Shape.GRID and 0 in here):
        return job.tries >= ENOUGH
    return job.tries >= len(PAUSES) - 1 and not isinstance(trouble, NotReachable)


def is_over(job: Job) -> bool:
    """Whether the links of the job are dead."""
    return job.links_until is not None and job.links_until < timezone.now()


def turned(links: list[Link], failed: set[int]) -> list[Link]:
    """What failed comes last the next time, and its other source first: one slow server shall not take all the time."""
    again = [Link(**{**link, "urls": link["urls"][1:] + link["urls"][:1]}) for link in links]
    return [link for link in links if link["index"] not in failed] + [one for one in again if one["index"] in failed]


def fetch(engine: Engine, urls: list[str], in_time: Callable[[], bool]) -> Look:
    """The first source that gives a good picture. Raises NotReachable, Gone or BadPicture as the last one did."""
    trouble: JobError = Gone("there is no link")
    for place, url in enumerate(urls):
        if place and not in_time():
            break
        try:
            with engine.open(url) as chunks:
                return looks.take(chunks, looks.MOST_PIXELS)
        except (NotReachable, Gone, BadPicture) as error:
            trouble = error
    raise trouble


def keep(job: Job, brought: Mapping[int, Look]) -> None:
    """Write down the pictures that stand in the vault: a row never points to a file that is not there.

    In one statement and from the last place to the first, so that in every list, newest first, the pictures of a job
    stand together and in the order of their places, whatever other jobs come home in the same moment. They are those
    of whoever the job belongs to now, and private if it is: somebody may have taken it over or hidden it since the
    collection began.
    """
    with transaction.atomic():
        _keep(Job.objects.select_for_update().get(pk=job.pk), brought)
        faults.at("keeping")


def _keep(job: Job, brought: Mapping[int, Look]) -> None:
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
                labels=labels.of(job, is_tile=job.part == Part.TILE),
                private_at=job.private_at,
            )
            for index, look in sorted(brought.items(), reverse=True)
        ),
        # Whoever was here first keeps the place: a collector whose lease ran out may still be writing.
        ignore_conflicts=True,
    )


def complete(job: Job, haul: Haul, *, wary: bool = False) -> None:
    """Make of what is here what cannot be had, losslessly: tiles out of the grid, or the grid out of its tiles."""
    if job.shape is not Shape.GRID:
        return
    if wary:
        suspect(job, haul.links, 0)
    stored = {picture.index: picture.name for picture in Picture.objects.filter(job=job)}
    empty = {0, *job.places} - set(stored) - set(haul.missing) - set(haul.late)
    try:
        if 0 in stored and empty:
            keep(job, {index: look.store() for index, look in grids.cut(stored[0], empty)})
        elif empty == {0} and stored.keys() >= set(job.places):
            keep(job, {0: grids.compose([stored[index] for index in job.places]).store()})
    except OSError:
        raise  # the disk may have room the next time
    except BadPicture as error:
        log.warning("job %s cannot be completed of its own pictures: %s", job.uid, error.message)
    except Exception:  # what is here is worth more than what is not
        log.exception("job %s cannot be completed of its own pictures", job.uid)


def finish(job: Job, haul: Haul) -> None:
    """Done when nothing is missing; done with a notice when some are dead; failed when none came."""
    if (haul.missing or haul.late) and not is_over(job):
        # Time that ran out while pictures came is no failure: the others are next.
        goes_on = bool(haul.late and haul.came)
        now = timezone.now()
        pause = 0.0 if goes_on else PAUSES[min(job.tries, len(PAUSES) - 1)] * times().again
        due: dict[str, Any] = {"late_at" if job.state == State.LOST else "due_at": after(pause)}
        Job.objects.note(
            job.pk,
            State(job.state),
            by=job.lease,
            tries=job.tries + (not goes_on),
            lease="",
            lease_until=now,
            links=haul.links,
            **due,
        )
    else:
        end(job, by=job.lease)


def end(job: Job, *, by: str | None = None, only: Q | None = None) -> None:
    """With what is stored, be it nothing."""
    stored = Picture.objects.filter(job=job).shown().count()
    if job.state == State.LOST:
        gifts.end(job, stored, by=by)
    elif stored:
        notice = "partial" if stored < len(job.places) else ""
        Job.objects.move(job.pk, State.FETCHING, State.DONE, by=by, only=only, progress=100, notice=notice)
    else:
        Job.objects.move(job.pk, State.FETCHING, State.FAILED, by=by, only=only, reason="pictures")
