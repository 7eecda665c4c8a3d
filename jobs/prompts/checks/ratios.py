"""The aspect ratio: how it is written and how far it may go (rules A)."""

import re
from fractions import Fraction

from jobs.prompts import values
from jobs.prompts.checks.subject import Subject
from jobs.prompts.split import Flag

_DECIMALS = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+):([0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_SEPARATED = re.compile(r"([0-9]{1,9})([^0-9:])([0-9]{1,9})")
_SIGNED = re.compile(r"-?[0-9]+:-?[0-9]+")
_LONG = re.compile(r"[0-9]+:[0-9]+")
COMFORTABLE = 2
NARROW_STYLES = {"4a", "4b"}
NARROW_RATIOS = {Fraction(1), Fraction(2, 3), Fraction(3, 2)}


def check(subject: Subject) -> None:
    """Every `--ar` of the prompt."""
    for flag in subject.flags:
        if flag.name != "aspect" or not flag.values:
            continue
        sides = values.ratio(flag.values[0].text)
        if sides is None:
            _spelling(subject, flag)
        elif subject.model and max(sides) > min(sides):  # a square goes everywhere
            _reach(subject, flag, *sides)


def _spelling(subject: Subject, flag: Flag) -> None:
    value = flag.values[0]
    text, fix = value.text, None
    separated = _SEPARATED.fullmatch(text)
    if decimals := _DECIMALS.fullmatch(text) if "." in text else None:
        across, down = values.exact(decimals[1]), values.exact(decimals[2])
        ratio = across / down if across and down else None
        rule = "A02" if ratio else "A05"
        fix = f"{ratio.numerator}:{ratio.denominator}" if ratio else None
    elif separated and separated[2] != ".":
        rule = "A04" if separated[2] in "/\\" else "A03"
        fix = f"{separated[1]}:{separated[3]}"
    elif _SIGNED.fullmatch(text) and "-" in text:
        rule, fix = "A06", text.replace("-", "")
    elif _LONG.fullmatch(text):
        is_zero = any(not side.strip("0") for side in text.split(":"))
        rule = "A05" if is_zero else "A01.digits"
    else:
        rule = "A01"
    if fix is not None and values.ratio(fix) is None:
        fix = None
    wanted = fix or "16:9"
    subject.report.add(rule, value.span, flag.name, fix, value=text, wanted=wanted)


def _reach(subject: Subject, flag: Flag, width: int, height: int) -> None:
    model, value = subject.model, flag.values[0]
    if model is None:
        return
    is_hd = model.widest_hd is not None and subject.facts.hd
    widest = model.widest_hd if is_hd else model.widest
    long, short = max(width, height), min(width, height)
    if widest is not None and long > widest * short:
        limit = Fraction(widest)
        words = {
            "widest": f"{limit.numerator}:{limit.denominator}",
            "tallest": f"{limit.denominator}:{limit.numerator}",
        }
        fix = words["widest"] if width > height else words["tallest"]
        rule = "A08" if is_hd else model.ratio_rule
        subject.report.add(rule, value.span, flag.name, fix, value=value.text, **words, **subject.words)
    elif model.key == "4" and subject.facts.style in NARROW_STYLES and Fraction(width, height) not in NARROW_RATIOS:
        fix = "3:2" if width > height else "2:3"
        subject.report.add("A11", value.span, flag.name, fix, style=subject.facts.style)
    elif long > COMFORTABLE * short:
        subject.report.add("A15", value.span, flag.name)
