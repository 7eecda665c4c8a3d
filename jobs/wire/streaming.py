"""Reads a large JSON body as it comes: long texts go to disk, the little that is left is read as usual.

A picture in base64 is one long text among short fields. So that a body of many megabytes never stands in memory, each
text above `LONG` bytes is written to a file of its own while it streams; its place in the JSON takes a mark.
"""

from __future__ import annotations

import json
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from jobs.wire.asking import MalformedError, read_body

CHUNK = 64 * 1024
LONG = 128 * 1024  # bytes from which a text goes to disk
_IN_MEMORY = 1024 * 1024
# As much of a JSON text as is here: signs that stand for themselves, and whole escapes.
_INSIDE = re.compile(rb'(?:[^"\\]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
_LONGEST_ESCAPE = 6


class TooLargeError(ValueError):
    """A body has more than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"The body is larger than {most} bytes.")
        self.most = most


class LongText:
    """A text on disk; it ends with the request that it came with."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def chunks(self) -> Iterator[bytes]:
        """The text in bytes, from its beginning; as often as wanted."""
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            yield chunk


@contextmanager
def streamed(read: Callable[[int], bytes], *, most: int, most_plain: int) -> Iterator[dict[str, object]]:
    """The fields of a JSON body whose long texts are LongText.

    `read(n)` gives at most n bytes, none at the end; `most` bounds the whole body in bytes, `most_plain` what is left
    of it without its long texts. Raises TooLargeError, and MalformedError for what is no JSON object.
    """
    with ExitStack() as stack:
        scan = _Scan(stack, most_plain)
        size = 0
        while chunk := read(CHUNK):
            size += len(chunk)
            if size > most:
                raise TooLargeError(most)
            scan.feed(chunk)
        yield scan.fields()


class _Scan:
    """Follows a JSON document through its chunks, knowing only whether it is inside a text."""

    def __init__(self, stack: ExitStack, most_plain: int) -> None:
        self._stack, self._most = stack, most_plain
        self._plain = bytearray()
        self._rest = b""
        self._inside = False
        self._text = bytearray()
        self._file: IO[bytes] | None = None
        self._mark = secrets.token_hex(16)
        self._long: dict[str, LongText] = {}

    def feed(self, chunk: bytes) -> None:
        data, at = self._rest + chunk, 0
        self._rest = b""
        while at < len(data):
            at = self._leave(data, at) if self._inside else self._enter(data, at)
            if self._rest:
                return

    def fields(self) -> dict[str, object]:
        if self._inside:
            raise MalformedError("Parameter error: the body ends in the middle of a text.")
        return {name: self._found(value) for name, value in read_body(bytes(self._plain)).items()}

    def _enter(self, data: bytes, at: int) -> int:
        """Take what stands between texts."""
        quote = data.find(b'"', at)
        self._inside = quote >= 0
        end = quote + 1 if self._inside else len(data)
        self._keep(data[at:end])
        return end

    def _leave(self, data: bytes, at: int) -> int:
        """Take what belongs to the text, and its end if it is here."""
        match = _INSIDE.match(data, at)
        assert match is not None  # it matches nothing at all, too
        self._add(match[0])
        end = match.end()
        if end == len(data):
            return end
        if data[end : end + 1] == b'"':
            self._close()
            return end + 1
        if len(data) - end >= _LONGEST_ESCAPE:
            raise MalformedError("Parameter error: the body is no JSON.")
        self._rest = data[end:]  # an escape that goes on in the next chunk
        return end

    def _add(self, piece: bytes) -> None:
        if self._file is None:
            self._text += piece
            if len(self._text) <= LONG:
                return
            file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # the stack closes it
            self._file = self._stack.enter_context(file)
            piece = bytes(self._text)
            self._text.clear()
        self._file.write(_unescaped(piece))

    def _close(self) -> None:
        if self._file is None:
            self._keep(bytes(self._text))
        else:
            name = f"{self._mark}.{len(self._long)}"
            self._long[name] = LongText(self._file)
            self._keep(name.encode())
        self._keep(b'"')
        self._text.clear()
        self._file, self._inside = None, False

    def _keep(self, plain: bytes) -> None:
        self._plain += plain
        if len(self._plain) > self._most:
            raise TooLargeError(self._most)

    def _found(self, value: object) -> object:
        """The value with its marks replaced, as deep as pictures stand: in a field or in a list."""
        if isinstance(value, list):
            return [self._found(each) if isinstance(each, str) else each for each in value]
        return self._long.get(value, value) if isinstance(value, str) else value


def _unescaped(piece: bytes) -> bytes:
    """A part of a JSON text without escapes. Byte for byte, since a chunk may end in the middle of a letter."""
    if b"\\" not in piece:
        return piece
    text = json.loads(f'"{piece.decode("latin-1")}"', strict=False)
    assert isinstance(text, str)
    return text.encode("latin-1", "replace")
