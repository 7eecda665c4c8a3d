"""Finding the words of a table in a prompt of any language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 4
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts written without spaces: their words are looked for inside runs."""


def plain(text: str) -> str:
    """Text as it is compared: compatibility forms joined, case folded, apostrophes and hyphens levelled."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = folded.replace("\u2019", "").replace("'", "").replace("\ufe0f", "").replace("&", " and ")
    return re.sub(r"[-\u2010-\u2014/_]", " ", folded)


def words(text: str) -> list[str]:
    """The words of a text in order; every symbol such as an emoji is a word of its own."""
    found: list[str] = []
    for token in re.split(r"\s+", plain(text)):
        at = 0
        for match in _WORD.finditer(token):
            found += _symbols(token[at : match.start()])
            found.append(match.group())
            at = match.end()
        found += _symbols(token[at:])
    return found


def _symbols(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c) in {"So", "Sm"}]


def singular(word: str) -> str:
    """An English word without its plural ending."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("ves"):
        return word[:-3] + ("f" if word[:-3] in {"lea", "wol", "shel", "hal", "cal", "loa", "thie"} else "ve")
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


class Prompt:
    """A prompt cut into words, which tables can be looked up in."""

    def __init__(self, text: str) -> None:
        self.words = words(text)
        self.stems = [singular(w) for w in self.words]
        self._taken: set[int] = set()

    def claim(self, *tables: Iterable[str]) -> None:
        """Let phrases of several words own their words, so that "soap film" is not taken for a film."""
        phrases = {phrase for table in tables for phrase in _keyed(tuple(table))}
        for size in range(_LONGEST, 1, -1):
            for start in range(len(self.words) - size + 1):
                span = range(start, start + size)
                if not self._taken.intersection(span) and self._gram(start, size) & phrases:
                    self._taken.update(span)

    def find(self, table: Iterable[str]) -> list[tuple[int, str]]:
        """Position and key of every entry of the table that occurs, in the order of the text."""
        keys = _keyed(tuple(table))
        found: list[tuple[int, str]] = []
        used: set[int] = set()
        for size in range(_LONGEST, 0, -1):
            for start in range(len(self.words) - size + 1):
                span = range(start, start + size)
                if used.intersection(span) or (size == 1 and start in self._taken):
                    continue
                for gram in self._gram(start, size):
                    if gram in keys:
                        found.append((start, keys[gram]))
                        used.update(span)
                        break
        for at, word in enumerate(self.words):
            if at not in used and _UNSPACED.search(word):
                found += [(at, keys[part]) for part in _parts(word) if part in keys]
        return sorted(found, key=lambda pair: pair[0])

    def _gram(self, start: int, size: int) -> set[str]:
        head = self.words[start : start + size - 1]
        return {" ".join([*head, self.words[start + size - 1]]), " ".join([*head, self.stems[start + size - 1]])} | (
            {" ".join(self.stems[start : start + size])}
        )


def _levelled(key: str) -> str:
    return " ".join(words(key))


@cache
def _keyed(table: tuple[str, ...]) -> dict[str, str]:
    return {_levelled(key): key for key in table}


def _parts(run: str) -> list[str]:
    return [run[i : i + n] for n in (3, 2, 1) for i in range(len(run) - n + 1)]
