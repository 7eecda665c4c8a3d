"""One job for each named point: whoever is at it dies there, another picks it up, and it comes to the end that it must.

At some points whoever is at it stops instead, and comes back when the other one has brought it to its end.

All are made once for these tests, which read what came of each (see tests/chaos/crashes.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from jobs import faults
from tests.chaos.broken import RULES
from tests.chaos.crashes import CRASHES, STOPS
from tests.chaos.told import told

# Nobody can know whether the call was made. The service has no such order, and it is never sent by chance.
LOST = {"sending", "calling", "stop sending", "stop calling"}
EVERY = [*faults.POINTS, *(f"{faults.STOP} {point}" for point in STOPS)]
every_point = pytest.mark.parametrize("point", EVERY)


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each, by its point."""
    return {one["point"]: one for one in told(tmp_path_factory, "crashes")}


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_shows(ends: dict[str, dict[str, Any]], rule: str) -> None:
    order = [str(crash) for crash in CRASHES]
    before = ends[order[order.index(rule) - 1]]
    assert ends[rule]["hit"]
    assert ends[rule][RULES[rule].figure] > before[RULES[rule].figure], ends[rule]


@every_point
def test_whoever_comes_to_the_point_dies_or_stops_there(ends: dict[str, dict[str, Any]], point: str) -> None:
    assert ends[point]["hit"]


@every_point
def test_its_job_comes_to_the_end_that_it_must(ends: dict[str, dict[str, Any]], point: str) -> None:
    assert ends[point]["state"] == ("lost" if point in LOST else "done")


@every_point
def test_no_promise_is_broken(ends: dict[str, dict[str, Any]], point: str) -> None:
    assert ends[point]["clean"], ends[point]
    assert ends[point]["accepted"] == ends[point]["finished"] == EVERY.index(point) + 1
