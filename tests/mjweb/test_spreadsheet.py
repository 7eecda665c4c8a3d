"""CSV files that are safe to open."""

import csv
import io

import pytest

from mjweb import spreadsheet


def read(rows: list[list[object]]) -> list[list[str]]:
    answer = spreadsheet.download("mjweb-things", ["a", "b"], rows)
    return list(csv.reader(io.StringIO(answer.getvalue().decode())))


def test_the_head_comes_first_and_then_the_rows() -> None:
    assert read([["x", 1], ["y", 2]]) == [["a", "b"], ["x", "1"], ["y", "2"]]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "  =1"])
def test_what_a_person_wrote_is_never_a_formula(cell: str) -> None:
    assert read([[cell, ""]])[1][0] == f"'{cell}"


def test_a_number_stays_a_number() -> None:
    assert read([[-4, ""]])[1][0] == "-4"


def test_it_is_saved_under_a_name_and_kept_by_no_cache() -> None:
    answer = spreadsheet.download("mjweb-things", ["a"], [])
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="mjweb-things.csv"')
    assert answer.headers["Cache-Control"] == "no-store"
