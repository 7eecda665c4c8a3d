"""Text weights: where `::` cuts a text and what each part weighs."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from jobs.prompts import values
from jobs.prompts.links import scheme_of

_CUT = re.compile(r"::(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))?")
_WORD = re.compile(r"\S+")


class Cut(NamedTuple):
    """One `::`: where it stands and the number glued to it, if any."""

    start: int
    end: int
    number: str | None

    @property
    def weight(self) -> float:
        """What the part before it weighs; 1 where no number is written."""
        number = values.decimal(self.number or "1")
        return 1.0 if number is None else number


def cuts(text: str) -> Iterator[Cut]:
    """Every `::` of the text, except inside web addresses."""
    for word in _WORD.finditer(text) if "::" in text else ():
        if "::" in word[0] and not scheme_of(word[0]):
            for found in _CUT.finditer(word[0]):
                yield Cut(word.start() + found.start(), word.start() + found.end(), found[1])


def parts(text: str) -> tuple[tuple[str, float], ...]:
    """The parts of the text with their weights: `sea::2 horse` is sea at 2 and horse at 1. Empty parts are left out."""
    found, begin = [], 0
    for cut in cuts(text):
        found.append((text[begin : cut.start].strip(), cut.weight))
        begin = cut.end
    found.append((text[begin:].strip(), 1.0))
    return tuple((part, weight) for part, weight in found if part)
