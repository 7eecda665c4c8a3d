"""Cuts a prompt into picture links, text and parameters, and remembers where each of them stood.

Nothing is judged here. A parameter starts at white space, two hyphens and a letter; an em dash right before a letter
counts as two hyphens, as phones put it there. Other dashes before a known name are read as what was meant, and keep
their spelling so that a check can say so. Every step is linear in the length of the text.
"""

import re
from itertools import takewhile
from typing import NamedTuple

from jobs.prompts.links import is_link
from jobs.prompts.table import Kind, Parameter, Takes
from jobs.prompts.versions import SPELLINGS

EM_DASH = "\u2014"
MARKS = ",;.!?\"'\u201c\u201d\u2018\u2019"
"""Punctuation that people leave around a value."""

_QUOTES = "\"'\u201c\u201d\u2018\u2019"
_ENDS = MARKS + "=:"
_DASH_SIGNS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\ufe58\ufe63"
_HYPHENS = frozenset("-\u2010\u2011")
USUAL_DASHES = frozenset({"--", EM_DASH})
_CANDIDATE = re.compile(rf"(?<!\S)[{_DASH_SIGNS}]\S*+")
_OPENING = re.compile(rf"([{_DASH_SIGNS}]++)(.+)", re.DOTALL)
_GLUED = re.compile(r"([A-Za-z]++)([=:]?+)(.+)", re.DOTALL)
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


class Head(NamedTuple):
    """What a word says that starts a parameter: canonical name (an unknown one in lower case), dashes and spelling as
    typed, the row of the table it names (None: unknown), and a value glued to it, as written and as meant.
    """

    name: str
    dashes: str
    spelling: str
    parameter: Parameter | None
    glued: str = ""
    value: str = ""


_HEADS = {f"--{spelling}": Head(row.name, "--", spelling, row) for spelling, row in SPELLINGS.items()}
"""Every parameter as it should be typed."""


class Flag(NamedTuple):
    """A parameter as written: its token, what its head says, and the words after it."""

    token: Token
    name: str
    dashes: str
    spelling: str
    parameter: Parameter | None
    glued: bool = False
    values: tuple[Token, ...] = ()
    extra: tuple[Token, ...] = ()

    @property
    def flag(self) -> str:
        """The name with two hyphens, in the spelling used."""
        return f"--{self.spelling}"

    @property
    def span(self) -> tuple[int, int]:
        """The characters of the parameter with its values."""
        return self.token.start, self.values[-1].end if self.values else self.token.end


class Split(NamedTuple):
    """The three parts of a prompt. `command` is a pasted slash command in front, which belongs to none of them."""

    source: str
    command: Token | None
    images: tuple[Token, ...]
    text: str
    """Its words, one blank between each."""
    text_span: tuple[int, int]
    """Where the text is looked for, white space around it included."""
    flags: tuple[Flag, ...]
    by_name: dict[str, Flag]
    """The flag that counts for each canonical name: the last one."""

    @property
    def words(self) -> tuple[Token, ...]:
        """The words of the text, told apart only where a check asks for them."""
        return tuple(_words(self.source, *self.text_span))


def split(source: str) -> Split:
    """Cut the text of one prompt (without braces to expand) into its parts. Never raises."""
    command = _COMMAND.match(source)
    begin = command.end() if command else 0
    heads: list[tuple[Token, Head]] = []
    read: dict[str, Head | None] = {}  # a word that comes again says the same again
    for match in _CANDIDATE.finditer(source[begin:]):
        raw = match[0]
        head = read[raw] if raw in read else read.setdefault(raw, opens(raw))
        if head:
            start = begin + match.start()
            heads.append((Token(raw, raw, start, start + len(raw)), head))
    first = heads[0][0].start if heads else len(source)
    images = _images(source, begin, first) if "://" in source else ()
    after = images[-1].end if images else begin
    flags = _flags(source, heads)
    return Split(
        source,
        Token(command[0].strip(), command[0], 0, begin) if command else None,
        images,
        " ".join(source[after:first].split()),
        (after, first),
        flags,
        {flag.name: flag for flag in flags},
    )


def _words(source: str, begin: int, end: int) -> list[Token]:
    """The words of a stretch of the source."""
    found = []
    for raw in source[begin:end].split():
        start = source.index(raw, begin)
        begin = start + len(raw)
        found.append(Token(raw, raw, start, begin))
    return found


def _images(source: str, begin: int, end: int) -> tuple[Token, ...]:
    """The addresses at the start of a stretch of the source."""
    links = takewhile(lambda word: is_link(word.raw), _words(source, begin, end))
    return tuple([Token(word.raw.strip("<>"), word.raw, word.start, word.end) for word in links])


def opens(word: str, *, deep: bool = True) -> Head | None:
    """The parameter this word starts, or None where it is an ordinary word.

    Not `deep`: without a look at what is glued to its name, which may start a parameter in its turn, and so on.
    """
    if word in _HEADS:
        return _HEADS[word]
    match = _OPENING.match(word)
    if match is None:
        return None
    dashes, rest = match.groups()
    if dashes in _HYPHENS or not rest[0].isalpha():
        return None
    name = rest.lower()
    bare = name.rstrip(_ENDS)
    if known := SPELLINGS.get(bare):
        return Head(known.name, dashes, bare, known)
    return _glued(dashes, rest, deep=deep) or (Head(name, dashes, name, None) if dashes in USUAL_DASHES else None)


def _glued(dashes: str, rest: str, *, deep: bool) -> Head | None:
    """A known name with its value stuck to it, if that is what it is."""
    match = _GLUED.fullmatch(rest)
    known = SPELLINGS.get(match[1].lower()) if match else None
    if match is None or known is None or known.takes is Takes.NONE:
        return None
    name, sign, glued = match.groups()
    value = clean(glued) if deep and known.kind is not Kind.LIST else glued
    is_value = value[:1].isalnum() if sign else _NUMBER.match(value)
    return Head(known.name, dashes, name.lower(), known, glued, value) if is_value else None


def _flags(source: str, heads: list[tuple[Token, Head]]) -> tuple[Flag, ...]:
    """Deal the words after each name out to it: as many values as it takes, the rest as extra."""
    ends = [*[word.start for word, _ in heads[1:]], len(source)]
    return tuple(
        [_filled(word, head, _words(source, word.end, end)) for (word, head), end in zip(heads, ends, strict=False)]
    )


def _filled(word: Token, head: Head, after: list[Token]) -> Flag:
    name, dashes, spelling, parameter, glued, value = head
    if not after and not glued:
        return Flag(word, name, dashes, spelling, parameter)
    values: tuple[Token, ...] = ()
    if glued:
        values = (Token(value, glued, word.end - len(glued), word.end),)
        word = Token(word.raw[: len(dashes) + len(spelling)], word.raw, word.start, word.end)
    if parameter is None or parameter.kind is Kind.LIST:
        return Flag(word, name, dashes, spelling, parameter, bool(glued), (*values, *after))
    takes = parameter.takes
    if takes is Takes.MANY:
        count = len(after)
    elif glued or takes is Takes.NONE:
        count = 0
    else:
        count = 1 if takes is Takes.ONE or _NUMBER.match(clean(after[0].raw)) else 0
    taken = [_cleaned(word) for word in after[:count]]
    return Flag(word, name, dashes, spelling, parameter, bool(glued), (*values, *taken), tuple(after[count:]))


def _cleaned(word: Token) -> Token:
    bare = clean(word.raw)
    return word if bare == word.raw else Token(bare, word.raw, word.start, word.end)


def clean(raw: str) -> str:
    """A value without the marks people leave around it and without angle brackets round a link."""
    if "://" in raw and is_link(raw.lstrip(MARKS + "<>")):
        return raw.strip(MARKS + "<>")
    bare = raw.lstrip(_QUOTES).rstrip(MARKS)
    return bare if bare and bare != raw and opens(bare, deep=False) is None else raw
