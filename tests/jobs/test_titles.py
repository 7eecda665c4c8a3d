"""What jobs are called."""

from __future__ import annotations

import pytest

from jobs.titles import title


@pytest.mark.parametrize(
    ("text", "prompt", "facts", "name"),
    [
        ("a cat", "a cat --ar 3:2", {}, "a cat"),
        ("", "https://example.org/cat.png", {}, "https://example.org/cat.png"),
        ("a red hat", "a red hat", {"pictures": 2}, "a red hat"),
        ("", "", {"pictures": 3}, "Blend of 3 pictures"),
        ("", "", {"pictures": 1}, "Description of a picture"),
        ("", "", {}, "A job without words"),
    ],
)
def test_a_job_is_called_by_its_words_or_by_what_it_was_given(
    text: str, prompt: str, facts: dict[str, int], name: str
) -> None:
    assert title(text, prompt, facts) == name
