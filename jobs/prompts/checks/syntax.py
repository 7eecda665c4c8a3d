"""Where things stand: empty prompts, spaces, punctuation, words behind the parameters, repeats (rules S)."""

import re
from itertools import zip_longest

from jobs.prompts.checks.subject import Subject
from jobs.prompts.links import scheme_of
from jobs.prompts.split import MARKS, Flag, Token
from jobs.prompts.table import Kind, Takes
from jobs.prompts.versions import SPELLINGS, VERSIONS

_GLUED_FLAG = re.compile(r"--([A-Za-z]+)")
_TURNED = re.compile(r"[0-9.+-].*|on|off|true|false|yes", re.IGNORECASE | re.DOTALL)
_BARE_VERSION = re.compile(r"v([0-9](?:\.[0-9])?)")
_SOLE_DASHES = {"-": {f"-{spelling}": row for spelling, row in SPELLINGS.items()}, "--": SPELLINGS}
"""What has to follow dashes that stand alone so that they are taken for those of a parameter."""


def check(subject: Subject) -> None:
    """Rules S01 to S08, S11, S14 to S20 and V07."""
    _emptiness(subject)
    _text(subject)
    for flag in subject.flags:
        if flag.glued:
            _spacing(subject, flag)
        if flag.parameter:
            _punctuation(subject, flag)
        if flag.values or flag.extra:
            _leftovers(subject, flag)
    _repeats(subject)


def _emptiness(subject: Subject) -> None:
    parts, report = subject.parts, subject.report
    if parts.command:
        report.add("S20", parts.command.span, None, "", found=parts.command.text)
    if parts.text or parts.images:
        return
    if not parts.flags:
        report.add("S14", subject.whole)
    elif subject.prompt.has("oref"):
        report.add("R08", subject.whole, "oref")
    else:
        report.add("S15", subject.whole)


def _text(subject: Subject) -> None:
    text, parts = subject.parts.text, subject.parts
    if "-" in text:
        _dashes(subject, parts.words)
    last = text.rpartition(" ")[2]
    match = _BARE_VERSION.fullmatch(last) if last[:1] == "v" else None
    if match and match[1] in VERSIONS and not subject.names_model:
        wanted = f"--v {match[1]}"
        subject.report.add("V07", parts.words[-1].span, "version", wanted, found=last, wanted=wanted)


def _dashes(subject: Subject, words: tuple[Token, ...]) -> None:
    was_torn = False
    for word, following in zip_longest(words, words[1:]):
        if was_torn or "-" not in word.raw or scheme_of(word.raw):
            was_torn = False
            continue
        was_torn = _torn_dashes(subject, word, following)
        if not was_torn:
            _glued_flag(subject, word)


def _torn_dashes(subject: Subject, word: Token, following: Token | None) -> bool:
    """Dashes apart from each other or from the name, or one hyphen only."""
    report = subject.report
    if following and word.raw in _SOLE_DASHES:
        name = following.raw.lower()
        if known := _SOLE_DASHES[word.raw].get(name):
            wanted = f"--{name.removeprefix('-')}"
            span = word.start, following.end
            report.add("S02" if word.raw == "-" else "S03", span, known.name, wanted, wanted=wanted)
            return True
    if known := _SOLE_DASHES["-"].get(word.raw.lower()):
        has_number = following is not None and following.raw[0] in "0123456789."
        if len(word.raw) > 2 or has_number:
            wanted = f"--{word.raw[1:].lower()}"
            report.add("S11", word.span, known.name, wanted, found=word.raw, wanted=wanted)
            return True
    return False


def _glued_flag(subject: Subject, word: Token) -> bool:
    """A known name with its dashes stuck to the word before."""
    for match in _GLUED_FLAG.finditer(word.raw) if "--" in word.raw[1:] else ():
        known = SPELLINGS.get(match[1].lower())
        if match.start() and known:
            at = word.start + match.start()
            subject.report.add("S01", (at, at + len(match[0])), known.name, f" {match[0]}", found=match[0])
            return True
    return False


def _spacing(subject: Subject, flag: Flag) -> None:
    rule = "S05" if flag.name in {"version", "niji"} else "S04"
    if rule not in subject.report.full:
        value = flag.values[0]
        span = flag.token.start, value.end
        subject.report.add(rule, span, flag.name, f"{flag.flag} {value.text}", name=flag.flag, value=value.text)


def _punctuation(subject: Subject, flag: Flag) -> None:
    """Marks around values, and behind the name of a switch."""
    name = flag.token.raw[len(flag.dashes) :]
    if not flag.glued and name.lower() != flag.spelling:
        _mark(subject, flag, flag.token, flag.flag)
    if flag.parameter and flag.parameter.kind is Kind.LIST:
        last = flag.values[-1] if flag.values else None
        if last and last.raw.endswith(".") and last.raw.strip(MARKS):
            _mark(subject, flag, last, last.raw.rstrip("."))
        return
    for value in flag.values:
        if value.raw.strip("<>") != value.text:
            _mark(subject, flag, value, value.text)


def _mark(subject: Subject, flag: Flag, token: Token, fix: str) -> None:
    block = subject.parts.flags[-1]
    last = (block.extra or block.values or (block.token,))[-1]
    is_stop = token.end == last.end and token.raw.endswith(".")
    subject.report.add("S07" if is_stop else "S06", token.span, flag.name, fix, value=fix)


def _leftovers(subject: Subject, flag: Flag) -> None:
    """Words that no parameter takes."""
    extra = flag.extra
    is_glued = False
    for value in flag.values:
        if "--" in value.raw and not scheme_of(value.raw) and _glued_flag(subject, value):
            is_glued = True
    if is_glued:
        return
    is_switch = flag.parameter is not None and flag.parameter.takes is not Takes.ONE
    if extra and is_switch and _TURNED.fullmatch(extra[0].raw) and extra[0].raw not in _SOLE_DASHES:
        span = subject.gap(extra[0].span)
        subject.report.add("S17", span, flag.name, "", name=flag.flag, value=extra[0].raw)
        extra = extra[1:]
    if flag.name == "video" and flag.values and flag.values[0].text != "1":
        span = subject.gap(flag.values[0].span)
        subject.report.add("S17", span, "video", "", name=flag.flag, value=flag.values[0].text)
    if extra and not _torn_leftovers(subject, flag, extra):
        _stray(subject, flag, extra)


def _torn_leftovers(subject: Subject, flag: Flag, extra: tuple[Token, ...]) -> bool:
    word, following = extra[0], extra[1] if len(extra) > 1 else None
    name = word.raw[1:].lower()
    if word.raw[0] == "-" and name in SPELLINGS:
        wanted = f"--{name}"
        subject.report.add("S08.dash", word.span, SPELLINGS[name].name, wanted, found=word.raw, wanted=wanted)
        return True
    return _torn_dashes(subject, word, following)


def _stray(subject: Subject, flag: Flag, extra: tuple[Token, ...]) -> None:
    if "S08" in subject.report.full:
        return
    source, begin = subject.parts.source, subject.parts.flags[0].token.start
    found = source[extra[0].start : extra[-1].end]
    fix = f"{found} {source[begin : extra[0].start].rstrip()}"
    subject.report.add("S08", (begin, extra[-1].end), flag.name, fix, found=" ".join(found.split()))


def _repeats(subject: Subject) -> None:
    seen: dict[str, Flag] = {}
    for flag in subject.parts.flags:
        earlier = seen.get(flag.name)
        seen[flag.name] = flag
        if not earlier or not flag.parameter:
            continue
        if flag.parameter.kind is Kind.LIST:
            if "M10" not in subject.report.full:
                subject.report.add("M10", flag.span, flag.name)
        elif "S18" in subject.report.full:
            return
        elif earlier.spelling != flag.spelling:
            span = subject.gap(earlier.span)
            subject.report.add("S19", span, flag.name, "", name=earlier.flag, other=flag.flag)
        else:
            last = subject.parts.by_name[flag.name]
            value = " ".join(token.text for token in last.values) or last.flag
            subject.report.add("S18", subject.gap(earlier.span), flag.name, "", name=flag.flag, value=value)
