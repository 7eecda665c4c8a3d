"""Text that any format can carry: what people wrote is never trusted to be that."""

from __future__ import annotations

import re

# What XML 1.0 has no way to say: control characters, halves of a character, and what is no character at all.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n?")


def plain(text: str, most: int = 20_000) -> str:
    """The text with a mark in place of each character that cannot be written, its line breaks as one sign."""
    return _UNSAYABLE.sub("\ufffd", _BREAKS.sub("\n", text[:most]))


def line(text: str, most: int = 200) -> str:
    """The same on one line."""
    return " ".join(plain(text, most).split())
