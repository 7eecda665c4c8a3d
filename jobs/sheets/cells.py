"""Cuts a pasted or uploaded table into rows of cells. Nothing here raises; work is linear in the length of the text.

Cells are separated by tabs, semicolons or commas, as the first row has them; `sep=;` on a line of its own above says so
too. A quoted cell may hold separators, new lines and doubled quotes; quotes that do not close right before a separator
are part of what was written. Formulas are text like any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

MOST_ROWS = 10_000
"""Rows are counted up to here; ten times as many lines are looked at, empty ones included."""

_SEPARATOR_LINE = re.compile(r"\ufeff?\s*sep=([,;\t])[^\S\r\n]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_BREAKS = re.compile(r"\s*[\r\n]+\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row; `number` is the one a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows that are not empty, the header first; `separator` is "" where the header has one cell only."""

    rows: tuple[Row, ...]
    separator: str


def grid(text: str, most: int = MOST_ROWS) -> Grid:
    """Cut a text into at most so many rows."""
    said = _SEPARATOR_LINE.match(text)
    at = said.end() if said else int(text.startswith("\ufeff"))
    separator = said[1] if said else _separator(text, at)
    cell = _cell(separator)
    rows: list[Row] = []
    cells: list[str] = []
    number = 1
    while len(rows) < most and number <= 10 * most:
        match = cell.match(text, at)
        assert match is not None  # an empty cell fits anywhere
        quoted = match[1]
        written = match[2] if quoted is None else quoted.replace('""', '"')
        cells.append(_BREAKS.sub(" ", written.strip()))
        at = match.end()
        if separator and text.startswith(separator, at):
            at += 1
            continue
        if any(cells):
            rows.append(Row(number, tuple(cells)))
        cells = []
        if at >= len(text):
            break
        number += 1
        at += 2 if text.startswith("\r\n", at) else 1
    return Grid(tuple(rows), separator)


@cache
def _cell(separator: str) -> re.Pattern[str]:
    """One cell: what stands in its quotes, or all up to the next separator or end of line."""
    end = re.escape(separator)
    return re.compile(rf' *"((?:[^"]|"")*+)" *(?=[{end}\r\n]|\Z)|([^{end}\r\n]*)')


def _separator(text: str, at: int) -> str:
    """What the first row that is not empty separates its cells by."""
    begin = re.compile(r"[ \r\n]*").match(text, at)
    bare = _QUOTED.sub("", text[begin.end() if begin else at :][:20_000])
    first = re.split(r"[\r\n]", bare, maxsplit=1)[0]
    if "\t" in first:
        return "\t"
    return max((";", ","), key=first.count) if ";" in first or "," in first else ""
