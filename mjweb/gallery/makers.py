"""Who of a team has shared something, each with their latest picture."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.models import Picture
from mjweb.accounts.models import Membership, User
from mjweb.gallery import search, shelf, whose
from mjweb.gallery.search import Terms

MOST = 100  # people of a team who are looked at, and as many subqueries


@dataclass(frozen=True, slots=True)
class Maker:
    """A person, and the newest of their pictures that the team sees."""

    user: User
    latest: Picture

    @property
    def scope(self) -> str:
        """By what their pictures are asked for (mjweb.gallery.wall)."""
        return f"p{self.user.pk}"


def makers(user: User) -> list[Maker]:
    """Of the space that the person is in, whose picture is newest first; in three questions."""
    members = Membership.objects.filter(team=user.team).select_related("user").order_by("pk")[:MOST]
    people = [one.user for one in members]
    lists = [Terms(((whose.team(user),), (whose.person(one.pk),))) for one in people]
    newest = {number: one for one, number in zip(people, search.latest_of_all(lists), strict=True) if number}
    return [Maker(newest[picture.pk], picture) for picture in shelf.shown(user, sorted(newest, reverse=True))]
