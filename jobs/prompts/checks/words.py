"""The text itself: weights, words to draw, things left out, blocked words (rules M, S24, S25, B)."""

import re
from itertools import pairwise

from jobs.prompts import values
from jobs.prompts.checks.subject import Subject
from jobs.prompts.links import scheme_of
from jobs.prompts.split import Token
from jobs.prompts.weights import cuts, parts

_SINGLE = re.compile(r"(?<!\w)'([^'\n]{2,80})'(?!\w)")
_DOUBLE = re.compile('"[^"]+"|\u201c[^\u201c\u201d]+\u201d')
_WORD = re.compile(r"\w+")


def check(subject: Subject) -> None:
    """Text first, then `--no`, then the list of blocked words over everything."""
    _quotes(subject)
    _colons(subject)
    _left_out(subject)
    _blocked(subject)


def _quotes(subject: Subject) -> None:
    source, within = subject.parts.source, subject.parts.text_span
    for match in _SINGLE.finditer(source, *within) if "'" in source else ():
        subject.report.add("S24", match.span(), None, f'"{match[1]}"')
    writes = subject.model is None or subject.model.draws_words
    drawn = None if writes else _DOUBLE.search(source, *within)
    if drawn:
        subject.report.add("S25", drawn.span(), "version", **subject.words)


def _colons(subject: Subject) -> None:
    if ":" not in subject.parts.text:
        return
    words, model = subject.parts.words, subject.model
    for word, following in pairwise(words):
        if following.raw == ":" and word.raw.endswith(":") and not word.raw.endswith("::"):
            fix = f"{word.raw}:"
            subject.report.add("M01", (word.start, following.end), None, fix, wanted=fix)
    weighted = [word for word in words if "::" in word.raw and not scheme_of(word.raw)]
    if not weighted or model is None:
        return
    first, cut = weighted[0], next(cuts(weighted[0].raw))
    span = first.start + cut.start, first.start + cut.end
    if model.is_test:
        subject.report.add("M07", span)
    elif not model.weights:
        subject.report.add("M02", span, None, **subject.words)
    else:
        _weights(subject, weighted)


def _weights(subject: Subject, weighted: list[Token]) -> None:
    words, model = subject.parts.words, subject.model
    for word, following in pairwise(words):
        if word.raw.endswith("::") and values.decimal(following.raw) is not None:
            fix = word.raw + following.raw
            subject.report.add("M05", (word.start, following.end), None, fix, found=following.raw)
    found = [cut for word in weighted for cut in cuts(word.raw)]
    if model and model.weights == "whole" and any(cut.number and values.whole(cut.number) is None for cut in found):
        subject.report.add("M06", weighted[-1].span, None, **subject.words)
    total = round(sum(weight for _, weight in parts(subject.prompt.text)), 6)
    if total <= 0:
        rule = "M04" if any(cut.number is None for cut in found) else "M03"
        subject.report.add(rule, (words[0].start, words[-1].end), None, total=values.shown(total))


def _left_out(subject: Subject) -> None:
    given, flag = subject.prompt.given("no"), subject.flag("no")
    if not given or not flag:
        return
    if flag.values and not given.values:
        subject.drop("M09", flag)
    for thing in given.values:
        words = thing.split(" ")
        if len(words) > 1:
            subject.report.add("M08", flag.span, "no", found=thing, first=words[-1])


def _blocked(subject: Subject) -> None:
    """Whole words and phrases, whatever their case."""
    if not subject.context.blocked:
        return
    listed = {tuple(_WORD.findall(phrase.casefold())): phrase for phrase in subject.context.blocked}
    lengths = sorted({len(phrase) for phrase in listed if phrase})
    if not lengths:
        return
    source = subject.parts.source
    block = subject.parts.flags[0].token.start if subject.parts.flags else len(source)
    found = list(_WORD.finditer(source))
    folded = [word[0].casefold() for word in found]
    for at, word in enumerate(found):
        for length in lengths:
            phrase = listed.get(tuple(folded[at : at + length]))
            if phrase is None or at + length > len(found):  # the last words may be fewer than were asked for
                continue
            end = found[at + length - 1].end()
            rule = "B03" if word.start() >= block else "B01" if source[word.start() : end] == phrase else "B02"
            subject.report.add(rule, (word.start(), end), None, found=phrase)
