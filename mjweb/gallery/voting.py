"""What a team thinks of the pictures of a collection, told together; where it is blind, not before all have voted.

A vote is what somebody has said of a picture: keep or reject, a grade, a favourite. It counts of those who see the
team's pictures now, and of pictures that all of them see.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Avg, Count, F, Q
from django.utils.functional import cached_property

from jobs.models import Picture
from jobs.models.picture import PictureQuerySet
from mjweb.accounts.models import Membership, Right, User
from mjweb.gallery import shelf
from mjweb.gallery.models import Collection, Mark, Verdict

MOST = 200  # pictures whose votes a page shows


@dataclass(frozen=True, slots=True)
class Voter:
    """Of how many of the pictures this person has said anything."""

    user: User
    said: int
    all: int

    @property
    def is_done(self) -> bool:
        return self.said >= self.all


@dataclass(frozen=True, slots=True)
class Result:
    """What was said of one picture: by how many people each; `grade` is the mean of the grades, None without any."""

    picture: Picture
    keeps: int
    rejects: int
    favourites: int
    grade: float | None


@dataclass(frozen=True)
class Vote:
    """The vote on a collection, as `user` sees it."""

    collection: Collection
    user: User

    @cached_property
    def voters(self) -> list[Voter]:
        """Everybody who may vote, in the order of joining."""
        said = dict(
            Mark.objects.filter(picture__in=self._pictures)
            .values("user")
            .annotate(n=Count("pk"))
            .order_by()
            .values_list("user", "n")
        )
        members = Membership.objects.granting(Right.SEE).filter(team=self.collection.team_id).select_related("user")
        return [Voter(one.user, said.get(one.user_id, 0), self.count) for one in members.order_by("pk")]

    @cached_property
    def count(self) -> int:
        """How many pictures are voted on."""
        return self._pictures.count()

    @property
    def done(self) -> int:
        """How many people have voted on all of them."""
        return sum(voter.is_done for voter in self.voters)

    @property
    def is_open(self) -> bool:
        """Whether what was said may be read: nobody is to be led by it while others have still to vote."""
        return not self.collection.is_blind or self.done == len(self.voters)

    def results(self) -> list[Result]:
        """The best first: by how many more keep than reject it, by grades, by favourites; none before it is open."""
        if not self.is_open:
            return []
        theirs = Q(marks__user__in=[voter.user.pk for voter in self.voters])
        told = (
            self._pictures.annotate(
                keeps=Count("marks", filter=theirs & Q(marks__verdict=Verdict.KEEP)),
                rejects=Count("marks", filter=theirs & Q(marks__verdict=Verdict.REJECT)),
                favourites=Count("marks", filter=theirs & Q(marks__favourite=True)),
                mean=Avg("marks__grade", filter=theirs & Q(marks__grade__gt=0)),
            )
            .order_by(F("rejects") - F("keeps"), F("mean").desc(nulls_last=True), "-favourites", "pk")
            .values_list("pk", "keeps", "rejects", "favourites", "mean")[:MOST]
        )
        found = {pk: said for pk, *said in told}
        return [Result(picture, *found[picture.pk]) for picture in shelf.shown(self.user, found)]

    @property
    def _pictures(self) -> PictureQuerySet:
        collected = self.collection.items.values("picture")
        return Picture.objects.shown().filter(pk__in=collected, team=self.collection.team_id, private_at=None)
