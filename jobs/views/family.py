"""The family of a job: the jobs that it was made from, and those that were made from it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from jobs import privacy
from jobs.actions import Action, Step
from jobs.models import Input, Job, Part, Picture, Role
from jobs.states import State
from jobs.views.tiles import used
from jobs.views.verbs import label_of
from mjweb.accounts.models import User


@dataclass(frozen=True, slots=True)
class Relative:
    """A job of the same family, small: what it was and one picture of it."""

    url: str
    label: str
    src: str
    colour: str
    state: str


@dataclass(frozen=True, slots=True)
class Family:
    """Where a job came from, oldest first, and what it led to."""

    before: list[Relative]
    after: list[Relative]


# Older ancestors than this are not walked to.
_MOST_BEFORE = 6


def family_of(job: Job, user: User) -> Family:
    """The ancestors and the children that the person may see."""
    pictures = Picture.objects.exclude(part=Part.GRID).order_by("index")
    seen = Job.objects.visible_to(user).prefetch_related(Prefetch("pictures", queryset=pictures))
    before: list[Relative] = []
    parent, index, root = job.parent_id, job.index, job
    while parent is not None and len(before) < _MOST_BEFORE:
        found = seen.filter(pk=parent).first()
        if found is None:
            break
        before.insert(0, _relative(found, index))
        parent, index, root = found.parent_id, found.index, found
    if root.parent_id is None and privacy.tells(root, user):
        before[:0] = [
            _reference(given)
            for given in root.brought()
            if given.role and given.picture and privacy.shows(given.picture, user)
        ]
    return Family(before, [_relative(child) for child in seen.filter(parent=job).order_by("pk")[:100]])


def _reference(given: Input) -> Relative:
    """A picture of ours that a prompt refers to."""
    one = used(given, given.number)
    label = _("Reference %(n)d") % {"n": given.number}
    return Relative(one.href, label, one.src, one.colour, str(Role(given.role).label))


def _relative(job: Job, index: int = 0) -> Relative:
    """`index` is the tile that its child was made of."""
    found = job.shown_pictures()
    picture = next((picture for picture in found if picture.index == index), found[0] if found else None)
    label = label_of(Step(Action(job.action), job.index))
    src, colour = (picture.url_320, picture.colour) if picture else ("", "")
    state = _("Came late") if job.late else str(State(job.state).label)
    return Relative(reverse("jobs:detail", args=[job.uid]), label, src, colour, state)
