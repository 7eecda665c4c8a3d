"""Expands braces: `a {teal, amber} kite` is two prompts. Groups multiply, nest, and `\\,` keeps a comma in a choice.

A backslash before a brace keeps that brace out of it, here and for the service; both stay as written. Work is linear
in the length of the text, times the number of prompts asked for; nothing here recurses. A group with nothing but plain
choices in it, as nearly all are, is taken in one step and its choices are told apart only where one is written out.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

MOST = 1_000_000
"""Counts stop here: beyond it a prompt is simply far too many jobs."""

MOST_FAULTS = 12
"""So many braces without a partner are told of, and so many remarks of a kind; more help nobody."""

_SIGN = re.compile(r"\\[,{}]|\{+(?=\{)|\{([^\\{}]*+)\}|[{},]")

FaultKind = Literal["open", "open with nesting", "open with escape", "closed"]
Remark = Literal["empty choice", "one choice"]


@dataclass(frozen=True, slots=True)
class Fault:
    """A brace without a partner, and where it stands."""

    kind: FaultKind
    at: int


class Piece(NamedTuple):
    """A run of characters of the source."""

    start: int
    end: int


@dataclass(slots=True)
class _Plain:
    """A group without groups or escapes in it: the characters between its braces, and how many choices they are."""

    start: int
    end: int
    count: int


class _Group:
    """Braces, or the whole text: one of several choices, each of them pieces and groups in order.

    Its lists are made when something comes into them: a text of nothing but open braces shall not fill the memory.
    """

    __slots__ = ("_choices", "_counts", "count", "has_escape", "has_nesting", "start")

    def __init__(self, start: int, *, has_nesting: bool = False) -> None:
        self.start = start
        self.count = 0
        self.has_nesting = has_nesting
        self.has_escape = False
        self._choices: list[list[Piece | _Plain | _Group]] | None = None
        self._counts: list[int] | None = None

    @property
    def choices(self) -> "list[list[Piece | _Plain | _Group]]":
        if self._choices is None:
            self._choices = [[]]
        return self._choices

    @property
    def counts(self) -> list[int]:
        """How many prompts each of its choices makes, once that is read."""
        if self._counts is None:
            self._counts = []
        return self._counts

    def close_choice(self, read: "list[Piece | _Plain | _Group]") -> None:
        """Count the choice that was read last."""
        count = 1
        for item in read:
            if not isinstance(item, Piece) and item.count != 1:
                count = min(MOST, count * item.count)
        self.counts.append(count)
        self.count = min(MOST, self.count + count)


@dataclass(frozen=True, slots=True)
class Expanded:
    """One prompt out of the braces, and where each of its characters came from."""

    text: str
    pieces: tuple[Piece, ...]
    begins: tuple[int, ...] = field(compare=False)
    """Where each piece begins in `text`."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the source behind a range of `text`."""
        if not self.pieces:
            return 0, 0
        first = self._source(start)
        return first, max(first, self._source(end - 1) + 1) if end > start else first

    def is_whole(self, start: int, end: int) -> bool:
        """Whether that range stands in the source just so, so that it can be replaced there."""
        begin, stop = self.span(start, end)
        return stop - begin == end - start

    def _source(self, at: int) -> int:
        index = max(0, bisect_right(self.begins, at) - 1)
        piece = self.pieces[index]
        return min(piece.start + at - self.begins[index], piece.end)


@dataclass(frozen=True, slots=True)
class Expansion:
    """All prompts of a text: how many (counted up to MOST), the first of them, and what is odd about the braces."""

    count: int
    prompts: tuple[Expanded, ...]
    faults: tuple[Fault, ...]
    remarks: tuple[tuple[Remark, int, int], ...]
    has_braces: bool


def expand(source: str, limit: int = 40) -> Expansion:
    """Expand the braces of a text, the last group varying fastest.

    Where they make more than `limit` prompts only the first is written out: such a text is not sent, so it shall cost
    next to nothing. Where a brace has no partner nothing is expanded: the one prompt is the text as it stands.
    """
    if "{" not in source and "}" not in source:
        return Expansion(1, (_whole(source),), (), (), False)
    root, faults, remarks, has_braces = _read(source)
    if faults:
        return Expansion(1, (_whole(source),), faults, remarks, has_braces)
    written = root.count if root.count <= limit else 1
    prompts = tuple(_picked(source, root, number) for number in range(written))
    return Expansion(root.count, prompts, faults, remarks, has_braces)


def _whole(source: str) -> Expanded:
    return Expanded(source, (Piece(0, len(source)),), (0,)) if source else Expanded(source, (), ())


def _read(source: str) -> tuple[_Group, tuple[Fault, ...], tuple[tuple[Remark, int, int], ...], bool]:
    groups = [_Group(0)]
    here = groups[0].choices[0]
    faults: list[Fault] = []
    remarks: dict[Remark, list[tuple[Remark, int, int]]] = {"one choice": [], "empty choice": []}
    begin, has_braces, last = 0, False, source.rfind("}")
    for sign in _SIGN.finditer(source):
        mark = sign[0]
        at, end = sign.span()
        if at > last and len(groups) > MOST_FAULTS + 1:
            break  # nothing is closed any more, and more than are told of stay open
        if mark[0] == "{":
            has_braces = True
            if at > begin:
                here.append(Piece(begin, at))
            begin = end
            groups[-1].has_nesting = True
            if sign[1] is None:
                groups.extend([_Group(start, has_nesting=start + 1 < end) for start in range(at, end)])
                here = groups[-1].choices[0]
            else:
                choices = [choice.strip() for choice in sign[1].split(",")]
                here.append(_Plain(at + 1, end - 1, len(choices)))
                _remark(remarks, choices, at, end)
        elif len(groups) == 1:
            if mark == "}" and len(faults) < MOST_FAULTS:
                faults.append(Fault("closed", at))
        elif mark == "\\,":
            groups[-1].has_escape = True
            _append(here, begin, begin + len(source[begin:at].rstrip()))
            begin = at + 1
        elif mark in ",}":
            if at > begin:
                here.append(Piece(begin, at))
            begin = end
            _trim(source, here)
            group = groups[-1]
            group.close_choice(here)
            if mark == ",":
                here = []
                group.choices.append(here)
                continue
            del groups[-1]
            _remark(remarks, group.choices, group.start, end)
            here = groups[-1].choices[-1]
            here.append(group)
    _append(here, begin, len(source))
    groups[0].close_choice(groups[0].choices[-1])
    faults.extend(Fault(_kind(group), group.start) for group in groups[1 : MOST_FAULTS + 1])
    told = sorted((one for kind in remarks.values() for one in kind), key=lambda one: one[2])
    return groups[0], tuple(sorted(faults, key=lambda fault: fault.at)), tuple(told), has_braces


def _kind(group: _Group) -> FaultKind:
    return "open with nesting" if group.has_nesting else "open with escape" if group.has_escape else "open"


def _remark(
    remarks: dict[Remark, list[tuple[Remark, int, int]]], choices: Sequence[object], start: int, end: int
) -> None:
    kind: Remark = "one choice" if len(choices) == 1 else "empty choice"
    if len(remarks[kind]) < MOST_FAULTS and (len(choices) == 1 or not all(choices)):
        remarks[kind].append((kind, start, end))


def _append(items: list[Piece | _Plain | _Group], start: int, end: int) -> None:
    if end > start:
        items.append(Piece(start, end))


def _trim(source: str, items: list[Piece | _Plain | _Group]) -> None:
    """Take the white space off both ends of a choice."""
    while items and isinstance(first := items[0], Piece) and source[first.start].isspace():
        kept = len(source[first.start : first.end].lstrip())
        items[:1] = [Piece(first.end - kept, first.end)] if kept else []
    while items and isinstance(last := items[-1], Piece) and source[last.end - 1].isspace():
        kept = len(source[last.start : last.end].rstrip())
        items[-1:] = [Piece(last.start, last.start + kept)] if kept else []


def _picked(source: str, root: _Group, number: int) -> Expanded:
    """The prompt of this number: each group takes its digit of it, the last group the lowest."""
    pieces: list[Piece] = []
    waiting: list[tuple[Piece | _Plain | _Group, int]] = [(root, number)]
    while waiting:
        item, rest = waiting.pop()
        if isinstance(item, Piece):
            pieces.append(item)
        elif isinstance(item, _Plain):
            if choice := _chosen(source, item, rest):
                pieces.append(choice)
        else:
            at = 0
            while rest >= item.counts[at]:
                rest -= item.counts[at]
                at += 1
            for part in reversed(item.choices[at]):
                digit = 0
                if not isinstance(part, Piece):
                    rest, digit = divmod(rest, part.count)
                waiting.append((part, digit))
    begins, length = [], 0
    for start, end in pieces:
        begins.append(length)
        length += end - start
    return Expanded("".join([source[start:end] for start, end in pieces]), tuple(pieces), tuple(begins))


def _chosen(source: str, group: _Plain, number: int) -> Piece | None:
    """One choice of a plain group, without the white space at its ends; None where nothing is left."""
    begin, choices = group.start, source[group.start : group.end].split(",")
    for choice in choices[:number]:
        begin += len(choice) + 1
    kept = choices[number].strip()
    if not kept:
        return None
    start = source.index(kept, begin)
    return Piece(start, start + len(kept))
