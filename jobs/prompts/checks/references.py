"""Links, style codes and profiles (rules R)."""

import re

from jobs.prompts import values
from jobs.prompts.checks.subject import Subject
from jobs.prompts.links import has_picture_ending, is_file_name, is_link, is_public, scheme_of
from jobs.prompts.nearest import distance, may_be
from jobs.prompts.parse import reference
from jobs.prompts.split import Flag, Token, clean
from jobs.prompts.table import Kind

MOST_EDITED = 4
_CODE = re.compile(r"[0-9]+")
_PROFILE = re.compile(r"[A-Za-z0-9]+")
_MOODBOARD = re.compile(r"m[0-9]+")
CODE_STYLES = {"4", "6"}
"""Style versions that know codes, in version 7."""


def check(subject: Subject) -> None:
    """Picture links at the start, links astray in the text, and every parameter that takes references."""
    parts, report = subject.parts, subject.report
    for image in parts.images:
        _prompt_image(subject, image)
    for word in parts.words if "://" in parts.text else ():
        if is_link(word.raw):
            begin = parts.command.end if parts.command else 0
            before = parts.source[begin : word.start].strip()
            fix = f"{word.raw} {before}" if before else None
            report.add("R26", (begin, word.end), None, fix)
        elif scheme_of(word.raw):
            report.add("R31", word.span)
    if len(parts.images) == 1 and not parts.text and not subject.is_video:
        report.add("R28" if parts.flags else "R27", parts.images[0].span)
    if parts.images and subject.model and subject.model.is_test:
        report.add("C23", parts.images[0].span)
    for flag in subject.flags:
        kind = flag.parameter.kind if flag.parameter else None
        if kind is Kind.LINKS or kind is Kind.STYLES:
            _references(subject, flag)
        elif kind is Kind.CODES:
            for value in flag.values:
                if not _PROFILE.fullmatch(value.text):
                    report.add("R33", value.span, flag.name, value=value.text)
    _styles(subject)


def _prompt_image(subject: Subject, image: Token) -> None:
    bare = clean(image.raw)
    if bare != image.text and has_picture_ending(bare):
        subject.report.add("S06", image.span, None, bare, value=bare)
    else:
        _link(subject, image, image.text, None)


def _link(subject: Subject, token: Token, link: str, parameter: str | None) -> None:
    if not is_public(link, subject.context.own_hosts):
        subject.report.add("R32", token.span, parameter)
    elif not has_picture_ending(link):
        subject.report.add("R29", token.span, parameter)


def _references(subject: Subject, flag: Flag) -> None:
    report, links = subject.report, 0
    is_torn = False
    for value in flag.values:
        was_torn, is_torn = is_torn, value.text.endswith("::")
        if was_torn and values.decimal(value.text) is not None:
            continue
        if is_torn:
            report.add("R18", value.span, flag.name)
        found = reference(value.text).value
        scheme = scheme_of(found)
        if is_link(found):
            links += 1
            _link(subject, value, found, flag.name)
        elif scheme:
            report.add("R31", value.span, flag.name)
        elif is_file_name(found):
            report.add("R30", value.span, flag.name, value=found)
        elif flag.parameter and flag.parameter.kind is Kind.STYLES:
            _style_code(subject, flag, value, found)
        elif flag.name == "end":
            if found.lower() != "loop":
                report.add("D06", value.span, flag.name)
        else:
            report.add("S08", value.span, flag.name, found=found)
    if flag.name == "oref" and links > 1:
        report.add("R07", flag.span, flag.name)
    if flag.name == "edit" and links > MOST_EDITED:
        report.add("R13", flag.span, flag.name)


def _style_code(subject: Subject, flag: Flag, value: Token, found: str) -> None:
    if _CODE.fullmatch(found) or found == "random":
        return
    if may_be(found.lower(), "random", 2) and distance(found.lower(), "random") <= 2:
        subject.report.add("R17", value.span, flag.name, "random", value=found)
    else:
        subject.report.add("R16", value.span, flag.name, value=found)


def _styles(subject: Subject) -> None:
    """Style versions beside codes, and weights beside a moodboard."""
    style, profile = subject.flag("sv"), subject.prompt.given("profile")
    version = style.values[0] if style and style.values and subject.prompt.model.key == "7" else None
    has_codes = version is not None and any(not found.is_link for found in subject.facts.sref)
    if version and has_codes and version.text not in CODE_STYLES:
        subject.report.add("R23", version.span, "sv", "6")
    if profile and any(_MOODBOARD.fullmatch(code) for code in profile.values):
        for flag in (subject.flag("sw"), style):
            if flag:
                subject.drop("R25", flag)
