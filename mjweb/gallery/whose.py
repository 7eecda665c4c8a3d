"""Labels that say whose a picture is: the index knows by them who may find it (mjweb.gallery.search)."""

from __future__ import annotations

from mjweb.accounts.models import Membership, User
from mjweb.gallery.search import Label


def team(user: User) -> Label:
    """What all that the team sees is found by."""
    return Label(f"t{user.team.pk}")


def own(user: User) -> tuple[Label, Label]:
    """What a person's own in the space they are in is found by."""
    return person(user.pk), Label(f"s{user.team.pk}")


def person(pk: int) -> Label:
    """What a person made."""
    return Label(f"u{pk}")


def liked(user: User) -> tuple[Label, ...]:
    """The favourites of anybody in the team: one label for each of its people, none of whom is named."""
    people = Membership.objects.filter(team=user.team).values_list("user", flat=True)
    return tuple(Label(f"f{pk}") for pk in people)
