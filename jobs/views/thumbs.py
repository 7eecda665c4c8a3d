"""The thumbs of the prompt bar: each reference image with its role and weight, and the roles it can be given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs import references
from jobs.forms import VERSIONS
from jobs.models import Role
from jobs.prompts import PARAMETERS, model_named
from jobs.prompts.values import shown
from jobs.references import KINDS, Reference

# What stands on a thumb; of an image prompt it is the weight.
_BADGES: dict[Role, str | Promise] = {
    Role.STYLE: gettext_lazy("style"),
    Role.CHARACTER: gettext_lazy("char"),
    Role.OMNI: gettext_lazy("omni"),
}
# Rules cannot see what a picture shows: what the embedded engine does is said where the role is chosen.
_NOTES: dict[Role, str | Promise] = {
    Role.IMAGE: gettext_lazy("Sketch takes its colours, and where it is light and dark."),
    Role.STYLE: gettext_lazy("Sketch takes its colours, and its medium where sketch drew it."),
    Role.CHARACTER: gettext_lazy("Sketch takes the colours of its middle."),
    Role.OMNI: gettext_lazy("Sketch takes the colours of its middle."),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A role as an option: the versions it works in, the range of its weight and the usual one."""

    role: Role
    badge: str
    note: str
    versions: str
    low: str
    high: str
    step: str
    usual: str

    @property
    def label(self) -> str:
        return str(self.role.label)


@dataclass(frozen=True, slots=True)
class Thumb:
    """One reference in the bar; `number` counts from 1, `kept` is whether it stays after Create."""

    reference: Reference
    number: int
    kept: bool

    @property
    def path(self) -> str:
        return self.reference.path

    @property
    def src(self) -> str:
        return self.reference.thumbnail if self.path else ""

    @property
    def role(self) -> Role:
        return self.reference.role

    @property
    def weight(self) -> str:
        return self.reference.weight

    @property
    def badge(self) -> str:
        if self.role is Role.IMAGE:
            return _("%(weight)s×") % {"weight": self.weight or "1"}
        return str(_BADGES[self.role])

    @property
    def label(self) -> str:
        """'Reference 1, Style, weight 250'."""
        named = _("Reference %(n)d, %(role)s") % {"n": self.number, "role": self.role.label}
        return (
            _("%(reference)s, weight %(weight)s") % {"reference": named, "weight": self.weight}
            if self.weight
            else named
        )


BLANK = Thumb(Reference(""), 0, kept=False)
"""What the script makes new thumbs from."""


def thumbs(found: Sequence[Reference], kept: Sequence[str]) -> list[Thumb]:
    return [Thumb(each, number, each.path in kept) for number, each in enumerate(found, 1)]


def offered(role: Role, version: str) -> bool:
    """Whether a role is offered in a version as the bar names it ("7", "niji 6")."""
    model = model_named(version)
    name = KINDS[role].links
    if model is None or not name:
        return True
    row = PARAMETERS[name].row_for(model)
    return row is None or not (row.refused or row.warned)


def choices() -> list[Choice]:
    hands = references.is_handed_over_everywhere()
    return [_choice(role, hands) for role in Role]


@cache
def _ranges(role: Role) -> tuple[str, str, str, str, str]:
    """Versions, lowest and highest weight, its step, and the usual one."""
    parameter = PARAMETERS[KINDS[role].weight]
    row = parameter.row_for(model_named("7"))
    assert row is not None
    assert row.low is not None
    assert row.high is not None
    versions = ",".join(version for version in VERSIONS if offered(role, version))
    step = "0.05" if role is Role.IMAGE else "1"
    return versions, shown(row.low), shown(row.high), step, parameter.default


def _choice(role: Role, hands: bool) -> Choice:
    return Choice(role, str(_BADGES.get(role, "")), str(_NOTES[role]) if hands else "", *_ranges(role))
