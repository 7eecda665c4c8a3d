"""WebP: EXIF and XMP as chunks behind the pixels, announced in the chunk VP8X. Source: WebP container specification."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from mjweb.gallery.handover import exif, xmp
from mjweb.gallery.handover.facts import Facts
from mjweb.gallery.handover.notes import MOST, Notes
from mjweb.gallery.handover.splice import Damaged, Splice, exactly

_EXIF_FLAG, _XMP_FLAG, _ALPHA_FLAG = 0x08, 0x04, 0x10


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where it begins, what kind it is, how long its content is."""

    offset: int
    kind: bytes
    length: int

    @property
    def whole(self) -> int:
        """With the byte that makes it even."""
        return 8 + self.length + self.length % 2


def spliced(file: IO[bytes], facts: Facts) -> Splice:
    """The file with what is known in place of its own EXIF and XMP. Raises Damaged."""
    chunks = list(_chunks(file))
    turned = exif.orientation(notes(file).exif)
    first = chunks[0]
    made = Splice()
    made.add(_chunk(b"VP8X", _announced(file, first)))
    for chunk in chunks[1:] if first.kind == b"VP8X" else chunks:
        if chunk.kind not in (b"EXIF", b"XMP "):
            made.keep(chunk.offset, chunk.whole)
    made.add(_chunk(b"EXIF", exif.block(facts, turned)))
    made.add(_chunk(b"XMP ", xmp.packet(facts)))
    made.pieces.insert(0, b"RIFF" + struct.pack("<I", len(made) + 4) + b"WEBP")
    return made


def notes(file: IO[bytes]) -> Notes:
    """What it says. Raises Damaged."""
    found = Notes()
    for chunk in list(_chunks(file)):
        if chunk.length <= MOST and chunk.kind in (b"EXIF", b"XMP "):
            file.seek(chunk.offset + 8)
            content = exactly(file, chunk.length)
            if chunk.kind == b"EXIF":
                found.exif = found.exif or content.removeprefix(b"Exif\0\0")
            else:
                found.xmp = found.xmp or content
    return found


def _announced(file: IO[bytes], first: Chunk) -> bytes:
    """The content of VP8X: what the file holds, and its size. Raises Damaged."""
    file.seek(first.offset + 8)
    if first.kind == b"VP8X":
        content = exactly(file, 10)
        return bytes([content[0] | _EXIF_FLAG | _XMP_FLAG]) + content[1:]
    head = exactly(file, 10)
    if first.kind == b"VP8L" and head[0] == 0x2F:
        (bits,) = struct.unpack("<I", head[1:5])
        width, height, clear = int(bits & 0x3FFF), int(bits >> 14 & 0x3FFF), int(bits >> 28 & 1)
    elif first.kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        wide, high = struct.unpack("<HH", head[6:10])
        width, height, clear = int(wide & 0x3FFF) - 1, int(high & 0x3FFF) - 1, 0
    else:
        raise Damaged("the file begins with no picture")
    flags = _EXIF_FLAG | _XMP_FLAG | (_ALPHA_FLAG if clear else 0)
    return bytes([flags, 0, 0, 0]) + width.to_bytes(3, "little") + height.to_bytes(3, "little")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _chunks(file: IO[bytes]) -> Iterator[Chunk]:
    """Raises Damaged."""
    file.seek(0)
    riff, size, webp = struct.unpack("<4sI4s", exactly(file, 12))
    if riff != b"RIFF" or webp != b"WEBP":
        raise Damaged("the file is no WebP")
    offset, end = 12, 8 + size
    file.seek(0, 2)
    if file.tell() < end or end < 20:
        raise Damaged("the file is cut short")
    while offset + 8 <= end:
        file.seek(offset)
        kind, length = struct.unpack("<4sI", exactly(file, 8))
        chunk = Chunk(offset, kind, length)
        if offset + 8 + length > end:
            raise Damaged("a chunk is longer than its file")
        yield chunk
        offset += chunk.whole
