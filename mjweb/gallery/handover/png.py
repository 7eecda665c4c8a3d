"""PNG: chunks of text, eXIf and XMP before the pixels. Source: PNG specification, third edition."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from typing import IO

from mjweb.gallery.handover import exif, xmp
from mjweb.gallery.handover.facts import Facts, holds_addresses
from mjweb.gallery.handover.notes import MOST, Notes
from mjweb.gallery.handover.splice import Damaged, Splice, exactly

_MAGIC = b"\x89PNG\r\n\x1a\n"
_XMP = "XML:com.adobe.xmp"
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_KEYWORD = 79


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where it begins, what kind it is, how long its content is."""

    offset: int
    kind: bytes
    length: int

    @property
    def whole(self) -> int:
        return self.length + 12


def spliced(file: IO[bytes], facts: Facts) -> Splice:
    """The file with what is known in place of what it said under the same names. Raises Damaged."""
    chunks = list(_chunks(file))
    turned = next((exif.orientation(_content(file, chunk)) for chunk in chunks if chunk.kind == b"eXIf"), 1)
    texts = dict(_texts(facts))
    made = Splice()
    made.keep(0, 8 + chunks[0].whole)
    made.add(_chunk(b"eXIf", exif.block(facts, turned)))
    for keyword, text in texts.items():
        made.add(_text(keyword, text))
    made.add(_text(_XMP, xmp.packet(facts).decode()))
    for chunk in chunks[1:]:
        if not _is_replaced(file, chunk, {*texts, _XMP}):
            made.keep(chunk.offset, chunk.whole)
    return made


def _is_replaced(file: IO[bytes], chunk: Chunk, keywords: set[str]) -> bool:
    """Whether ours stands in the place of a chunk, or it names addresses of pictures, which are rights to see them."""
    if chunk.kind not in _TEXTS:
        return chunk.kind == b"eXIf"
    _word, text = _read(chunk.kind, _content(file, chunk))
    return _keyword(file, chunk) in keywords or holds_addresses(text)


def notes(file: IO[bytes]) -> Notes:
    """What it says. Raises Damaged."""
    found = Notes()
    for chunk in _chunks(file):
        if chunk.length > MOST:
            continue
        if chunk.kind == b"eXIf":
            found.exif = found.exif or _content(file, chunk)
        elif chunk.kind in _TEXTS:
            keyword, content = _read(chunk.kind, _content(file, chunk))
            if keyword == _XMP:
                found.xmp = found.xmp or content.encode()
            elif keyword:
                found.texts.setdefault(keyword, content)
    return found


def _texts(facts: Facts) -> Iterator[tuple[str, str]]:
    """The keywords of the specification, and the job."""
    named = {
        "Description": facts.prompt,
        "Author": facts.author,
        "Copyright": facts.licence,
        "Creation Time": format_datetime(facts.moment) if facts.moment else "",
        "Job": facts.job,
    }
    yield from ((keyword, text) for keyword, text in named.items() if text)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))


def _text(keyword: str, text: str) -> bytes:
    """tEXt where Latin-1 says it, else UTF-8 in an iTXt; XMP always stands in one that is not packed."""
    if keyword != _XMP and text.isascii():
        return _chunk(b"tEXt", keyword.encode() + b"\0" + text.encode())
    return _chunk(b"iTXt", keyword.encode() + b"\0\0\0\0\0" + text.encode())


def _chunks(file: IO[bytes]) -> Iterator[Chunk]:
    """From the first to the last one; what stands behind the last is nobody's. Raises Damaged."""
    file.seek(0, 2)
    end = file.tell()
    file.seek(0)
    if exactly(file, 8) != _MAGIC:
        raise Damaged("the file is no PNG")
    offset = 8
    while True:
        file.seek(offset)
        length, kind = struct.unpack(">I4s", exactly(file, 8))
        chunk = Chunk(offset, kind, length)
        offset += chunk.whole
        if offset > end or (chunk.offset == 8) != (kind == b"IHDR"):
            raise Damaged("the file is cut short or no PNG")
        yield chunk
        if kind == b"IEND":
            return


def _content(file: IO[bytes], chunk: Chunk) -> bytes:
    file.seek(chunk.offset + 8)
    return exactly(file, min(chunk.length, MOST))


def _keyword(file: IO[bytes], chunk: Chunk) -> str:
    file.seek(chunk.offset + 8)
    return exactly(file, min(chunk.length, _KEYWORD + 1)).partition(b"\0")[0].decode("latin-1")


def _read(kind: bytes, content: bytes) -> tuple[str, str]:
    """Keyword and text; no keyword where it cannot be read."""
    head, _zero, rest = content.partition(b"\0")
    keyword = head.decode("latin-1")
    if kind == b"tEXt":
        return keyword, rest.decode("latin-1")
    packed = kind == b"zTXt"
    if not packed:
        packed, rest = rest[:1] == b"\x01", rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    else:
        rest = rest[1:]
    if packed:
        try:
            rest = zlib.decompressobj().decompress(rest, MOST)
        except zlib.error:
            return "", ""
    return keyword, rest.decode("latin-1" if kind == b"zTXt" else "utf-8", "replace")
