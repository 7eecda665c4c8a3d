"""Who may do what in a team: the one table of rights."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")
    BILLING = "billing", _("Billing")


class Right(models.TextChoices):
    """What a role may do; the labels are the rows of the page of roles."""

    SEE = "see", _("See the team’s pictures")
    CREATE = "create", _("Create pictures")
    SHARE = "share", _("Share pictures by link with people outside the team")
    USAGE = "usage", _("See what the team spends")
    QUOTAS = "quotas", _("Set quotas")
    PEOPLE = "people", _("Invite people, set roles, remove people")
    AUDIT = "audit", _("Read the audit log")
    SETTINGS = "settings", _("Change the team’s name and settings, share and edit for all")
    OWN = "own", _("Name owners, hand the team over")


_MEMBER = frozenset({Right.SEE, Right.CREATE, Right.SHARE})
_ADMIN = frozenset(Right) - {Right.OWN}

# A person's part in a team is no more than this: whatever asks "may they?" asks this table.
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.OWNER: frozenset(Right),
        Role.ADMIN: _ADMIN,
        Role.MEMBER: _MEMBER,
        Role.VIEWER: frozenset({Right.SEE}),
        Role.BILLING: frozenset({Right.USAGE, Right.QUOTAS}),
    }
)


def with_right(right: Right) -> list[Role]:
    """The roles that have it, in the order of the table."""
    return [role for role, rights in RIGHTS.items() if right in rights]
