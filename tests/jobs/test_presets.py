"""A piece of prompt in a prompt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.presets import joined


@pytest.mark.parametrize(
    ("text", "piece", "whole"),
    [
        ("a cat", ", risograph --ar 4:5 --s 200", "a cat, risograph --ar 4:5 --s 200"),
        ("", ", risograph --ar 4:5", "risograph --ar 4:5"),
        ("", "--ar 4:5", "--ar 4:5"),
        ("a cat", "in the rain", "a cat in the rain"),
        ("a cat --ar 3:2 --raw", ", risograph --ar 4:5", "a cat, risograph --raw --ar 4:5"),
        ("a cat --aspect 3:2", "--ar 4:5", "a cat --ar 4:5"),
        ("a cat --no people", "--no text, logos", "a cat --no people, text, logos"),
        ("a cat --no people --tile", ", ink", "a cat, ink --no people --tile"),
        ("{a, b} cat", "{ink, gouache}", "{a, b} cat {ink, gouache}"),
        ("a cat {--ar 1:1, --ar 2:3}", ", ink", "a cat {--ar 1:1, --ar 2:3}, ink"),
        ("a cat", "https://example.org/a.png ink --iw 2", "https://example.org/a.png a cat ink --iw 2"),
        ("a cat --zebra 3", "", "a cat --zebra 3"),
        ("a cat", "__animal__", "a cat __animal__"),
    ],
)
def test_words_come_behind_words_and_parameters_behind_parameters(text: str, piece: str, whole: str) -> None:
    assert joined(text, piece) == whole


@given(st.text(max_size=40), st.text(st.sampled_from("-a ,{}no:1\n") | st.characters(), max_size=40))
def test_no_text_makes_it_raise(text: str, piece: str) -> None:
    assert isinstance(joined(text, piece), str)
