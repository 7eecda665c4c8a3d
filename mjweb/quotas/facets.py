"""By what spending is told apart: who, where, on which day, and four words that only the floor above can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Facets:
    """Given with a hold. `space` and `user` are ids; `day` is the day of the hold by the calendar of the space.

    An empty word is none: a job without a project, or one that no key asked for.
    """

    space: int
    user: int
    day: date
    speed: str = ""
    work: str = ""
    project: str = ""
    key: str = ""
