"""The prompts in what engines say of a picture."""

from __future__ import annotations

import pytest

from jobs.described import prompts

FOUR = ["a cat --ar 3:2", "two cats", "a dog", "no cat"]


@pytest.mark.parametrize(
    "words",
    [
        "1. a cat --ar 3:2\n\n2. two cats\n\n3. a dog\n\n4. no cat",
        "1️⃣ a cat --ar 3:2\n\n2️⃣ two cats\n\n3️⃣ a dog\n\n4️⃣ no cat",
        "1) a cat --ar 3:2\n2) two cats\n3) a dog\n4) no cat\n",
        "  1. a cat\n --ar 3:2\r\n\r\n2. two\ncats\r\n\r\n3. a dog\r\n\r\n4. no cat",
    ],
)
def test_each_numbered_paragraph_is_a_prompt_in_one_line(words: str) -> None:
    assert [said.text for said in prompts(words)] == FOUR


def test_words_without_numbers_are_one_prompt() -> None:
    assert [said.text for said in prompts("a cat\nby the sea")] == ["a cat by the sea"]


@pytest.mark.parametrize("words", ["", " \n "])
def test_nothing_said_is_no_prompt(words: str) -> None:
    assert prompts(words) == []


def test_a_number_within_a_prompt_does_not_cut_it() -> None:
    assert [said.text for said in prompts("1. room no 2. at night\n2. a cat")] == ["room no 2. at night", "a cat"]


def test_words_and_parameters_stand_apart() -> None:
    (said,) = prompts("1. a cat --ar 3:2 --no dogs, text")
    assert (said.words, said.parameters) == ("a cat", ("--ar 3:2", "--no dogs, text"))
