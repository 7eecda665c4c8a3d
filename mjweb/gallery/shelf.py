"""Pictures as a page shows them: with what their reader said of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, FilteredRelation, Q

from jobs import privacy
from jobs.models import Picture
from jobs.models.picture import PictureQuerySet
from mjweb.accounts.models import User

_TITLE = ("text", "prompt", "facts", "user_id", "private_at", "hidden_at")


def marked(pictures: PictureQuerySet, user: User) -> PictureQuerySet:
    """With their jobs, and as `favourite`, `grade` and `verdict` what the person said of each, None for nothing."""
    own = FilteredRelation("marks", condition=Q(marks__user=user))
    said = {name: F(f"own__{name}") for name in ("favourite", "grade", "verdict")}
    # Of a job only what its title is made of: a wall reads sixty, with all their links else.
    columns = [
        *(field.name for field in Picture._meta.concrete_fields),
        *(f"job__{name}" for name in _TITLE),
        "job__late",
    ]
    return pictures.select_related("job").only(*columns).annotate(own=own).annotate(**said)


def shown(user: User, numbers: Iterable[int]) -> list[Picture]:
    """These pictures in this order, as far as the person may see them, with what they are told of their jobs."""
    order = list(numbers)
    seen = Picture.objects.visible_to(user).shown().filter(pk__in=order)
    found = {picture.pk: picture for picture in marked(seen, user)}
    for picture in found.values():
        privacy.told(picture.job, user)
    return [found[number] for number in order if number in found]
