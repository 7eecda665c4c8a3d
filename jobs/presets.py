"""Puts a piece of prompt into a prompt: its words behind the words, its parameters in place of those of their name."""

from __future__ import annotations

from itertools import pairwise

from jobs.prompts.split import Flag, split
from jobs.prompts.table import Kind

_CLOSE = ",.;:!?"  # goes right behind the word before it


def joined(text: str, piece: str) -> str:
    """The prompt with the piece in it, as one would have written both at once. Never raises.

    Lists (`--no`) grow, of all other parameters that both name the piece's stand. Where braces reach into the
    parameters, whose parts cannot be told, the piece goes behind everything.
    """
    base, more = split(text.strip()), split(piece.strip())
    words, flags = _cut(base.source, base.flags)
    new_words, new_flags = _cut(more.source, more.flags)
    if any(part.count("{") != part.count("}") for part in (words, new_words)):
        return _glued(base.source, more.source)
    links = " ".join(token.raw for token in more.images)
    new_words = more.source[more.images[-1].end : len(new_words)].strip() if more.images else new_words
    taken = {flag.name: flag for flag in more.flags}
    kept = []
    for flag, written in flags:
        rival = taken.get(flag.name)
        if rival is not None and _is_list(flag):
            kept.append(f"{written.rstrip(' .,')}, {' '.join(token.raw for token in rival.values)}")
            new_flags = [(other, its) for other, its in new_flags if other.name != flag.name]
        elif rival is None:
            kept.append(written)
    parts = (links, _glued(words, new_words), *kept, *(written for _flag, written in new_flags))
    return " ".join(part for part in parts if part)


def _cut(source: str, flags: tuple[Flag, ...]) -> tuple[str, list[tuple[Flag, str]]]:
    """The words before the first parameter, and each parameter as it was written."""
    begins = [flag.token.start for flag in flags]
    written = [source[begin:end].strip() for begin, end in pairwise([*begins, len(source)])]
    return source[: begins[0]].strip() if begins else source, list(zip(flags, written, strict=True))


def _is_list(flag: Flag) -> bool:
    return flag.parameter is not None and flag.parameter.kind is Kind.LIST


def _glued(words: str, more: str) -> str:
    if not words:
        return more.lstrip(_CLOSE).lstrip()
    return words + ("" if not more or more[0] in _CLOSE else " ") + more
