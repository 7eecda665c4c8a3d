"""Two hundred presses at once for what twenty can have, against a web server of several processes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.blank import blank, furnish
from tests.chaos.race import PRICE, Outcome, run
from tests.once import once

PRESSES, FIT = 200, 20


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What the one run left."""

    def make(folder: Path, record: Path) -> None:
        furnish(folder / "home", blank(tmp_path_factory))
        record.write_text(json.dumps(asdict(run(folder, PRESSES))))

    return Outcome.load(once(tmp_path_factory, "race", make))


def test_exactly_those_are_taken_whom_the_pool_can_pay_for(outcome: Outcome) -> None:
    assert (outcome.taken, outcome.jobs) == (FIT, FIT)


def test_nothing_is_left_in_the_pool_and_nothing_is_overdrawn(outcome: Outcome) -> None:
    assert (outcome.pool_left, outcome.pool_held) == (0, FIT * PRICE)


def test_every_job_is_held_once_in_the_pool_and_once_with_its_person(outcome: Outcome) -> None:
    assert outcome.lines == {"grant": 1, "hold": FIT}
    assert outcome.people_held == FIT * PRICE


def test_the_ledger_adds_up_after_the_race(outcome: Outcome) -> None:
    assert outcome.wrong == 0


def test_everybody_else_was_told_that_it_does_not_fit(outcome: Outcome) -> None:
    assert set(outcome.answers) <= {"page 200 taken", "page 422 refused", "api 200 taken", "api 402 refused"}
    assert sum(outcome.answers.values()) == PRESSES
