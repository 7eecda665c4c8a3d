"""What a press would make that was made before, and the answers that there are to that."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self, get_args

from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import once
from jobs.models import Batch, Picture
from jobs.views import estimates
from jobs.views.tiles import Tile, page_of, tile_of
from jobs.wishes import Wish
from mjweb.accounts.models import User

_MOST_COMPARED = 6
Answer = Literal["all", "rest", "use", ""]


@dataclass(frozen=True, slots=True)
class Made:
    """One prompt that was drawn before: its pictures, whose they are and since when."""

    title: str
    url: str
    by: str
    ago: str
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class Before:
    """`made` by the mark of its prompt; `count` of the `all` jobs of a press would make the same again."""

    made: dict[bytes, list[Picture]]
    mark: str
    count: int
    all: int
    user: User

    @classmethod
    def of(cls, user: User, key: str, asked: Sequence[Wish]) -> Self | None:
        """None where nothing was made before, and where this press was sent already."""
        made = once.known(user, asked)
        if not made or Batch.objects.filter(user=user, key=key).exists():
            return None
        count = sum(once.mark_of(wish) in made for wish in asked)
        return cls(made, _mark(asked), count, len(asked), user)

    @property
    def shown(self) -> list[Made]:
        found = []
        for pictures in self.made.values():
            job = pictures[0].job
            title = Truncator(job.title).chars(120)
            by = "" if job.user_id == self.user.pk else str(job.user)
            tiles = [tile_of(picture, job.title) for picture in pictures]
            found.append(Made(title, reverse("jobs:detail", args=[job.uid]), by, estimates.ago(job.created_at), tiles))
        return found

    @property
    def use(self) -> str:
        """Where they are: the job; of several prompts the first picture of each, beside one another."""
        firsts = [pictures[0] for pictures in self.made.values()]
        if len(firsts) == 1:
            return reverse("jobs:detail", args=[firsts[0].job.uid])
        try:
            compared = reverse("gallery:compare")
        except NoReverseMatch:
            return page_of(firsts[0])
        return f"{compared}?{'&'.join(f'p={picture.pk}' for picture in firsts[:_MOST_COMPARED])}"

    @property
    def question(self) -> str:
        if self.all == 1:
            return _("This was made already")
        words = ngettext(
            "%(n)d of these %(all)d was made already", "%(n)d of these %(all)d were made already", self.count
        )
        return words % {"n": self.count, "all": self.all}

    @property
    def run(self) -> str:
        return _("Run anyway") if self.all == 1 else _("Run all %(n)d") % {"n": self.all}

    @property
    def rest(self) -> str:
        """To run only what is new; empty where nothing is."""
        new = self.all - self.count
        return _("Run the %(n)d new") % {"n": new} if new else ""


def gone() -> str:
    """Said to who wants to use what is not there any more."""
    return _("These pictures are not there any more. Nothing was asked for yet.")


def _mark(asked: Sequence[Wish]) -> str:
    """What an answer is about: another press needs another one."""
    marks = [once.mark_of(wish) or b"" for wish in asked]
    return hashlib.sha256(b"".join(marks)).hexdigest()[:32]


def answered(said: str, asked: Sequence[Wish]) -> Answer:
    """What was answered about these: run all of it, only what is new, use what there is, or nothing yet."""
    mark, _dot, answer = said.partition(".")
    if mark != _mark(asked):
        return ""
    return next((known for known in get_args(Answer) if known == answer), "")
