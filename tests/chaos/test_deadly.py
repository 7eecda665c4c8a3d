"""Whoever opens a picture dies over it: it is given up, and its job ends with what can be had without it.

All are made once for these tests, which read what came of each (see tests/chaos/deadly.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.chaos.told import told


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each job, by which of its pictures were deadly."""
    return {one["deadly"]: one for one in told(tmp_path_factory, "deadly")}


def test_a_job_whose_every_picture_kills_its_collector_fails_and_is_returned(ends: dict[str, dict[str, Any]]) -> None:
    found = ends["every picture"]
    assert (found["state"], found["reason"], found["pictures"]) == ("failed", "pictures", [])
    assert found["lines"] == ["hold", "return"]


def test_over_each_picture_two_die_once_it_is_known_which_it_is(ends: dict[str, dict[str, Any]]) -> None:
    assert (ends["the grid"]["deaths"], ends["every picture"]["deaths"]) == (1 + 2, 1 + 2 * 5)


def test_a_grid_that_kills_its_collector_is_left_out_and_not_made_anew(ends: dict[str, dict[str, Any]]) -> None:
    found = ends["the grid"]
    assert (found["state"], found["pictures"], found["lines"]) == ("done", [1, 2, 3, 4], ["hold", "settle"])


def test_the_next_job_comes_home(ends: dict[str, dict[str, Any]]) -> None:
    assert (ends["none"]["deaths"], ends["none"]["state"], ends["none"]["pictures"]) == (0, "done", [0, 1, 2, 3, 4])
