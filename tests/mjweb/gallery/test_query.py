"""Reading what is typed into the search field."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mjweb.gallery import query


def read(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(("-" if part.is_unwanted else "") + part.name, part.compare, part.values) for part in query.parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fog dusk", [("", "", ("fog",)), ("", "", ("dusk",))]),
        ('"sea of fog"', [("", "", ("sea of fog",))]),
        ("ar:3:2", [("ar", "", ("3:2",))]),
        ("AR:3:2,1:1", [("ar", "", ("3:2", "1:1"))]),
        ("-is:grid fog", [("-is", "", ("grid",)), ("", "", ("fog",))]),
        ('in:"Harbour, spring"', [("in", "", ("Harbour, spring",))]),
        ("in:“Harbour”", [("in", "", ("Harbour",))]),
        ("cost:>=4", [("cost", ">=", ("4",))]),
        ("cost:>4 grade:<3", [("cost", ">", ("4",)), ("grade", "<", ("3",))]),
        ("-fog", [("-", "", ("fog",))]),
        ("colour:red", [("", "", ("colour:red",))]),
        ("is:", [("", "", ("is:",))]),
        ('"unclosed phrase', [("", "", ("unclosed phrase",))]),
        ('" - -- "" ::', []),
    ],
)
def test_a_text_is_read_part_by_part(text: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert read(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('ab:-"“ <>=,*é\n'), max_size=30))
def test_every_part_of_any_text_reads_the_same_alone(text: str) -> None:
    for part in query.parts(text):
        assert query.parts(part.text) == [part]


def test_a_token_that_there_is_none_of_is_told_from_words() -> None:
    assert [query.is_strange(part) for part in query.parts('colour:red 16:9 "a:b" fog')] == [True, False, False, False]


def test_one_part_can_be_taken_out() -> None:
    assert query.without("fog -fog is:fav", "-fog") == "fog is:fav"


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("fox", ("fox", "foxes")),
        ("foxes", ("foxes", "fox", "foxe")),
        ("cat", ("cat", "cats")),
        ("cats", ("cats", "cat")),
        ("city", ("city", "cities")),
        ("cities", ("cities", "city")),
        ("glass", ("glass", "glasses")),
        ("day", ("day", "days")),
        ("in", ("in",)),
        ("été", ("été",)),
        ("35mm", ("35mm",)),
    ],
)
def test_a_word_is_looked_for_as_one_and_as_several(word: str, forms: tuple[str, ...]) -> None:
    assert query.forms(word) == forms


@pytest.mark.parametrize(("value", "typed"), [("Harbour", "Harbour"), ("Harbour, spring", '"Harbour, spring"')])
def test_a_value_is_quoted_where_it_has_to_be(value: str, typed: str) -> None:
    assert query.parts(f"in:{query.quoted(value)}")[0].values == (value,)
    assert query.quoted(value) == typed
