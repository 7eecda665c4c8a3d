"""A wildcard list: lines under a name, of which a prompt takes one for each job where it says `__name__`."""

from __future__ import annotations

from typing import ClassVar, cast

from django.db import models
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from jobs.models.shareable import Shareable, ShareableQuerySet

MOST_LINES = 1000
LONGEST_LINE = 500  # characters
_GLIMPSE = 240


class Wildcard(Shareable):
    """`text` holds the lines, none of them empty; `count` is how many. Names are in lower case."""

    name = models.CharField(_("name"), max_length=40)
    text = models.TextField(_("lines"))
    count = models.PositiveSmallIntegerField()

    objects: ClassVar[ShareableQuerySet[Wildcard]] = ShareableQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta(Shareable.Meta):
        verbose_name = _("wildcard list")
        verbose_name_plural = _("wildcard lists")

    def __str__(self) -> str:
        return f"__{self.name}__"

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n"))

    @property
    def piece(self) -> str:
        """What is put into the bar."""
        return str(self)

    @property
    def snippet(self) -> str:
        """Its first lines; of a row that was read `glimpsed` without reading the others."""
        beginning: str = getattr(self, "glimpse", None) or self.text[:_GLIMPSE]
        return " · ".join(beginning.split("\n"))


def glimpsed(lists: ShareableQuerySet[Wildcard]) -> ShareableQuerySet[Wildcard]:
    """With the beginning of their lines only, as `glimpse`."""
    found = lists.defer("text").annotate(glimpse=Substr("text", 1, _GLIMPSE))
    return cast(ShareableQuerySet[Wildcard], found)  # the stubs make a type of its own of annotated rows
