"""The prompts in what an engine says of a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

# '1.', '1)' or a digit in a key cap, at the beginning of a line.
_NUMBER = r"(?:\d{1,2}[.)]|[1-9]\ufe0f?\u20e3)\s"
_PROMPT = re.compile(rf"^\s*{_NUMBER}\s*(.+?)\s*(?=^\s*{_NUMBER}|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Said:
    """One prompt: the whole of it, its words, and its parameters one by one."""

    text: str
    words: str
    parameters: tuple[str, ...]


def prompts(words: str) -> list[Said]:
    """The numbered paragraphs without their numbers, each in one line; words without numbers are one prompt."""
    found = _PROMPT.findall(words) or [words]
    return [_said(" ".join(prompt.split())) for prompt in found if prompt.strip()]


def _said(text: str) -> Said:
    first, *rest = re.split(r"\s(?=--\S)", text)
    return Said(text, first, tuple(rest))
