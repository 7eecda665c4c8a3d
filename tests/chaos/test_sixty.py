"""Sixty jobs asked for at once: never more than ten in progress, all end well, and the ledger adds up.

Two workers means: two processes send jobs and two bring pictures home (see tests/chaos/sixty.py). The site runs once
for all of these tests, which read what it left: its database, the engine's own log, and what was seen from outside.
"""

from __future__ import annotations

import hashlib
from itertools import accumulate
from pathlib import Path

import pytest

from jobs.states import HOLDS_SLOT, State
from mjweb.trial import Trial
from tests.blank import blank, furnish
from tests.chaos.sixty import JOBS, LATE, LIMIT, VARIABLES, Record, run
from tests.once import once

SIXTY = sum(JOBS.values())
every_person = pytest.mark.parametrize("person", JOBS)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The record of the one run."""

    def make(folder: Path, record: Path) -> None:
        site = Trial(folder=folder, variables=VARIABLES)
        furnish(site.home, blank(tmp_path_factory))
        try:
            site.start()
            run(site).write(record)
        finally:
            site.kill()

    return Record.load(once(tmp_path_factory, "sixty", make))


# In progress --------------------------------------------------------------------------------------------------------


def with_the_engine(record: Record) -> list[int]:
    """How many orders the engine had at once, after each that it took or ended, by its own clock."""
    taken = record.engine("SELECT accepted_at FROM accept")
    ended = record.engine("SELECT finished_at FROM accept")
    steps = sorted([(at, 1) for at in taken] + [(at, -1) for at in ended])
    return list(accumulate(step for _at, step in steps))


def test_never_more_than_ten_are_with_the_engine(record: Record) -> None:
    assert max(with_the_engine(record)) <= LIMIT


def test_ten_are_with_the_engine_while_more_wait(record: Record) -> None:
    assert LIMIT in with_the_engine(record)


def test_never_more_than_ten_hold_a_place(record: Record) -> None:
    # The rows of the history are numbered in the order in which the changes were committed.
    states: dict[int, str] = {}
    for job, state in record.site("SELECT job_id, state FROM jobs_event ORDER BY id"):
        states[job] = state
        assert sum(State(one) in HOLDS_SLOT for one in states.values()) <= LIMIT


def test_no_other_reader_sees_more_than_ten_places_taken(record: Record) -> None:
    assert record.looks > 0
    assert 0 < record.most <= LIMIT


def test_no_place_stays_taken(record: Record) -> None:
    assert record.site("SELECT uid FROM jobs_job WHERE slot IS NOT NULL") == []


# The jobs -----------------------------------------------------------------------------------------------------------


def test_all_sixty_are_done(record: Record) -> None:
    assert record.site("SELECT state, count(*) FROM jobs_job GROUP BY state") == [("done", SIXTY)]


@every_person
def test_everybody_has_the_jobs_that_they_asked_for(record: Record, person: str) -> None:
    assert record.site(
        "SELECT count(*) FROM jobs_job JOIN accounts_user u ON u.id = user_id WHERE u.email = ?",
        f"{person}@example.org",
    ) == [JOBS[person]]


def test_no_job_is_sent_twice(record: Record) -> None:
    assert record.engine("SELECT state, count(*) FROM accept GROUP BY state") == [("success", SIXTY)]


def test_every_job_has_four_different_pictures(record: Record) -> None:
    counts = record.site(
        "SELECT count(*), count(DISTINCT sha256) FROM jobs_job j"
        " LEFT JOIN jobs_picture p ON p.job_id = j.id AND p.part = 'tile' GROUP BY j.id"
    )
    assert counts == [(4, 4)] * SIXTY


def test_every_picture_stands_in_the_vault_under_its_hash(record: Record) -> None:
    for sha256, extension in record.site("SELECT sha256, extension FROM jobs_picture"):
        file = record.home / "pictures" / sha256[:2] / sha256[2:4] / f"{sha256}.{extension}"
        assert hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def test_who_comes_later_does_not_wait_behind_the_forty_of_another(record: Record) -> None:
    alices = record.site("SELECT id FROM jobs_job WHERE text LIKE '%in tall grass'")
    lates = record.site("SELECT id FROM jobs_job WHERE text LIKE ?", f"%{LATE}")
    assert max(alices) < min(lates)  # all of hers stood in line before the first of these
    done = record.site("SELECT job_id FROM jobs_event WHERE state = 'done' ORDER BY id")
    hers = [place for place, job in enumerate(done) if job in alices]
    assert min(done.index(job) for job in lates) < hers[29]


# The ledger ---------------------------------------------------------------------------------------------------------

OF_PERSON = "JOIN quotas_purse p ON p.id = w.purse_id JOIN accounts_user u ON u.id = p.user_id WHERE u.email = ?"


@every_person
def test_the_lines_of_a_purse_add_up_to_its_balance(record: Record, person: str) -> None:
    sums = dict(
        record.site(
            f"SELECT kind, sum(amount) FROM quotas_line l JOIN quotas_window w ON w.id = l.window_id {OF_PERSON}"  # noqa: S608  # ours
            " GROUP BY kind",
            f"{person}@example.org",
        )
    )
    balance = record.site(
        f'SELECT w."limit" - w.used - w.held FROM quotas_window w {OF_PERSON}',  # noqa: S608  # ours
        f"{person}@example.org",
    )
    assert balance == [sums["grant"] + sums.get("return", 0) - sums["hold"]]


@every_person
def test_what_is_settled_is_the_price_of_the_jobs_that_are_done(record: Record, person: str) -> None:
    prices = dict(record.site("SELECT mode, amount FROM jobs_price WHERE work = 'imagine' AND version = ''"))
    modes = record.site(
        "SELECT mode FROM jobs_job JOIN accounts_user u ON u.id = user_id WHERE u.email = ? AND state = 'done'",
        f"{person}@example.org",
    )
    used = record.site(f"SELECT w.used FROM quotas_window w {OF_PERSON}", f"{person}@example.org")  # noqa: S608  # ours
    assert used == [sum(prices[mode] for mode in modes)]


def test_every_job_is_held_once_and_settled_once(record: Record) -> None:
    lines = "SELECT reference, amount FROM quotas_line WHERE kind = ? ORDER BY reference"
    jobs = record.site("SELECT uid || '.1', quote FROM jobs_job ORDER BY uid")
    assert record.site(lines, "hold") == record.site(lines, "settle") == jobs


def test_nothing_stays_held(record: Record) -> None:
    assert record.site("SELECT purse_id FROM quotas_window WHERE held <> 0") == []


def test_no_purse_is_ever_overdrawn(record: Record) -> None:
    assert record.site("SELECT id FROM quotas_line WHERE balance < 0") == []
    assert record.overdrawn == []


# The presses --------------------------------------------------------------------------------------------------------


def test_a_doubled_press_is_taken_once_and_answered_alike(record: Record) -> None:
    assert record.answers["alice"] == [(200, True)] * 2
    assert record.site(
        "SELECT count(*) FROM jobs_batch JOIN accounts_user u ON u.id = user_id WHERE u.email = 'alice@example.org'"
    ) == [1]


def test_a_press_with_script_and_one_without_are_both_taken(record: Record) -> None:
    assert {answer for answer, _taken in record.answers["bob"]} == {200, 302}
    assert all(taken for _answer, taken in record.answers["bob"])


def test_of_presses_that_do_not_fit_together_one_is_taken(record: Record) -> None:
    *same, boat, bell = [taken for _status, taken in record.answers["charlie"]]
    assert len(set(same)) == 1  # one press sent four times has one answer
    assert [same[0], boat, bell].count(True) == 1


def test_a_press_beyond_the_allowance_is_refused(record: Record) -> None:
    assert record.answers["too much"] == [(422, False)]
