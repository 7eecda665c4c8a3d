"""From one prompt to another: what went, what came, what moved."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobs.prompts import parse
from jobs.prompts.difference import Difference, Kind, applied, difference
from jobs.prompts.normal import Normal, normal
from tests.jobs.prompts.test_serialise import PROMPTS

SENTENCES = st.lists(
    st.sampled_from(["lighthouse", "dusk", "a", "in", "fog,", "moon::2", "boat", "::", "ink.", "--ar 3:2", "--s 50"]),
    max_size=12,
).map(" ".join)


def between(one: str, other: str) -> Difference:
    return difference(normal(parse(one)), normal(parse(other)))


def told(change: Difference) -> list[tuple[str, str]]:
    return [(run.kind.value, run.text) for run in change.runs if run.kind is not Kind.SAME]


def test_words_that_came_stand_alone() -> None:
    assert told(between("a lighthouse, dusk", "a lighthouse in fog, dusk")) == [("new", "in fog")]


def test_a_word_for_another_is_one_that_went_and_one_that_came() -> None:
    assert told(between("a red kite over a bay", "a blue kite over a bay")) == [("gone", "red"), ("new", "blue")]


def test_words_that_moved_are_no_words_that_went() -> None:
    change = between("at dusk a lighthouse on a cliff", "a lighthouse on a cliff at dusk")
    assert told(change) == [("left", "at dusk"), ("moved", "at dusk")]


def test_a_weight_changes_without_its_word() -> None:
    assert told(between("moon::2 boat --v 6", "moon::3 boat --v 6")) == [("gone", "::2"), ("new", "::3")]


def test_an_alias_and_another_order_are_no_change() -> None:
    assert between("cat --ar 3:2 --s 50 --no fog", "cat --no fog --stylize 50 --aspect 6:4").is_none


def test_a_parameter_is_told_before_and_after() -> None:
    change = between("cat --s 50 --tile", "cat --s 400 --ar 3:2 --niji 6")
    assert change.parameters == (
        ("aspect", None, ("3:2",)),
        ("stylize", ("50",), ("400",)),
        ("tile", (), None),
        ("version", ("7",), ("niji 6",)),
    )


def test_a_picture_in_front_is_told_like_a_parameter() -> None:
    change = between("cat", "https://a.example/b.png cat")
    assert change.parameters == (("images", None, ("https://a.example/b.png",)),)


@settings(deadline=None, max_examples=60)
@given(st.one_of(PROMPTS, SENTENCES), st.one_of(PROMPTS, SENTENCES))
@example("a b c d", "d a b c")
def test_applied_to_the_one_it_gives_the_other(one: str, other: str) -> None:
    before, after = normal(parse(one)), normal(parse(other))
    assert applied(difference(before, after), before) == after


@settings(deadline=None, max_examples=60)
@given(SENTENCES)
def test_nothing_differs_from_itself(text: str) -> None:
    assert between(text, text).is_none


@pytest.mark.parametrize("count", [200, 2_000])
def test_long_prompts_differ_too(count: int) -> None:
    before = Normal((), tuple(f" w{number % 7}" for number in range(count)), ())
    after = Normal((), tuple(f" w{number % 5}" for number in range(count)), ())
    assert applied(difference(before, after), before) == after


def test_it_fits_no_other_prompt() -> None:
    change = between("a cat", "a dog")
    with pytest.raises(ValueError, match="other words"):
        applied(change, normal(parse("a bird")))
