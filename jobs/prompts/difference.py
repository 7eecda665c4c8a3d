"""What differs between two prompts: words that went, came or moved, and parameters that have another value."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from jobs.prompts.normal import Normal, Values

# Stretches of more pairs of words than this are not compared word by word but taken as replaced.
MOST_PAIRS = 250 * 250
# What moves is told apart from what went and came by so many letters at least: "a" is everywhere.
_FEWEST_LETTERS = 4
_MOST_MOVES = 5


class Kind(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    LEFT = "left"  # it stands elsewhere now
    MOVED = "moved"  # it stood elsewhere before


class Run(NamedTuple):
    """Words that follow one another and fared alike."""

    kind: Kind
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.words).removeprefix(" ")


class Turned(NamedTuple):
    """A parameter before and after; None is where it is not given. "images" are the links in front of the words."""

    name: str
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class Difference:
    """From one prompt to another: the words of both in one line, and only those parameters that changed."""

    runs: tuple[Run, ...]
    parameters: tuple[Turned, ...]

    @property
    def has_other_words(self) -> bool:
        return any(run.kind is not Kind.SAME for run in self.runs)

    @property
    def is_none(self) -> bool:
        return not self.parameters and not self.has_other_words


def difference(before: Normal, after: Normal) -> Difference:
    """What has to be done to the one prompt to get the other (see `applied`)."""
    return Difference(_moves(_runs(before.words, after.words)), tuple(_turned(before, after)))


def applied(change: Difference, before: Normal) -> Normal:
    """The prompt that the change makes of another. Raises ValueError where it is a change of some other prompt."""
    old = [word for run in change.runs if run.kind in (Kind.SAME, Kind.GONE, Kind.LEFT) for word in run.words]
    if tuple(old) != before.words:
        raise ValueError("other words")
    new = [word for run in change.runs if run.kind in (Kind.SAME, Kind.NEW, Kind.MOVED) for word in run.words]
    found = _parameters(before)
    for name, was, becomes in change.parameters:
        if found.pop(name, None) != was:
            raise ValueError(f"another {name}")
        if becomes is not None:
            found[name] = becomes
    images = found.pop("images", ())
    return Normal(images, tuple(new), tuple(sorted(found.items())))


def _parameters(prompt: Normal) -> dict[str, Values]:
    return dict(prompt.parameters) | ({"images": prompt.images} if prompt.images else {})


def _turned(before: Normal, after: Normal) -> list[Turned]:
    old, new = _parameters(before), _parameters(after)
    return [Turned(name, old.get(name), new.get(name)) for name in sorted(old | new) if old.get(name) != new.get(name)]


def _runs(before: Sequence[str], after: Sequence[str]) -> list[Run]:
    """Without a look at what moved."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    marked = [(Kind.SAME, word) for word in before[:start]]
    marked += _marked(old, new)
    marked += [(Kind.SAME, word) for word in before[len(before) - end :]]
    return _joined(marked)


def _marked(old: Sequence[str], new: Sequence[str]) -> list[tuple[Kind, str]]:
    """Each word of both with what became of it, by their longest common subsequence."""
    if len(old) * len(new) > MOST_PAIRS:
        return [*((Kind.GONE, word) for word in old), *((Kind.NEW, word) for word in new)]
    common = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for row in range(len(old) - 1, -1, -1):
        here, below = common[row], common[row + 1]
        for column in range(len(new) - 1, -1, -1):
            same = old[row] == new[column]
            here[column] = below[column + 1] + 1 if same else max(below[column], here[column + 1])
    found, row, column = [], 0, 0
    while row < len(old) and column < len(new):
        if old[row] == new[column]:
            found.append((Kind.SAME, old[row]))
            row, column = row + 1, column + 1
        elif common[row + 1][column] >= common[row][column + 1]:
            found.append((Kind.GONE, old[row]))
            row += 1
        else:
            found.append((Kind.NEW, new[column]))
            column += 1
    return [*found, *((Kind.GONE, word) for word in old[row:]), *((Kind.NEW, word) for word in new[column:])]


def _joined(marked: Sequence[tuple[Kind, str]]) -> list[Run]:
    """Words that fare alike as runs; between two that stay, what went stands before what came."""
    runs: list[tuple[Kind, list[str]]] = []
    for kind, word in marked:
        if runs and runs[-1][0] is kind:
            runs[-1][1].append(word)
        elif len(runs) > 1 and kind is Kind.GONE and runs[-1][0] is Kind.NEW and runs[-2][0] is Kind.GONE:
            runs[-2][1].append(word)
        else:
            runs.append((kind, [word]))
    return [Run(kind, tuple(words)) for kind, words in runs]


def _moves(runs: list[Run]) -> tuple[Run, ...]:
    """Call moved what went in one place and came in another."""
    for _ in range(_MOST_MOVES):
        found = _longest(runs)
        if found is None:
            break
        (gone, at), (new, place), length = found
        # The later one first, so that the place of the other stays.
        for number, start, kind in sorted([(gone, at, Kind.LEFT), (new, place, Kind.MOVED)], reverse=True):
            kept, words = runs[number]
            parts = (
                Run(kept, words[:start]),
                Run(kind, words[start : start + length]),
                Run(kept, words[start + length :]),
            )
            runs[number : number + 1] = [part for part in parts if part.words]
    return tuple(runs)


def _longest(runs: Sequence[Run]) -> tuple[tuple[int, int], tuple[int, int], int] | None:
    """The longest stretch that went and came: run and place of either, and how many words."""
    gone = [(number, run.words) for number, run in enumerate(runs) if run.kind is Kind.GONE]
    new = [(number, run.words) for number, run in enumerate(runs) if run.kind is Kind.NEW]
    if sum(len(words) for _, words in gone) * sum(len(words) for _, words in new) > MOST_PAIRS:
        return None
    best, found = 0, None
    for number, old in gone:
        for other, words in new:
            length, at, place = _shared(old, words)
            if length > best:
                best, found = length, ((number, at), (other, place), length)
    return found


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int, int]:
    """The longest stretch of both that is worth the name: its length, and where it begins in either."""
    best = (0, 0, 0)
    above = [0] * (len(new) + 1)
    for row, word in enumerate(old):
        here = [0] * (len(new) + 1)
        for column, other in enumerate(new):
            if word == other:
                length = here[column + 1] = above[column] + 1
                begin = row - length + 1
                if length > best[0] and _letters(old[begin : row + 1]) >= _FEWEST_LETTERS:
                    best = (length, begin, column - length + 1)
        above = here
    return best


def _letters(words: Sequence[str]) -> int:
    return sum(sign.isalnum() for word in words for sign in word)
