"""The file of a picture without what is written in it: the parts that make the picture, byte for byte, and no others.

Services write the prompt into their files; whoever is not told it gets the file by this. Nothing is decoded. Sources:
PNG specification, third edition; JPEG File Interchange Format 1.02; WebP container specification.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from jobs.errors import BadPicture

Piece = bytes | tuple[int, int]
"""Bytes, or a range of the original by offset and length."""

CHUNK = 256 * 1024
# What changes how a PNG looks; critical chunks, whose first letter is large, are kept as well.
_OF_PNG = {b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"cICP", b"pHYs", b"tRNS", b"bKGD", b"hIST"}
_APP0, _ICC, _ADOBE, _SCAN = 0xE0, 0xE2, 0xEE, 0xDA
_OF_WEBP = {b"ICCP", b"ALPH", b"VP8 ", b"VP8L", b"ANIM", b"ANMF"}
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04


def pieces(file: IO[bytes], extension: str) -> list[Piece]:
    """What the bare file is made of, in its order. Raises BadPicture for a file that is not built as it should be."""
    file.seek(0, 2)
    end = file.tell()
    try:
        return list({"png": _png, "jpg": _jpeg, "webp": _webp}[extension](file, end))
    except (struct.error, IndexError):
        raise BadPicture("its file is cut short") from None


def length(made: list[Piece]) -> int:
    return sum(len(piece) if isinstance(piece, bytes) else piece[1] for piece in made)


def stream(file: IO[bytes], made: list[Piece]) -> Iterator[bytes]:
    for piece in made:
        if isinstance(piece, bytes):
            yield piece
            continue
        file.seek(piece[0])
        left = piece[1]
        while left and (chunk := file.read(min(left, CHUNK))):
            left -= len(chunk)
            yield chunk


def _at(file: IO[bytes], offset: int, count: int) -> bytes:
    file.seek(offset)
    return file.read(count)


def _png(file: IO[bytes], end: int) -> Iterator[Piece]:
    if _at(file, 0, 8) != b"\x89PNG\r\n\x1a\n":
        raise BadPicture("its file is no PNG")
    yield 0, 8
    offset, kind = 8, b""
    while kind != b"IEND":
        count, kind = struct.unpack(">I4s", _at(file, offset, 8))
        if offset + count + 12 > end:
            raise BadPicture("its file is cut short")
        if kind[:1].isupper() or kind in _OF_PNG:
            yield offset, count + 12
        offset += count + 12


def _jpeg(file: IO[bytes], end: int) -> Iterator[Piece]:
    if _at(file, 0, 2) != b"\xff\xd8":
        raise BadPicture("its file is no JPEG")
    yield 0, 2
    offset, marker = 2, 0
    while marker != _SCAN:
        lead, marker, count = struct.unpack(">BBH", _at(file, offset, 4))
        if lead == 0xFF and marker == 0xFF:  # may fill the room between two segments
            offset += 1
            continue
        if lead != 0xFF or count < 2 or offset + 2 + count > end:
            raise BadPicture("its file is cut short")
        if (not 0xE0 <= marker <= 0xEF and marker != 0xFE) or marker in (_APP0, _ICC, _ADOBE):
            yield offset, 2 + count
        offset += 2 + count
    yield offset, end - offset


def _webp(file: IO[bytes], end: int) -> Iterator[Piece]:
    riff, size, webp = struct.unpack("<4sI4s", _at(file, 0, 12))
    if (riff, webp) != (b"RIFF", b"WEBP") or 8 + size > end:
        raise BadPicture("its file is no WebP")
    made: list[Piece] = []
    offset = 12
    while offset + 8 <= 8 + size:
        kind, count = struct.unpack("<4sI", _at(file, offset, 8))
        whole = 8 + count + count % 2
        if offset + 8 + count > 8 + size:
            raise BadPicture("its file is cut short")
        if kind == b"VP8X":
            head = _at(file, offset, whole)
            made.append(head[:8] + bytes([head[8] & ~(_EXIF_FLAG | _XMP_FLAG)]) + head[9:])
        elif kind in _OF_WEBP:
            made.append((offset, whole))
        offset += whole
    yield b"RIFF" + struct.pack("<I", length(made) + 4) + b"WEBP"
    yield from made
