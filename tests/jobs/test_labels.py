"""What a picture is found by beside its words."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from jobs import labels


@dataclass
class Told:
    """The facts of a job."""

    action: str = "imagine"
    facts: dict[str, object] = field(default_factory=lambda: {"aspect": [3, 2], "version": "6.1", "niji": False})
    mode: str = "fast"
    quote: int = 4000
    seed: int | None = None


@pytest.mark.parametrize(
    ("told", "is_tile", "expected"),
    [
        (Told(), True, " mfast q4000 a3x2 v6p1 kgrid "),
        (Told(action="upscale", mode="relax"), False, " mrelax q4000 a3x2 v6p1 kupscale "),
        (Told(action="upscale_subtle"), False, " mfast q4000 a3x2 v6p1 kupscale "),
        (Told(action="vary_strong"), True, " mfast q4000 a3x2 v6p1 kgrid kvary "),
        (Told(action="pan_left", facts={"aspect": [1, 1], "version": "6", "niji": True}), True,
         " mfast q4000 a1x1 vniji6 kgrid kpan "),
        (Told(facts={"references": 2}, seed=5), True, " mfast q4000 kgrid kref seed n5 "),
        (Told(facts={"seed": 7}), True, " mfast q4000 kgrid seed n7 "),
    ],
)  # fmt: skip
def test_each_fact_of_its_job_is_a_label(told: Told, is_tile: bool, expected: str) -> None:
    assert labels.of(told, is_tile=is_tile) == expected
