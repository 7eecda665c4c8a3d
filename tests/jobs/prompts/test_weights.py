"""Text weights."""

import pytest

from jobs.prompts.weights import parts


@pytest.mark.parametrize(
    ("text", "weighed"),
    [
        ("dunes", (("dunes", 1),)),
        ("dunes:: rider", (("dunes", 1), ("rider", 1))),
        ("dunes::2 rider::-.5", (("dunes", 2), ("rider", -0.5))),
        ("dunes::2rider", (("dunes", 2), ("rider", 1))),
        ("::2", ()),
        ("", ()),
        ("see https://a.example/x::2 now", (("see https://a.example/x::2 now", 1),)),
        ("dunes::" + "9" * 400, (("dunes", 1e15),)),
    ],
)
def test_a_text_is_cut_at_double_colons(text: str, weighed: tuple[tuple[str, float], ...]) -> None:
    assert parts(text) == weighed
