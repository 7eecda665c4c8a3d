"""Braces: how many prompts they make, which, and from where."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.prompts import expand
from jobs.prompts.expand import MOST, MOST_FAULTS


def texts(source: str, limit: int = 40) -> list[str]:
    return [expanded.text for expanded in expand(source, limit).prompts]


def test_the_last_group_varies_fastest() -> None:
    assert texts("a {green, golden} kite over the {valley, glacier}") == [
        "a green kite over the valley",
        "a green kite over the glacier",
        "a golden kite over the valley",
        "a golden kite over the glacier",
    ]


def test_groups_nest() -> None:
    nested = "A {pencil, ink} drawing of an {owl {in an oak, on a gate}, fox {in snow, by a brook}}"
    assert texts(nested)[:4] == [
        "A pencil drawing of an owl in an oak",
        "A pencil drawing of an owl on a gate",
        "A pencil drawing of an fox in snow",
        "A pencil drawing of an fox by a brook",
    ]


def test_nested_groups_are_counted() -> None:
    assert expand("A {pencil, ink} drawing of an {owl {in an oak, on a gate}, fox {in snow, by a brook}}").count == 8


def test_a_backslash_keeps_a_comma() -> None:
    assert texts(r"{green, pale \, golden} kite") == ["green kite", "pale, golden kite"]


def test_a_comma_outside_braces_is_a_comma() -> None:
    assert texts(r"one, two \, three") == [r"one, two \, three"]


def test_a_backslash_keeps_a_brace_as_written() -> None:
    assert texts(r"a \{quiet\} {sea, lake}") == [r"a \{quiet\} sea", r"a \{quiet\} lake"]


def test_an_empty_choice_is_a_choice() -> None:
    assert [text.split() for text in texts("a {, red} kite")] == [["a", "kite"], ["a", "red", "kite"]]


def test_choices_are_free_of_blanks_at_their_ends() -> None:
    assert texts("{ a ,  b\n}!") == ["a!", "b!"]


@pytest.mark.parametrize(
    ("source", "kind", "at"),
    [
        ("a {b", "open", 2),
        ("a} b", "closed", 1),
        ("a {b {c, d}, e", "open with nesting", 2),
        (r"a {b \, c", "open with escape", 2),
    ],
)
def test_a_brace_without_a_partner_is_named(source: str, kind: str, at: int) -> None:
    assert [(fault.kind, fault.at) for fault in expand(source).faults] == [(kind, at)]


def test_with_a_broken_brace_nothing_is_expanded() -> None:
    assert texts("{a, b} {c") == ["{a, b} {c"]


def test_counting_stops_where_numbers_lose_their_meaning() -> None:
    assert expand("{a, b}" * 1000, limit=3).count == MOST


def test_of_too_many_only_the_first_is_written_out() -> None:
    assert texts("{a, b}{c, d}", limit=3) == ["ac"]


def test_as_many_as_there_may_be_are_all_written_out() -> None:
    assert len(texts("{a, b}{c, d}", limit=4)) == 4


def test_what_is_wrong_with_thousands_of_braces_is_said_a_few_times() -> None:
    assert len(expand("{" * 6000).faults) == MOST_FAULTS
    assert len(expand("}" * 6000).faults) == MOST_FAULTS


def test_depth_does_not_matter() -> None:
    assert texts("{" * 3000 + "a, b" + "}" * 3000) == ["a", "b"]


def test_a_place_in_a_prompt_is_found_in_the_source() -> None:
    source = "a {green, golden} kite --ar 9"
    expanded = expand(source).prompts[1]
    at = expanded.text.index("kite")
    assert source[slice(*expanded.span(at, at + 4))] == "kite"


@settings(deadline=None)
@given(st.text(alphabet=r"ab ,{}\-", max_size=60))
def test_what_came_out_of_braces_has_none_left_to_expand(source: str) -> None:
    expansion = expand(source)
    if not expansion.faults:
        assert [texts(text) for text in (one.text for one in expansion.prompts)] == [
            [one.text] for one in expansion.prompts
        ]


@settings(deadline=None)
@given(st.text(alphabet=r"ab ,{}\-", max_size=60))
def test_every_character_comes_from_where_it_is_said_to(source: str) -> None:
    for one in expand(source).prompts:
        assert all(source[one.span(at, at + 1)[0]] == letter for at, letter in enumerate(one.text))


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4), max_size=4))
def test_groups_multiply(groups: list[list[str]]) -> None:
    count = 1
    for group in groups:
        count *= len(group)
    assert expand(" ".join("{" + ",".join(group) + "}" for group in groups)).count == count
