"""Rows as a CSV file, sent as they are read: any length in the same memory."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

# A cell that begins so is a formula to a spreadsheet, and what people write must never be one.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file whose `write` gives back the line."""

    def write(self, line: str) -> str:
        return line


def inert(cell: object) -> object:
    """The cell as a spreadsheet shows it and never runs it; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_ACTIVE) else cell


def download(name: str, head: Iterable[object], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """An answer that is saved as `<name>.csv`, in UTF-8, and kept by no cache."""

    def lines() -> Iterator[str]:
        write = csv.writer(_Echo()).writerow
        yield write([str(cell) for cell in head])
        for row in rows:
            yield write([inert(cell) for cell in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
