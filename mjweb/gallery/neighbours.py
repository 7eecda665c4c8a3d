"""What stands beside a picture in the list that it was opened from, and at which place of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import search
from mjweb.gallery.models import Collection
from mjweb.gallery.search import Terms

SHOWN = 3  # of each side
COUNTED = 1_000  # a place further down than that is not counted


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`newer` and `older` pictures, the nearest first; how many there are of each, `COUNTED` for as many and more.

    In an order that was made by hand they are those that stand before and behind it.
    """

    newer: list[Picture]
    older: list[Picture]
    before: int = 0
    behind: int = 0

    @property
    def place(self) -> int | None:
        """From 1; None where that was not counted."""
        return self.before + 1 if self.before < COUNTED and self.behind < COUNTED else None

    @property
    def count(self) -> int:
        return self.before + 1 + self.behind

    @property
    def strip(self) -> list[Picture]:
        """All of them in the order of the list; the picture itself stands between."""
        return [*reversed(self.newer), *self.older]


def of(picture: int, user: User, terms: Terms) -> Neighbours:
    """In one question; what the person may no longer see is left out."""
    if terms.absent:
        return Neighbours([], [])
    seen: Any = Picture.objects.visible_to(user).shown().filter(pk__in=search.around(terms, picture, SHOWN))
    rows = seen.annotate(
        before=search.how_many(terms.above(picture), COUNTED),
        behind=search.how_many(terms.below(picture), COUNTED),
    )
    found = list(rows.order_by("pk"))
    if not found:
        return Neighbours([], [])
    older = [one for one in reversed(found) if one.pk < picture]
    return Neighbours([one for one in found if one.pk > picture], older, found[0].before, found[0].behind)


def in_order(picture: int, user: User, collection: Collection) -> Neighbours:
    """Those in the order that a collection was given by hand, in three questions."""
    seen = Picture.objects.visible_to(user).shown()
    items = collection.items.filter(Exists(seen.filter(pk=OuterRef("picture"))))
    here = Subquery(collection.items.filter(picture=picture).values("place")[:1])
    before = list(items.filter(place__lt=here).order_by("-place").values_list("picture", flat=True)[:COUNTED])
    behind = list(items.filter(place__gt=here).order_by("place").values_list("picture", flat=True)[:COUNTED])
    shown = seen.in_bulk([*before[:SHOWN], *behind[:SHOWN]])
    newer, older = ([shown[pk] for pk in side[:SHOWN] if pk in shown] for side in (before, behind))
    return Neighbours(newer, older, len(before), len(behind))
