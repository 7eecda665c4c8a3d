"""What the columns of a table are for: the prompt, the speed, a parameter, or a place in the template."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jobs.prompts.nearest import distance
from jobs.prompts.table import Kind, Parameter, Takes
from jobs.prompts.versions import SPELLINGS

PROMPT = "prompt"
SPEED = ("mode", "speed")

# A word in braces and nothing else; with a comma it is one of several choices, as in any prompt.
PLACE = re.compile(r"(?<!\\)\{([^{},\\\r\n]{1,60})\}")
_DASHES = re.compile(r"^[-\u2010-\u2015\u2212]+")


class Use(StrEnum):
    PROMPT = "prompt"
    SPEED = "speed"
    PARAMETER = "parameter"
    PLACE = "place"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands, its title as written, its name in lower case, and what it is used for."""

    at: int
    title: str
    name: str
    use: Use
    parameter: Parameter | None = None

    @property
    def is_switch(self) -> bool:
        """Whether its cells say yes or no."""
        return self.parameter is not None and self.parameter.takes is Takes.NONE


def name_of(title: str) -> str:
    """A title as it is compared: `--AR` is `ar`."""
    return " ".join(_DASHES.sub("", title.strip()).lower().split())


def places(template: str) -> list[str]:
    """The names that stand in braces in a template."""
    return [name_of(place[1]) for place in PLACE.finditer(template)]


def columns(titles: Iterable[str], template: str) -> tuple[Column, ...]:
    """What each column of a header is for. What the template names stands there and nowhere else."""
    named = set(places(template))
    found = []
    for at, title in enumerate(titles):
        name = name_of(title)
        parameter = SPELLINGS.get(name)
        if parameter is not None and parameter.kind is Kind.RETIRED:
            parameter = None
        if name in named:
            use, parameter = Use.PLACE, None
        elif name == PROMPT:
            use = Use.NONE if template.strip() else Use.PROMPT
        elif name in SPEED:
            use = Use.SPEED
        else:
            use = Use.PARAMETER if parameter else Use.NONE
        found.append(Column(at, title.strip(), name, use, parameter))
    return tuple(found)


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that was probably meant, or ""."""
    steps, best = min(((distance(name, other), other) for other in names if len(other) <= 60), default=(99, ""))
    return best if steps <= (1 if len(name) < 5 else 2) and steps < len(best) else ""
