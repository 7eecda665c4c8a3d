"""What changed between two prompts, in the words of pages."""

from __future__ import annotations

from jobs.models import Job
from mjweb.gallery import difference
from mjweb.gallery.difference import Changed, Value


def job(prompt: str, **facts: object) -> Job:
    return Job(prompt=prompt, facts={"version": "7", "niji": False, **facts})


def changed(one: Job, other: Job) -> Changed:
    found = difference.between(one, other)
    assert found
    return found


def test_the_same_in_other_words_of_the_language_is_no_change() -> None:
    assert difference.between(job("a cat --ar 3:2 --s 50"), job("a  cat --stylize 50 --aspect 3:2")) is None


def test_words_far_from_a_change_are_left_out() -> None:
    one = job("one two three four five six seven eight red nine ten eleven twelve thirteen fourteen fifteen sixteen")
    other = job(one.prompt.replace("red", "blue"))
    assert changed(one, other).words == [
        ("same", "… six seven eight"),
        ("gone", "red"),
        ("new", "blue"),
        ("same", "nine ten eleven …"),
    ]


def test_a_value_that_was_not_given_is_the_usual_one() -> None:
    values = changed(job("cat --tile"), job("cat --s 400 --seed 7")).values
    assert values == [Value("Seed", "none", "7"), Value("Stylize", "100", "400"), Value("Tile", "on", "off")]


def test_the_model_is_the_one_of_its_time() -> None:
    assert changed(job("cat"), job("cat", version="6", niji=True)).values == [Value("Version", "7", "niji 6")]


def test_a_link_is_told_by_its_end() -> None:
    (value,) = changed(job("cat"), job("https://a.example/some/where/fox.png cat")).values
    assert (value.before, value.after) == ("none", "…/fox.png")
