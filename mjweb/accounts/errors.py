"""Why a change of who is what in a team does not happen; each says so in a sentence for the person who asked."""

from __future__ import annotations

from django.utils.translation import gettext as _


class NotAllowed(Exception):
    """The right is gone, or somebody changed the same thing meanwhile."""

    def __str__(self) -> str:
        return _("That did not happen: something has changed since this page was shown. Look again and try once more.")


class OwnersOnly(NotAllowed):
    """Only an owner makes owners, and only an owner takes that from one."""

    def __str__(self) -> str:
        return _("Only an owner can name an owner, or change the role of one.")


class LastOwner(NotAllowed):
    """A team always keeps an owner who can sign in."""

    def __init__(self, person: str, team: str) -> None:
        super().__init__(person, team)
        self.person, self.team = person, team

    def __str__(self) -> str:
        return _("%(person)s is the only owner of %(team)s. Name another owner first.") % {
            "person": self.person,
            "team": self.team,
        }
