"""A file made of ranges of another one and of bytes between them: nothing is decoded, nothing encoded anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

CHUNK = 256 * 1024

Range = tuple[int, int]  # offset and length in the original


class Damaged(Exception):
    """A file is not built as its format says."""


@dataclass(slots=True)
class Splice:
    """The pieces in their order. Its size is known before the first byte is read."""

    pieces: list[bytes | Range] = field(default_factory=list)

    def add(self, content: bytes) -> None:
        if content:
            self.pieces.append(content)

    def keep(self, offset: int, length: int) -> None:
        """A range of the original; one that goes on where the last one ended is one with it."""
        if not length:
            return
        last = self.pieces[-1] if self.pieces else b""
        if isinstance(last, tuple) and sum(last) == offset:
            self.pieces[-1] = (last[0], last[1] + length)
        else:
            self.pieces.append((offset, length))

    def __len__(self) -> int:
        return sum(len(piece) if isinstance(piece, bytes) else piece[1] for piece in self.pieces)

    def stream(self, original: IO[bytes]) -> Iterator[bytes]:
        """The new file. Raises Damaged where the original has become shorter."""
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                yield from stretch(original, *piece)

    def back(self, original: IO[bytes], size: int) -> list[Range | bytes]:
        """How the original is made of the new file again: ranges of that, and bytes that it does not have any more."""
        found: list[tuple[int, int, int]] = []  # offset in the original, length, offset in the new file
        at = 0
        for piece in self.pieces:
            if isinstance(piece, tuple):
                found.append((*piece, at))
                at += piece[1]
            else:
                at += len(piece)
        recipe: list[Range | bytes] = []
        reached = 0
        for offset, length, new in sorted(found):
            if offset > reached:
                recipe.append(b"".join(stretch(original, reached, offset - reached)))
            recipe.append((new, length))
            reached = offset + length
        if reached < size:
            recipe.append(b"".join(stretch(original, reached, size - reached)))
        return recipe


def stretch(file: IO[bytes], offset: int, length: int) -> Iterator[bytes]:
    """A range of a file. Raises Damaged where the file ends before."""
    file.seek(offset)
    while length:
        chunk = file.read(min(length, CHUNK))
        if not chunk:
            raise Damaged("the file is shorter than it was")
        length -= len(chunk)
        yield chunk


def exactly(file: IO[bytes], length: int) -> bytes:
    """The next bytes. Raises Damaged where there are fewer."""
    content = file.read(length)
    if len(content) != length:
        raise Damaged("the file is cut short")
    return content
