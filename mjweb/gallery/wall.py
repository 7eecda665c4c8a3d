"""A page of pictures as the wall shows them: by day, newest first, by a cursor."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import search, shelf, tokens, whose
from mjweb.gallery.models import Collection
from mjweb.gallery.query import MOST_CHARACTERS
from mjweb.gallery.search import Label, Terms

PAGE = 60
SIZES = ("s", "m", "l")
# What Explore shows of a team: what is new, what somebody there has for a favourite, what one of them made (p12).
NEW, LIKED = "new", "liked"
# A collection that was filled by hand has an order of its own (c12).
_SCOPE = re.compile(rf"mine|team|{NEW}|{LIKED}|[pc][0-9]{{1,17}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Query:
    """What the wall is asked for; the address carries all of it."""

    words: str = ""
    scope: str = "mine"
    size: str = "m"

    @classmethod
    def of(cls, parameters: dict[str, str]) -> Query:
        """Read from an address; what makes no sense is as if it were absent."""
        scope = parameters.get("scope", "")
        size = parameters.get("size", "m")
        words = parameters.get("q", "").replace("\0", "").strip()[:MOST_CHARACTERS]
        return cls(words, scope if _SCOPE.fullmatch(scope) else "mine", size if size in SIZES else "m")

    @property
    def is_explored(self) -> bool:
        return self.scope in (NEW, LIKED) or self.person is not None

    @property
    def person(self) -> int | None:
        """Whose pictures are looked at, where it is one person of the team."""
        return self._number("p")

    @property
    def collection(self) -> int | None:
        """The collection in whose order pictures are looked at."""
        return self._number("c")

    def _number(self, letter: str) -> int | None:
        return int(self.scope[1:]) if self.scope[:1] == letter and self.scope[1:].isdigit() else None

    @property
    def url(self) -> str:
        """The page that shows the list."""
        if self.collection is not None:
            return reverse("collections:collection", args=[self.collection])
        return reverse("explore:index" if self.is_explored else "gallery:index")

    def terms(self, user: User) -> Terms:
        """What the index of pictures is asked for, of the space that the person is in."""
        base = whose.own(user) if self.scope == "mine" else (whose.team(user),)
        if self.person is not None:
            base = (*base, whose.person(self.person))
        if self.collection is not None:
            base = (*base, Label(f"c{self.collection}"))
        found = tokens.read(user, self.words, base)
        if self.collection is not None and not Collection.objects.here(user).filter(pk=self.collection).exists():
            return replace(found, absent=True)
        return replace(found, wanted=(*found.wanted, whose.liked(user))) if self.scope == LIKED else found

    def address(self, **changes: str) -> str:
        """The query part of an address with some things changed, without what is usual."""
        usual = {"scope": "mine", "size": "m"}
        pairs = {"q": self.words, "scope": self.scope, "size": self.size, **changes}
        return urlencode({name: value for name, value in pairs.items() if value and value != usual.get(name)})


@dataclass(slots=True)
class Day:
    """The pictures of one day on this page."""

    day: date
    pictures: list[Picture] = field(default_factory=list)
    goes_on: bool = False  # on the next page

    @property
    def is_this_year(self) -> bool:
        return self.day.year == timezone.localdate().year

    @property
    def is_today(self) -> bool:
        return self.day == timezone.localdate()

    @property
    def is_yesterday(self) -> bool:
        return (timezone.localdate() - self.day).days == 1


@dataclass(frozen=True, slots=True)
class Page:
    """`older` and `newer` are the cursors of the pages beside it, None where there is none."""

    pictures: list[Picture]
    older: int | None = None
    newer: int | None = None


def page(user: User, terms: Terms, after: int | None = None, before: int | None = None) -> Page:
    """The page behind the picture `after`, or the one before the picture `before`; the first without either.

    Its cost does not grow with the gallery.
    """
    if before is not None:
        upward = search.oldest(terms.above(before), PAGE + 1)
        pictures = shelf.shown(user, reversed(upward[:PAGE]))
        return Page(pictures, before + 1, upward[PAGE - 1] if len(upward) > PAGE else None)
    found = search.newest(terms.below(after), PAGE + 1)
    pictures = shelf.shown(user, found[:PAGE])
    return Page(pictures, found[PAGE - 1] if len(found) > PAGE else None, found[0] if after and found else None)


def days(pictures: Iterable[Picture]) -> list[Day]:
    """The pictures under their days, in the order in which they come."""
    found: list[Day] = []
    for picture in pictures:
        day = timezone.localdate(picture.created_at)
        if not found or found[-1].day != day:
            found.append(Day(day))
        found[-1].pictures.append(picture)
    return found
