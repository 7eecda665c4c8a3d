"""The text of a file that a spreadsheet or an editor wrote: UTF-8 with or without its mark, UTF-16, or Windows-1252."""

from __future__ import annotations

import codecs
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Decoded(NamedTuple):
    """The text, and whether its encoding had to be guessed, so that accents may be wrong."""

    text: str
    is_guess: bool = False


def decoded(content: bytes) -> Decoded:
    """Read whatever it is. Never raises; what cannot be read becomes U+FFFD."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Decoded(content.decode(name, errors="replace"))
    half = content[:1000]
    # UTF-16 without its mark: of ordinary letters every second byte is zero.
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(half) > 3 and half[first::2].count(0) > 0.7 * len(half) / 2 and not half[1 - first :: 2].count(0):
            return Decoded(content.decode(name, errors="replace"))
    try:
        return Decoded(content.decode())
    except UnicodeDecodeError:
        return Decoded(content.decode("cp1252", errors="replace"), is_guess=True)
