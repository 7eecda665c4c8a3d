"""What varies between a few pictures, and when two of it make rows and columns."""

from __future__ import annotations

from jobs.models import Job, Picture
from mjweb.gallery.comparison import Axes, Trait, axes, traits


def pictures(*prompts: str, same_job: bool = False) -> list[Picture]:
    """One picture of a job for each prompt; `same_job`: all of one."""
    return [
        Picture(
            index=number,
            job=Job(pk=1 if same_job else number, prompt=text, action="imagine", facts={"version": "7", "niji": False}),
        )
        for number, text in enumerate(prompts, 1)
    ]


def varying(*prompts: str, same_job: bool = False) -> dict[str, tuple[str, ...]]:
    return {trait.label: trait.values for trait in traits(pictures(*prompts, same_job=same_job))}


def laid_out(*prompts: str) -> Axes:
    found = axes(traits(pictures(*prompts)), len(prompts))
    assert found
    return found


def test_tiles_of_one_job_differ_in_their_number() -> None:
    assert varying("a cat", "a cat", "a cat", same_job=True) == {"Tile": ("1", "2", "3")}


def test_the_way_a_prompt_is_written_does_not_vary() -> None:
    assert varying("a cat --ar 3:2 --s 50", "a  cat --stylize 50 --aspect 3:2", "a cat --s 50 --ar 6:4") == {}


def test_words_vary_where_they_are_not_the_same_in_all() -> None:
    assert varying("a red kite at dusk", "a blue kite at dusk", "a big blue kite at dusk") == {
        "Words": ("red", "blue", "big blue")
    }


def test_a_value_that_is_not_given_is_the_usual_one() -> None:
    assert varying("a cat --s 400", "a cat") == {"Stylize": ("400", "100")}


def test_two_things_that_vary_are_rows_and_columns() -> None:
    found = laid_out("red kite --s 50", "red kite --s 400", "blue kite --s 50", "blue kite --s 400")
    assert (found.columns.label, found.rows.label) == ("Words", "Stylize")
    assert found.cells == [("50", [0, 2]), ("400", [1, 3])]


def test_the_longer_of_two_lies() -> None:
    found = laid_out(*[f"kite --s {s} --c {c}" for c in (0, 10) for s in (1000, 50, 400)])
    assert (found.columns.choices, found.rows.choices) == (["50", "400", "1000"], ["0", "10"])
    assert found.cells == [("0", [1, 2, 0]), ("10", [4, 5, 3])]


def test_a_place_may_be_empty() -> None:
    found = laid_out("red kite --s 50", "red kite --s 400", "blue kite --s 50")
    assert found.cells == [("50", [0, 2]), ("400", [1, None])]


def test_one_thing_makes_a_row() -> None:
    assert axes(traits(pictures("kite --s 1", "kite --s 2")), 2) is None


def test_what_would_leave_most_places_empty_is_a_row() -> None:
    assert axes(traits(pictures("red kite --s 1", "blue kite --s 2", "old kite --s 3")), 3) is None


def test_two_pictures_at_one_place_make_a_row() -> None:
    assert axes([Trait("a", ("1", "1", "2")), Trait("b", ("1", "1", "2"))], 3) is None
