"""Cuts a prompt into picture links, text and parameters, and remembers where each of them stood.

Nothing is judged here. A parameter starts at white space, two hyphens and a letter; an em dash right before a letter
counts as two hyphens, as phones put it there. Other dashes before a known name are read as what was meant, and keep
their spelling so that a check can say so. Every step is linear in the length of the text.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from jobs.prompts.links import is_link
from jobs.prompts.table import Kind, Parameter, Takes
from jobs.prompts.versions import SPELLINGS

EM_DASH = "\u2014"
MARKS = ",;.!?\"'\u201c\u201d\u2018\u2019"
"""Punctuation that people leave around a value."""

_QUOTES = "\"'\u201c\u201d\u2018\u2019"
_WORD = re.compile(r"\S+")
_DASHES = re.compile(r"[-\u2010-\u2015\u2212\uff0d\ufe58\ufe63]+")
_DASH_SIGNS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe58\ufe63")
_GLUED = re.compile(r"([A-Za-z]+)([=:]?)(.*)", re.DOTALL)
_NUMBER = re.compile(r"[-.]?[0-9]")
_COMMAND = re.compile(r"(?:\s*/imagine(?=\s|$)(?:\s+prompt:)?)+", re.IGNORECASE)


class Token(NamedTuple):
    """A word: what is meant by it, what was written, and where."""

    text: str
    raw: str
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """The characters it takes."""
        return self.start, self.end


class Flag(NamedTuple):
    """A parameter as written: its token, the row of the table it names (None: unknown) and the words after it."""

    token: Token
    dashes: str
    spelling: str
    parameter: Parameter | None
    glued: bool = False
    values: tuple[Token, ...] = ()
    extra: tuple[Token, ...] = ()

    @property
    def name(self) -> str:
        """The canonical name, or the unknown one in lower case."""
        return self.parameter.name if self.parameter else self.spelling

    @property
    def flag(self) -> str:
        """The name with two hyphens, in the spelling used."""
        return f"--{self.spelling}"

    @property
    def span(self) -> tuple[int, int]:
        """The characters of the parameter with its values."""
        return self.token.start, self.values[-1].end if self.values else self.token.end


@dataclass(frozen=True, slots=True)
class Split:
    """The three parts of a prompt. `command` is a pasted slash command in front, which belongs to none of them."""

    source: str
    command: Token | None
    images: tuple[Token, ...]
    text: tuple[Token, ...]
    flags: tuple[Flag, ...]
    by_name: dict[str, Flag] = field(compare=False)
    """The flag that counts for each canonical name: the last one."""


def split(source: str) -> Split:
    """Cut the text of one prompt (without braces to expand) into its parts. Never raises."""
    command = _COMMAND.match(source)
    begin = command.end() if command else 0
    words = [Token(raw := word[0], raw, *word.span()) for word in _WORD.finditer(source, begin)]
    first = next((at for at, word in enumerate(words) if word.raw[0] in _DASH_SIGNS and opens(word)), len(words))
    links = next((at for at, word in enumerate(words[:first]) if not is_link(word.raw)), first)
    flags = _flags(words[first:])
    return Split(
        source,
        Token(command[0].strip(), command[0], 0, begin) if command else None,
        tuple(Token(word.raw.strip("<>"), word.raw, word.start, word.end) for word in words[:links]),
        tuple(words[links:first]),
        flags,
        {flag.name: flag for flag in flags},
    )


def opens(word: Token, *, deep: bool = True) -> Flag | None:
    """The parameter this word starts, or None where it is an ordinary word.

    Not `deep`: without a look at what is glued to its name, which may start a parameter in its turn, and so on.
    """
    match = _DASHES.match(word.raw)
    if match is None or not word.raw[match.end() : match.end() + 1].isalpha():
        return None
    dashes, rest = match[0], word.raw[match.end() :]
    if dashes in {"-", "\u2010", "\u2011"}:
        return None
    flag = _named(word, dashes, rest, deep=deep)
    return flag if flag.parameter or dashes in {"--", EM_DASH} else None


def _named(word: Token, dashes: str, rest: str, *, deep: bool) -> Flag:
    """Name the row: as it stands, without marks behind it, or with a value glued to it; else unknown."""
    name = rest.lower()
    for spelling in (name, name.rstrip(MARKS + "=:")):
        if spelling in SPELLINGS:
            return Flag(word, dashes, spelling, SPELLINGS[spelling])
    match = _GLUED.fullmatch(rest)
    known = SPELLINGS.get(match[1].lower()) if match else None
    if match and known and known.takes is not Takes.NONE:
        value = clean(match[3]) if deep and known.kind is not Kind.LIST else match[3]
        if value[:1].isalnum() if match[2] else _NUMBER.match(value):
            start = word.end - len(match[3])
            token = Token(word.raw[: len(dashes) + len(match[1])], word.raw, word.start, word.end)
            glued = (Token(value, match[3], start, word.end),)
            return Flag(token, dashes, match[1].lower(), known, True, glued)
    return Flag(word, dashes, name, None)


def _flags(words: list[Token]) -> tuple[Flag, ...]:
    """Deal the words after each name out to it: as many values as it takes, the rest as extra."""
    heads: list[tuple[Flag, list[Token]]] = []
    for word in words:
        head = opens(word) if word.raw[0] in _DASH_SIGNS else None
        if head is not None:
            heads.append((head, []))
        else:
            heads[-1][1].append(word)
    return tuple(_filled(head, after) for head, after in heads)


def _filled(head: Flag, after: list[Token]) -> Flag:
    count = 0 if head.glued and head.parameter and head.parameter.takes is not Takes.MANY else _appetite(head, after)
    is_plain = head.parameter is None or head.parameter.kind is Kind.LIST
    taken = after[:count] if is_plain else [_cleaned(word) for word in after[:count]]
    return head._replace(values=(*head.values, *taken), extra=tuple(after[count:])) if after else head


def _appetite(head: Flag, after: list[Token]) -> int:
    """How many of the words are its values."""
    takes = head.parameter.takes if head.parameter else Takes.MANY
    if takes is Takes.MANY:
        return len(after)
    if takes is Takes.MAYBE and not (after and _NUMBER.match(clean(after[0].raw))):
        return 0
    return 0 if takes is Takes.NONE else min(1, len(after))


def _cleaned(word: Token) -> Token:
    return Token(clean(word.raw), word.raw, word.start, word.end)


def clean(raw: str) -> str:
    """A value without the marks people leave around it and without angle brackets round a link."""
    if is_link(raw.lstrip(MARKS + "<>")):
        return raw.strip(MARKS + "<>")
    bare = raw.lstrip(_QUOTES).rstrip(MARKS)
    return bare if bare and opens(Token(bare, bare, 0, 0), deep=False) is None else raw
