"""What is known of a picture as an EXIF block, which is a small TIFF file, and back."""

from __future__ import annotations

import logging
import struct

from PIL import ExifTags, Image

from mjweb.gallery.handover.facts import Facts
from mjweb.gallery.handover.plain import plain

log = logging.getLogger(__name__)

MOST_WORDS = 6000
"""Characters of a prompt, which stands here twice; a JPEG has 64 kB for all."""
_ASCII, _SHORT, _LONG, _UNDEFINED = 2, 3, 4, 7
_ORIENTATION = ExifTags.Base.Orientation
_UNICODE = b"UNICODE\0"

Entry = tuple[int, int, int, bytes]  # tag, type, how many, value


def block(facts: Facts, orientation: int = 1) -> bytes:
    """Big-endian. `orientation` is how the camera was held, which says how the picture is shown: it has to stay."""
    prompt = facts.prompt[:MOST_WORDS]
    date = facts.moment.strftime("%Y:%m:%d %H:%M:%S") if facts.moment else ""
    entries = [
        _text(ExifTags.Base.ImageDescription, prompt),
        (_ORIENTATION, _SHORT, 1, struct.pack(">HH", orientation, 0)) if orientation != 1 else None,
        _text(ExifTags.Base.DateTime, date),
        _text(ExifTags.Base.Artist, facts.author),
        _text(ExifTags.Base.Copyright, facts.licence),
    ]
    comment = _UNICODE + prompt.encode("utf-16-be")
    further = [
        (int(ExifTags.Base.ExifVersion), _UNDEFINED, 4, b"0232"),
        _text(ExifTags.Base.DateTimeOriginal, date),
        _text(ExifTags.Base.OffsetTimeOriginal, "+00:00" if date else ""),
        (int(ExifTags.Base.UserComment), _UNDEFINED, len(comment), comment) if prompt else None,
    ]
    first = [entry for entry in entries if entry]
    # The second table follows the first one with all its values.
    where = 8 + len(_table([*first, (int(ExifTags.IFD.Exif), _LONG, 1, bytes(4))], 8))
    pointer = (int(ExifTags.IFD.Exif), _LONG, 1, struct.pack(">I", where))
    return b"MM\0*\0\0\0\x08" + _table([*first, pointer], 8) + _table([entry for entry in further if entry], where)


def _text(tag: int, text: str) -> Entry | None:
    value = text.encode() + b"\0"
    return (int(tag), _ASCII, len(value), value) if text else None


def _table(entries: list[Entry], at: int) -> bytes:
    """A table of TIFF that begins at that offset, with its longer values behind it; no table follows."""
    head, values = struct.pack(">H", len(entries)), b""
    behind = at + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in sorted(entries):
        held = value.ljust(4, b"\0")
        if len(value) > 4:
            held = struct.pack(">I", behind + len(values))
            values += value + b"\0" * (len(value) % 2)
        head += struct.pack(">HHI", tag, kind, count) + held
    return head + bytes(4) + values


def orientation(content: bytes) -> int:
    """How a picture with this block is to be turned; 1, as it is, where that makes no sense. Raises nothing."""
    said = _read(content).get(_ORIENTATION)
    return said if isinstance(said, int) and 1 <= said <= 8 else 1


def read(content: bytes) -> Facts:
    """The prompt, author and licence note that a block names. Raises nothing."""
    said = _read(content)
    description = _string(said.get(int(ExifTags.Base.ImageDescription)))
    return Facts(
        prompt=_comment(said.get(int(ExifTags.Base.UserComment))) or description,
        author=_string(said.get(int(ExifTags.Base.Artist))),
        licence=_string(said.get(int(ExifTags.Base.Copyright))),
    )


def _read(content: bytes) -> dict[int, object]:
    if not content:
        return {}
    try:
        found = Image.Exif()
        found.load(content)
        return {**dict(found), **dict(found.get_ifd(ExifTags.IFD.Exif))}
    except Exception:  # notes of cameras and editors are broken in every way there is
        log.info("the EXIF data of a picture cannot be read", exc_info=True)
        return {}


def _string(value: object) -> str:
    """Pillow reads Latin-1 where UTF-8 was written."""
    if isinstance(value, bytes):
        text = value.decode("utf-8", "replace")
    elif isinstance(value, str):
        try:
            text = value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            text = value
    else:
        return ""
    return plain(text.strip("\0 "))


def _comment(value: object) -> str:
    """A comment says in its first eight bytes how it is written."""
    if not isinstance(value, bytes):
        return _string(value)
    kind, content = value[:8], value[8:]
    if kind == _UNICODE:
        # Nothing says which of two bytes comes first; whichever gives more letters of the first half does.
        little = content[1::2].count(0) > content[0::2].count(0)
        return plain(content.decode("utf-16-le" if little else "utf-16-be", "replace").strip("\0 "))
    return _string(content if kind.strip(b"\0") in (b"", b"ASCII") else value)
