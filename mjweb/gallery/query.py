"""Reads what is typed into the search field: words, quoted phrases, `name:value`, and `-` before what is not wanted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_PARTS = 20
MOST_CHARACTERS = 400
NAMES = ("by", "in", "ar", "v", "mode", "is", "has", "since", "before", "seed", "cost", "tag", "grade")
# A quoted value or a run without blanks; an unclosed quote reaches to the end.
_QUOTES = '"“”„'
_PART = re.compile(
    rf"""(?P<minus>-)?
    (?:(?P<name>[A-Za-z]+):(?P<compare>[<>]=?|=)?(?=\S))?
    (?:[{_QUOTES}](?P<quoted>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<bare>[^\s{_QUOTES}]+))""",
    re.VERBOSE,
)
_WORDS = frozenset({"Co", "So", "Sc", "Cn"})


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked for. `name` is empty for words; `values` are what any of will do."""

    text: str  # as it was typed
    name: str
    compare: str
    values: tuple[str, ...]
    is_phrase: bool
    is_unwanted: bool

    @property
    def value(self) -> str:
        return self.values[0]


def parts(text: str) -> list[Part]:
    """What a text asks for, in its order; what has nothing in it that could be looked for is left out."""
    found = [_part(match) for match in _PART.finditer(text[:MOST_CHARACTERS].replace("\0", " "))]
    return [part for part in found if part is not None][:MOST_PARTS]


def _part(match: re.Match[str]) -> Part | None:
    quoted, bare, name = match["quoted"], match["bare"], (match["name"] or "").lower()
    text = match[0]
    unwanted = match["minus"] is not None
    if name and name not in NAMES:
        # A word with a colon in it, such as 16:9 or a:b, searches as the words that it is made of.
        spoken = text.removeprefix("-")
        return Part(text, "", "", (spoken,), True, unwanted) if speaks(spoken) else None
    value = (bare if quoted is None else quoted).strip()
    if name:
        values = tuple(filter(None, (one.strip() for one in value.split(",")))) if quoted is None else (value,)
        return Part(text, name, match["compare"] or "", values, quoted is not None, unwanted) if values else None
    return Part(text, "", "", (value,), quoted is not None, unwanted) if speaks(value) else None


def speaks(text: str) -> bool:
    """Whether there is anything in it that the index knows as a word: letters, figures, symbols."""
    return any((kind := unicodedata.category(sign))[0] in "LN" or kind in _WORDS for sign in text)


def is_strange(part: Part) -> bool:
    """Whether somebody may have meant a token of this part that there is none of: `colour:red`."""
    return not part.name and part.is_phrase and re.match(r"-?[A-Za-z]+:\S", part.text) is not None


def quoted(value: str) -> str:
    """A value as it is typed behind a name."""
    return f'"{value}"' if re.search(rf"[\s,{_QUOTES}]", value) else value


def without(text: str, part: str) -> str:
    """The text without one part, as it was typed."""
    return " ".join(one.text for one in parts(text) if one.text != part)


def forms(word: str) -> tuple[str, ...]:
    """A word as it is, and as one or several of it are written in English."""
    small = word.lower()
    if not (small.isascii() and small.isalpha() and len(small) > 2):
        return (word,)
    if small.endswith("ies") and len(small) > 4:
        return (word, small[:-3] + "y")
    if small.endswith(("ses", "xes", "zes", "ches", "shes")):
        return (word, small[:-2], small[:-1])
    if small.endswith("s"):
        return (word, small + "es") if small.endswith("ss") else (word, small[:-1])
    if small.endswith("y") and small[-2] not in "aeiou":
        return (word, small[:-1] + "ies")
    if small.endswith(("x", "z", "ch", "sh")):
        return (word, small + "es")
    return (word, small + "s")
