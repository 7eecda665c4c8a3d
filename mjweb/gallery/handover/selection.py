"""Which pictures somebody takes along: those of the ticked ones that they may see."""

from __future__ import annotations

from collections.abc import Iterable

from jobs import privacy
from jobs.models import Picture
from jobs.models.picture import PictureQuerySet
from mjweb.accounts.models import User

MOST = 5_000
"""Pictures at once: of originals of 6 MB that is 30 GB."""


class TooMany(Exception):
    """More than `most` are ticked."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def picked(user: User, ticked: Iterable[str], most: int = MOST) -> PictureQuerySet:
    """In the order in which they were made, so that a parent stands before its children. Unknown numbers are left out.

    Raises TooMany.
    """
    numbers = {int(text) for text in ticked if text.isascii() and text.isdigit() and len(text) < 18}
    if len(numbers) > most:
        raise TooMany(most)
    return Picture.objects.visible_to(user).shown().filter(pk__in=numbers).order_by("pk")


def told(pictures: PictureQuerySet, user: User) -> list[Picture]:
    """A few of them, each with as much of its job as the person is told."""
    found = list(pictures)
    for picture in found:
        privacy.told(picture.job, user)
    return found
