"""JPEG: EXIF and XMP in segments of 64 kB before the pixels. Source: EXIF 2.32, 4.7; XMP specification, part 3."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from mjweb.gallery.handover import exif, xmp
from mjweb.gallery.handover.facts import Facts
from mjweb.gallery.handover.notes import Notes
from mjweb.gallery.handover.splice import Damaged, Splice, exactly

_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_APP0, _APP1, _COMMENT, _SCAN, _END = 0xE0, 0xE1, 0xFE, 0xDA, 0xD9
_MOST = 65_533


@dataclass(frozen=True, slots=True)
class Segment:
    """Where it begins, its marker, and how long its content is."""

    offset: int
    marker: int
    length: int

    @property
    def whole(self) -> int:
        return self.length + 4


def spliced(file: IO[bytes], facts: Facts) -> Splice:
    """The file with what is known in place of its own EXIF and XMP. Raises Damaged."""
    segments = list(_segments(file))
    file.seek(0, 2)
    end = file.tell()
    turned = exif.orientation(notes(file).exif)
    made = Splice()
    made.keep(0, 2)
    for segment in [one for one in segments[:1] if one.marker == _APP0]:
        made.keep(segment.offset, segment.whole)
        segments = segments[1:]
    made.add(_segment(_EXIF + exif.block(facts, turned)))
    made.add(_segment(_XMP + xmp.packet(facts, _MOST - len(_XMP))))
    for segment in segments:
        if segment.marker != _APP1 or not _head(file, segment).startswith((_EXIF, _XMP, _MORE_XMP)):
            made.keep(segment.offset, segment.whole)
    scan = segments[-1].offset + segments[-1].whole if segments else 2
    made.keep(scan, end - scan)
    return made


def notes(file: IO[bytes]) -> Notes:
    """What it says; a comment as a text. Raises Damaged."""
    found = Notes()
    for segment in list(_segments(file)):
        if segment.marker not in (_APP1, _COMMENT):
            continue
        file.seek(segment.offset + 4)
        content = exactly(file, segment.length)
        if segment.marker == _COMMENT:
            found.texts.setdefault("Comment", content.decode("utf-8", "replace"))
        elif content.startswith(_EXIF):
            found.exif = found.exif or content[len(_EXIF) :]
        elif content.startswith(_XMP):
            found.xmp = found.xmp or content[len(_XMP) :]
    return found


def _segment(content: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _segments(file: IO[bytes]) -> Iterator[Segment]:
    """All before the pixels, the first scan's head as the last one. Raises Damaged."""
    file.seek(0)
    if exactly(file, 2) != b"\xff\xd8":
        raise Damaged("the file is no JPEG")
    offset = 2
    while True:
        file.seek(offset)
        lead, marker = exactly(file, 2)
        if lead != 0xFF or marker == _END:
            raise Damaged("the file is cut short or no JPEG")
        if marker == 0xFF:  # may fill the room between two segments
            offset += 1
            continue
        (length,) = struct.unpack(">H", exactly(file, 2))
        if length < 2:
            raise Damaged("a segment is shorter than its own length")
        segment = Segment(offset, marker, length - 2)
        yield segment
        if marker == _SCAN:
            return
        offset += segment.whole


def _head(file: IO[bytes], segment: Segment) -> bytes:
    file.seek(segment.offset + 4)
    return exactly(file, min(segment.length, len(_MORE_XMP)))
