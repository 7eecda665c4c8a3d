"""A page of pictures as the wall shows them: by day, newest first, by a cursor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.utils import timezone

from jobs.models import Picture
from jobs.models.picture import PictureQuerySet
from mjweb.accounts.models import User
from mjweb.gallery import search

PAGE = 60
SIZES = ("s", "m", "l")


@dataclass(frozen=True, slots=True)
class Query:
    """What the wall is asked for; the address carries all of it."""

    words: str = ""
    scope: str = "mine"
    size: str = "m"

    @classmethod
    def of(cls, parameters: dict[str, str]) -> Query:
        """Read from an address; what makes no sense is as if it were absent."""
        scope = "team" if parameters.get("scope") == "team" else "mine"
        size = parameters.get("size", "m")
        return cls(parameters.get("q", "").replace("\0", "").strip(), scope, size if size in SIZES else "m")

    def pictures(self, user: User) -> PictureQuerySet:
        """All of the space the person is in that match, in no order yet."""
        here = user.team.pk
        own = Picture.objects.filter(user_id=user.pk, team_id=here)
        shown = (Picture.objects.of_team(user, here) if self.scope == "team" else own).shown()
        return search.by_words(shown, self.words) if self.words else shown

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


def page(query: Query, user: User, after: int | None) -> tuple[list[Picture], int | None]:
    """One page and the cursor of the next, None on the last. Its cost does not grow with the gallery."""
    pictures = query.pictures(user).select_related("job").newest_first()
    if after is not None:
        pictures = pictures.after(after)
    found = list(pictures[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def days(pictures: Iterable[Picture]) -> list[Day]:
    """The pictures under their days, in the order in which they come."""
    found: list[Day] = []
    for picture in pictures:
        day = timezone.localdate(picture.created_at)
        if not found or found[-1].day != day:
            found.append(Day(day))
        found[-1].pictures.append(picture)
    return found


def neighbours(query: Query, user: User, picture: Picture) -> tuple[int | None, int | None]:
    """The pictures before (newer) and after (older) this one in the same list."""
    around = query.pictures(user)
    newer = around.filter(pk__gt=picture.pk).order_by("pk").values_list("pk", flat=True).first()
    older = around.filter(pk__lt=picture.pk).order_by("-pk").values_list("pk", flat=True).first()
    return newer, older
