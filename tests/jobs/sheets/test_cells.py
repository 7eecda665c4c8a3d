"""Rows of cells out of whatever was pasted."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sheets import grid


def cells(text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in grid(text).rows]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("prompt\tar\na cat, sitting\t3:2", "\t"),
        ("prompt;ar\na cat, sitting;3:2", ";"),
        ('prompt,ar\n"a cat, sitting",3:2', ","),
        ("sep=;\nprompt;ar\na cat, sitting;3:2", ";"),
        ('\ufeffsep=,\r\nprompt,ar\r\n"a cat, sitting",3:2', ","),
        ("\ufeff\n\nprompt;ar\r\na cat, sitting;3:2\r\n", ";"),
    ],
)
def test_the_header_says_how_cells_are_separated(text: str, separator: str) -> None:
    assert cells(text) == [("prompt", "ar"), ("a cat, sitting", "3:2")]
    assert grid(text).separator == separator


def test_one_column_needs_no_quotes() -> None:
    assert cells("prompt\na cat, sitting; still\nan owl") == [("prompt",), ("a cat, sitting; still",), ("an owl",)]


def test_separators_within_a_quoted_title_do_not_count() -> None:
    assert cells('"a,b";c\n1;2') == [("a,b", "c"), ("1", "2")]


def test_quoted_cells_hold_separators_new_lines_and_quotes() -> None:
    assert cells('a,b\n"one, two\r\nthree","say ""ah"""') == [("a", "b"), ("one, two three", 'say "ah"')]


def test_quotes_that_do_not_close_before_a_separator_are_text() -> None:
    assert cells('a,b\n"Hello" he said,5" nail\n"open,2') == [
        ("a", "b"),
        ('"Hello" he said', '5" nail'),
        ('"open', "2"),
    ]


def test_numbers_are_those_of_the_spreadsheet() -> None:
    assert [row.number for row in grid('a\n\none\n"two\nlines"\n \nthree\n').rows] == [1, 3, 4, 6]


def test_all_line_ends_are_line_ends() -> None:
    assert cells("a\rb\r\nc\nd") == [("a",), ("b",), ("c",), ("d",)]


def test_formulas_are_text() -> None:
    assert cells("a,b\n=1+1,=cmd|' /C calc'!A0") == [("a", "b"), ("=1+1", "=cmd|' /C calc'!A0")]


def test_rows_are_counted_up_to_a_limit() -> None:
    assert len(grid("a\n" * 500_000).rows) == 10_000
    assert grid("\n" * 100_000 + "a").rows == ()


def test_nothing_has_no_rows() -> None:
    assert [cells(text) for text in ("", " \n\r\n", "\ufeff", "sep=;", ";;\n;")] == [[]] * 5


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=8)


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_a_csv_writer_wrote_comes_back(rows: list[list[str]], separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([["prompt", "place"], *rows])
    assert cells(out.getvalue())[1:] == [tuple(row) for row in rows]


@given(st.text(st.sampled_from('ab ,;\t"\r\n=\ufeffsep') | st.characters(), max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    rows = grid(text).rows
    assert all(any(row.cells) for row in rows)
    assert [row.number for row in rows] == sorted({row.number for row in rows})
