"""A site that is told to stop in the middle of its work comes back with another secret key, and nothing is lost.

Its workers are replaced after every second task. It runs once for all of these tests (see tests/chaos/turnover.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.chaos.told import told
from tests.chaos.turnover import JOBS


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of it."""
    (found,) = told(tmp_path_factory, "turnover")
    return found


def test_who_is_told_to_stop_with_jobs_on_the_way_stops_in_time_and_leaves_nobody_behind(site: dict[str, Any]) -> None:
    assert (site["busy"], site["left"]) == (True, [])


def test_every_order_from_before_and_after_the_stop_comes_to_its_end(site: dict[str, Any]) -> None:
    assert (site["accepted"], site["finished"], site["stuck"]) == (JOBS, JOBS, 0)


def test_nothing_is_lost_or_doubled_by_it(site: dict[str, Any]) -> None:
    assert site["clean"], site


def test_hints_that_another_key_signed_are_dropped_and_others_take_their_place(site: dict[str, Any]) -> None:
    assert site["old_key"] >= 1
    assert (site["hints_left"], site["finished"]) == (0, JOBS)


def test_a_task_that_this_release_does_not_have_is_logged_once_and_dropped(site: dict[str, Any]) -> None:
    assert (site["unheard_of"], site["hints_left"]) == (2, 0)  # one in each queue


def test_workers_that_are_replaced_in_between_lose_nothing(site: dict[str, Any]) -> None:
    assert site["recycled"] >= JOBS // 2
    assert site["clean"], site
