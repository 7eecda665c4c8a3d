"""Which font a contact sheet has for which letters: text as runs of one font each, and what none can draw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

MISSING = "[…]"
"""Stands for letters that no font here can draw as they are written."""
PLAIN = "Plain"
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"
# Of these the machine's own fonts are asked for, the one that knows most letters first.
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts/Supplemental", "C:/Windows/Fonts")
_NAMES = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial Unicode.ttf", "LiberationSans-Regular.ttf", "arial.ttf")
# Written from right to left, or in forms that depend on their neighbours: to draw one letter after the other is wrong.
_SHAPED = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]")
_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff]")
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_EAST_ASIAN = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def runs(text: str) -> list[tuple[str, str]]:
    """(font, text) in their order. Fonts of East Asia are not in the document: its reader brings them along."""
    _register()
    han = _JAPANESE if _KANA.search(text) else _CHINESE
    found: list[tuple[str, str]] = []
    for font, letters in groupby(unicodedata.normalize("NFC", text), lambda letter: _font(letter, han)):
        found.append((font, "".join(letters)) if font else (PLAIN, MISSING))
    return found


def width(text: str, size: float) -> float:
    return sum(pdfmetrics.stringWidth(part, font, size) for font, part in runs(text))


def lines(text: str, size: float, room: float, most: int) -> list[str]:
    """The text in at most so many lines of that width; an ellipsis where it goes on."""
    made: list[str] = []
    line = ""
    for word in _words(text[:600]):
        if width(line + word, size) <= room:
            line += word
            continue
        made.append(line.strip())
        line = word.lstrip()
        if len(made) == most:
            break
    else:
        made.append(line.strip())
        return [one for one in made if one]
    last = made[-1]
    while last and width(f"{last}…", size) > room:
        last = last[:-1]
    return [*made[:-1], f"{last}…"]


def _words(text: str) -> Iterator[str]:
    """What is not broken: a word with the blank behind it, in short pieces; a single letter of East Asia."""
    for word in re.findall(r"\S+\s*", " ".join(text.split())):
        yield from re.findall(f"{_EAST_ASIAN.pattern}\\s*|(?:(?!{_EAST_ASIAN.pattern}).){{1,12}}", word)


def _font(letter: str, han: str) -> str:
    if _SHAPED.match(letter):
        return ""
    if _HANGUL.match(letter):
        return _KOREAN
    if ord(letter) in _register():
        return PLAIN
    return han if _EAST_ASIAN.match(letter) else ""


@cache
def _register() -> frozenset[int]:
    """Make the fonts known, once for the process; the letters that the plain one has."""
    for name in (_CHINESE, _JAPANESE, _KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    font = _plain()
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph) | {0x20}


def _plain() -> TTFont:
    """The machine's best, else Bitstream Vera, which comes with reportlab and knows Latin letters."""
    for name in _NAMES:
        for folder in _FOLDERS:
            for path in sorted(Path(folder).rglob(name)) if Path(folder).is_dir() else []:
                try:
                    return TTFont(PLAIN, str(path))
                except (TTFError, OSError):
                    continue
    return TTFont(PLAIN, "Vera.ttf")
