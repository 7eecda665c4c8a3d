"""Expands braces: `a {teal, amber} kite` is two prompts. Groups multiply, nest, and `\\,` keeps a comma in a choice.

A backslash before a brace keeps that brace out of it, here and for the service; both stay as written. Work is linear
in the length of the text, times the number of prompts asked for; nothing here recurses.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

MOST = 1_000_000
"""Counts stop here: beyond it a prompt is simply far too many jobs."""

MOST_FAULTS = 12
"""So many braces without a partner are told of; more help nobody."""

_SIGN = re.compile(r"\\[,{}]|[{},]")

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
class _Choice:
    """One choice of a group, or the whole text: pieces and groups in order."""

    items: "list[Piece | _Group]" = field(default_factory=list)
    count: int = 1


@dataclass(slots=True)
class _Group:
    """Braces: one of several choices."""

    start: int
    choices: list[_Choice] = field(default_factory=lambda: [_Choice()])
    count: int = 0
    has_nesting: bool = False
    has_escape: bool = False


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
        pieces = (Piece(0, len(source)),) if source else ()
        return Expansion(1, (Expanded(source, pieces, (0,) if source else ()),), (), (), False)
    root, faults, remarks, has_braces = _read(source)
    if faults:
        whole = _Choice([Piece(0, len(source))])
        return Expansion(1, (_picked(source, whole, 0),), faults, remarks, has_braces)
    written = root.count if root.count <= limit else 1
    prompts = tuple(_picked(source, root, number) for number in range(written))
    return Expansion(root.count, prompts, faults, remarks, has_braces)


def _read(source: str) -> tuple[_Choice, tuple[Fault, ...], tuple[tuple[Remark, int, int], ...], bool]:
    root = _Choice()
    open_groups: list[_Group] = []
    faults: list[Fault] = []
    remarks: list[tuple[Remark, int, int]] = []
    here, begin, has_braces = root, 0, False
    for sign in _SIGN.finditer(source):
        mark, at = sign[0], sign.start()
        if mark == "\\,":
            if open_groups:
                open_groups[-1].has_escape = True
                _append(source, here, begin, at, trims_end=True)
                begin = at + 1
        elif mark == "{":
            has_braces = True
            _append(source, here, begin, at)
            if open_groups:
                open_groups[-1].has_nesting = True
            open_groups.append(_Group(at))
            here, begin = open_groups[-1].choices[0], sign.end()
        elif mark == "," and open_groups:
            _append(source, here, begin, at)
            _close_choice(source, open_groups[-1], here)
            here = _Choice()
            open_groups[-1].choices.append(here)
            begin = sign.end()
        elif mark == "}" and not open_groups:
            if len(faults) < MOST_FAULTS:
                faults.append(Fault("closed", at))
        elif mark == "}":
            _append(source, here, begin, at)
            group = open_groups.pop()
            _close_choice(source, group, here)
            remarks.extend(_remarks(group, sign.end()))
            here = open_groups[-1].choices[-1] if open_groups else root
            here.items.append(group)
            here.count = min(MOST, here.count * group.count)
            begin = sign.end()
    _append(source, here, begin, len(source))
    faults.extend(Fault(_kind(group), group.start) for group in open_groups[:MOST_FAULTS])
    return root, tuple(sorted(faults, key=lambda fault: fault.at)), tuple(remarks), has_braces


def _kind(group: _Group) -> FaultKind:
    return "open with nesting" if group.has_nesting else "open with escape" if group.has_escape else "open"


def _remarks(group: _Group, end: int) -> list[tuple[Remark, int, int]]:
    if len(group.choices) == 1:
        return [("one choice", group.start, end)]
    return [("empty choice", group.start, end)] if any(not choice.items for choice in group.choices) else []


def _append(source: str, choice: _Choice, start: int, end: int, *, trims_end: bool = False) -> None:
    while trims_end and end > start and source[end - 1].isspace():
        end -= 1
    if end > start:
        choice.items.append(Piece(start, end))


def _close_choice(source: str, group: _Group, choice: _Choice) -> None:
    """Take the white space off both ends of a choice and count it."""
    while choice.items and isinstance(first := choice.items[0], Piece):
        kept = source[first.start : first.end].lstrip()
        if kept:
            choice.items[0] = Piece(first.end - len(kept), first.end)
            break
        del choice.items[0]
    while choice.items and isinstance(last := choice.items[-1], Piece):
        kept = source[last.start : last.end].rstrip()
        if kept:
            choice.items[-1] = Piece(last.start, last.start + len(kept))
            break
        del choice.items[-1]
    group.count = min(MOST, group.count + choice.count)


def _picked(source: str, root: _Choice, number: int) -> Expanded:
    """The prompt of this number: each group takes its digit of it, the last group the lowest."""
    pieces: list[Piece] = []
    waiting: list[tuple[Piece | _Group | _Choice, int]] = [(root, number)]
    while waiting:
        item, rest = waiting.pop()
        if isinstance(item, Piece):
            pieces.append(item)
        elif isinstance(item, _Group):
            for choice in item.choices:
                if rest < choice.count:
                    waiting.append((choice, rest))
                    break
                rest -= choice.count
        else:
            for part in reversed(item.items):
                digit = 0
                if isinstance(part, _Group):
                    rest, digit = divmod(rest, part.count)
                waiting.append((part, digit))
    begins, length = [], 0
    for piece in pieces:
        begins.append(length)
        length += piece.end - piece.start
    return Expanded("".join(source[piece.start : piece.end] for piece in pieces), tuple(pieces), tuple(begins))
