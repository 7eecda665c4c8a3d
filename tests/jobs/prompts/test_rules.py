"""The rule table as data: every rule lets its accepted sample pass and names its rejected one."""

import csv
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from jobs.prompts import RULES, Context, Problem, validate


class Sample(NamedTuple):
    """One line of rules.tsv. A context may be two, for the accepted and the rejected sample, with a slash between."""

    rule: str
    context: str
    accepted: str
    rejected: str
    sentence: str


TABLE = Path(__file__).with_name("rules.tsv")
with TABLE.open(encoding="utf-8", newline="") as file:
    SAMPLES = [
        Sample(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["rule"] is not None
    ]


def context(words: str) -> Context:
    """A context in the words of the table; unsaid is version 8.2, Standard, Fast, on the website."""
    said = dict(word.split("=") for word in words.split())
    return Context(
        version=said.get("version", "8.2"),
        plan=said.get("plan", "standard"),
        on_discord=said.get("surface") == "discord",
        batches_in_relax=False,
        confirm_above=5,
        shortcuts=frozenset(filter(None, [said.get("shortcuts")])),
        blocked=frozenset(filter(None, [said.get("blocked")])),
        refused_today=int(said.get("refused", 0)),
        balance=int(float(said["balance"]) * 1000) if "balance" in said else None,
    )


def text(sample: str) -> str:
    """The sample; `a*6000` is the letter six thousand times."""
    letter, star, times = sample.partition("*")
    return letter * int(times) if star and times.isdigit() else sample.replace("\\u0000", "\0")


def accepted(sample: Sample) -> list[Problem]:
    return validate(text(sample.accepted), context(sample.context.split(" / ")[0]))


def rejected(sample: Sample) -> list[Problem]:
    return validate(text(sample.rejected), context(sample.context.split(" / ")[-1]))


def name(sample: Sample) -> str:
    return f"{sample.sentence}: {sample.rejected[:40]!r}"


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_an_accepted_sample_has_no_errors_and_not_the_rule(sample: Sample) -> None:
    assert [found.code for found in accepted(sample) if found.is_error or found.code == sample.rule] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_a_rejected_sample_is_told_in_the_words_of_its_rule(sample: Sample) -> None:
    rule = RULES[sample.sentence]
    own = [(found.code, found.severity, found.template) for found in rejected(sample) if found.code == sample.rule]
    assert (sample.rule, rule.severity, rule.template) in own


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_every_sentence_can_be_filled_in(sample: Sample) -> None:
    assert all(found.message and "{" not in found.message for found in rejected(sample) if found.code != "P01")


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_every_span_lies_in_the_text(sample: Sample) -> None:
    whole = text(sample.rejected)
    assert all(0 <= found.span[0] <= found.span[1] <= len(whole) for found in rejected(sample))


@pytest.mark.parametrize("sample", SAMPLES, ids=name)
def test_a_fix_heals_what_it_was_offered_for(sample: Sample) -> None:
    whole, around = text(sample.rejected), context(sample.context.split(" / ")[-1])
    for found in rejected(sample):
        if found.fix is not None:
            left = validate(found.applied_to(whole), around)
            assert sum(one.code == found.code for one in left) < sum(
                one.code == found.code for one in rejected(sample)
            ), found


def test_every_sentence_has_a_sample() -> None:
    assert {sample.sentence for sample in SAMPLES} == set(RULES)


def test_every_field_of_a_sentence_is_named() -> None:
    fields = [field for rule in RULES.values() for _, field, _, _ in Formatter().parse(rule.template) if field == ""]
    assert fields == []
