"""What a column is for."""

from __future__ import annotations

import pytest

from jobs.sheets.columns import Use, columns, name_of, nearest, places


@pytest.mark.parametrize(
    ("title", "use"),
    [
        ("Prompt", Use.PROMPT),
        ("mode", Use.SPEED),
        ("Speed", Use.SPEED),
        ("ar", Use.PARAMETER),
        ("--stylize", Use.PARAMETER),
        ("— AR", Use.PARAMETER),
        ("width", Use.NONE),  # retired
        ("client", Use.NONE),
        ("", Use.NONE),
    ],
)
def test_a_title_says_what_its_column_is_for(title: str, use: Use) -> None:
    assert columns([title], "")[0].use is use


def test_what_the_template_names_stands_there_and_nowhere_else() -> None:
    found = columns(["prompt", "ar", "subject"], "{Subject}, wide {ar}")
    assert [column.use for column in found] == [Use.NONE, Use.PLACE, Use.PLACE]


def test_choices_in_a_template_are_no_places() -> None:
    assert places(r"{subject} at {dawn, dusk} \{place} { Time  of day }") == ["subject", "time of day"]


def test_a_name_is_compared_without_dashes_capitals_and_doubled_blanks() -> None:
    assert name_of(" --Time  Of\tDay ") == "time of day"


def test_the_nearest_name_is_near() -> None:
    assert [nearest("subjct", ["subject", "place"]), nearest("zebra", ["subject"]), nearest("x", ["y"])] == [
        "subject",
        "",
        "",
    ]
