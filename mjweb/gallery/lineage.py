"""Where a picture came from: the line of its job's parents, in as many questions however long it is."""

from __future__ import annotations

from itertools import groupby, pairwise

from jobs import privacy
from jobs.actions import Action, Shape
from jobs.models import Job, Part, Picture
from mjweb.accounts.models import User

# Longer lines of descent fold in the middle.
MOST_SHOWN = 6
MOST_WALKED = 50
_LINE = """
WITH RECURSIVE line (id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM jobs_job WHERE id = %s
    UNION ALL
    SELECT job.id, job.parent_id, line.depth + 1
    FROM line JOIN jobs_job job ON job.id = line.parent_id WHERE line.depth < %s
)
SELECT job.id, job.parent_id, job.action, job."index", job.facts
FROM line JOIN jobs_job job ON job.id = line.id ORDER BY line.depth
"""


def ancestors(shown: Picture, user: User) -> list[tuple[str, Picture]]:
    """From the first grid down to this picture: what each step was, and the picture it was taken from.

    As far back as the person may see. Before the first stand the pictures that its prompt refers to.
    """
    line = list(Job.objects.raw(_LINE, [shown.job_id, MOST_WALKED]))
    taken = _pictures(line[1:], user)
    found: list[tuple[str, Picture]] = []
    for job, parent in pairwise(line):
        pictures = taken.get(parent.pk)
        if not pictures:
            break
        origin = next((one for one in pictures if one.index == job.index), pictures[0])
        found.append((short(parent), origin))
    else:
        if line and line[-1].parent_id is None and "references" in line[-1].facts:
            found += [("REF", one) for one in reversed(references(line[-1], user))]
    found.reverse()
    if len(found) > MOST_SHOWN:
        found = found[:2] + found[-(MOST_SHOWN - 2) :]
    return found


def _pictures(jobs: list[Job], user: User) -> dict[int, list[Picture]]:
    """What the person may see of these jobs, in its order."""
    if not jobs:
        return {}
    pictures = Picture.objects.visible_to(user).exclude(part=Part.GRID).filter(job__in=[job.pk for job in jobs])
    return {job: list(own) for job, own in groupby(pictures.order_by("job", "index"), lambda one: one.job_id)}


def references(job: Job, user: User) -> list[Picture]:
    """The pictures of ours that a prompt refers to, as far as the person may see them and is told the prompt."""
    told = Job.objects.filter(pk=job.pk).exclude(privacy.untold(user))
    inputs = Picture.objects.visible_to(user).shown().filter(inputs__job__in=told).exclude(inputs__role="")
    return list(inputs.order_by("inputs__number").distinct())


def short(job: Job) -> str:
    """A step in one word for the film strip: GRID, U2, V3."""
    names = {Action.UPSCALE: f"U{job.index}", Action.VARY: f"V{job.index}"}
    action = Action(job.action)
    if action in names:
        return names[action]
    return "GRID" if job.shape is Shape.GRID and job.parent_id is None else action.value.split("_")[0].upper()
