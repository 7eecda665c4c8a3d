"""What is said when nothing was asked for."""

from datetime import UTC, datetime

import pytest

from jobs.errors import QueueFull
from jobs.views.sentences import said
from mjweb.quotas.errors import NotEnough

RESETS = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            NotEnough(4000, 1500, RESETS),
            "4 credits needed, 1.5 left. Nothing was charged. Your quota resets on 1 December, 00:00 (UTC).",
        ),
        (QueueFull(40, press=True), "At most 40 jobs at one press."),
        (QueueFull(200), "At most 200 of your jobs can wait at once. Nothing was charged."),
    ],
)
def test_a_refusal_says_what_and_what_to_do(error: NotEnough | QueueFull, sentence: str) -> None:
    assert said(error).startswith(sentence)
