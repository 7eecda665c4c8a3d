"""A small run of `manage.py chaos`: processes are killed while jobs pass, and nothing is lost, doubled or left behind.

Two trees work side by side, one process stands still for a while, the disk of the pictures is full once, and once the
tables are those of a later release for a while.

It runs once for all of these tests, which read what it printed (see tests/chaos/storm.py).
"""

from __future__ import annotations

import re

import pytest

from tests.chaos.small import FIGURES, Run, run

KILLS, JOBS, STOPS, FULL, MIGRATIONS, SEED = 6, 14, 1, 1, 1, 21


@pytest.fixture(scope="module")
def chaos(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What the one run printed."""
    asked = {"kills": KILLS, "jobs": JOBS, "stops": STOPS, "trees": 2, "full": FULL, "migrations": MIGRATIONS}
    return run(tmp_path_factory, "storm", **asked, seed=SEED)


def test_as_many_processes_were_killed_as_was_asked_for(chaos: Run) -> None:
    assert len(re.findall(r"killed \w+\+\d of tree \d", chaos.said)) == KILLS


def test_both_trees_were_hunted(chaos: Run) -> None:
    assert {tree for _what, tree in re.findall(r"(killed|stopped) \w+\+\d of tree (\d)", chaos.said)} == {"1", "2"}


def test_as_many_stood_still_and_as_often_was_the_disk_full(chaos: Run) -> None:
    assert len(re.findall(r"stopped \w+\+\d of tree \d", chaos.said)) == STOPS
    assert len(re.findall(r"the disk was full", chaos.said)) == FULL


def test_a_later_release_changed_the_tables_meanwhile(chaos: Run) -> None:
    assert len(re.findall(r"the tables were those of a later release", chaos.said)) == MIGRATIONS


def test_every_order_was_taken_and_ended(chaos: Run) -> None:
    assert (chaos.figures["accepted"], chaos.figures["finished"]) == (JOBS, JOBS)


@pytest.mark.parametrize("work", ["imagine", "action", "blend", "describe"])
def test_all_kinds_of_work_were_ordered(chaos: Run, work: str) -> None:
    assert re.search(rf"asked for: .*'{work}': [1-9]", chaos.said), chaos.said


def test_some_jobs_came_home_with_their_pictures(chaos: Run) -> None:
    assert re.search(r"\bdone: [1-9]", chaos.said)


@pytest.mark.parametrize("figure", FIGURES)
def test_no_promise_was_broken(chaos: Run, figure: str) -> None:
    assert chaos.figures[figure] == 0, chaos.said


def test_it_prints_its_seed_and_says_by_its_status_that_all_is_well(chaos: Run) -> None:
    assert (chaos.code, chaos.figures["seed"]) == (0, SEED)
