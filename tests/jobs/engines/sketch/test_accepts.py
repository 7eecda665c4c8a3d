"""The accept log: what one process writes, any number may move, and nothing is forgotten or drawn twice."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jobs.actions import Action
from jobs.engines.base import Mode
from jobs.engines.sketch.accepts import CLAIMS, GIVEN_UP, HEAD_START, Accept, Accepts
from jobs.processes import identity


@pytest.fixture
def log(tmp_path: Path) -> Accepts:
    return Accepts(tmp_path / "accepts.sqlite3")


def new(tag: str, mode: Mode = "fast") -> Accept:
    return Accept(tag=tag, action=Action.IMAGINE, prompt="waves", mode=mode, seed=4_294_967_295, version="7")


def of_a_dead_process() -> str:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = identity(child.pid)
    child.communicate()
    return name


def test_an_order_comes_back_as_it_was_written(log: Accepts) -> None:
    accept = Accept(
        tag="t", action=Action.BLEND, prompt="日本 'quoted'", mode="turbo", parent="p", tile=2, dimensions="SQUARE",
        inputs=("a.webp", "b.webp"), seed=7, version="6", niji=True, scale=0.5, plates='{"1": 2}',
    )  # fmt: skip
    assert log.find(log.add(accept)) == accept


def test_a_known_tag_gives_the_first_id(log: Accepts) -> None:
    first = log.add(new("same"))
    assert log.add(new("same")) == first
    assert log.tagged("same") == first


def test_the_faster_mode_goes_first_and_then_the_older_order(log: Accepts) -> None:
    orders: tuple[tuple[str, Mode], ...] = (("a", "relax"), ("b", "fast"), ("c", "turbo"), ("d", "fast"))
    for tag, mode in orders:
        log.add(new(tag, mode))
    turns = [log.claim("me", 60) for _ in orders]
    assert [turn.tag for turn in turns if turn] == ["c", "b", "d", "a"]
    assert log.claim("me", 60) is None


def test_a_slow_order_that_waited_long_goes_before_a_quick_one(log: Accepts, monkeypatch: pytest.MonkeyPatch) -> None:
    log.add(new("slow", "relax"))
    later = time.time() + 2 * HEAD_START + 1
    monkeypatch.setattr(time, "time", lambda: later)
    log.add(new("quick", "turbo"))
    first = log.claim("me", 60)
    assert first is not None
    assert first.tag == "slow"


def test_the_next_order_is_found_without_sorting_those_that_wait(log: Accepts, tmp_path: Path) -> None:
    asked: list[str] = []
    log.add(new("a"))
    log._db.set_trace_callback(asked.append)
    log.claim("me", 60)
    (query,) = (line for line in asked if "ORDER BY" in line)
    plan = " ".join(row["detail"] for row in log._db.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert "accept_next" in plan
    assert "TEMP B-TREE" not in plan


def test_a_log_with_the_index_of_old_is_served_in_the_same_order(log: Accepts, tmp_path: Path) -> None:
    log._db.execute("DROP INDEX accept_next")
    log._db.execute("CREATE INDEX accept_next ON accept (rank, number) WHERE state = 'waiting'")
    log.add(new("slow", "relax"))
    log.add(new("quick", "turbo"))
    with Accepts(tmp_path / "accepts.sqlite3") as again:
        claimed = [again.claim("me", 60), again.claim("me", 60)]
    assert [accept.tag for accept in claimed if accept] == ["quick", "slow"]


def test_an_order_is_claimed_by_one_only(log: Accepts, tmp_path: Path) -> None:
    log.add(new("a"))
    with Accepts(tmp_path / "accepts.sqlite3") as other:
        assert [log.claim("me", 60) is None, other.claim("you", 60) is None] == [False, True]


def test_only_its_drawer_finishes_an_order(log: Accepts) -> None:
    job = log.add(new("a"))
    log.claim("me", 60)
    assert not log.finish(job, "you")
    assert log.finish(job, "me", files=True)
    found = log.find(job)
    assert found is not None
    assert (found.state, found.progress, found.files) == ("success", 100, True)


def test_a_waiting_order_can_be_canceled(log: Accepts) -> None:
    job = log.add(new("a"))
    assert log.cancel(job)
    assert log.claim("me", 60) is None


def test_a_canceled_order_is_lost_to_its_drawer(log: Accepts) -> None:
    job = log.add(new("a"))
    log.claim("me", 60)
    assert log.cancel(job)
    assert not log.renew(job, "me", 60, 50)
    assert not log.finish(job, "me")


def test_a_finished_order_cannot_be_canceled(log: Accepts) -> None:
    job = log.add(new("a"))
    log.claim("me", 60)
    log.finish(job, "me")
    assert not log.cancel(job)


def test_canceling_twice_is_confirmed_twice(log: Accepts) -> None:
    job = log.add(new("a"))
    assert [log.cancel(job), log.cancel(job)] == [True, True]


def test_an_unknown_order_cannot_be_canceled(log: Accepts) -> None:
    assert not log.cancel("nobody")


def test_progress_never_falls_and_is_never_whole_before_the_end(log: Accepts) -> None:
    job = log.add(new("a"))
    log.claim("me", 60)
    seen = []
    for progress, looks in ((40, 3), (20, 1), (100, 4)):
        log.renew(job, "me", 60, progress, looks)
        found = log.find(job)
        assert found is not None
        seen.append((found.progress, found.looks))
    assert seen == [(40, 3), (40, 3), (99, 4)]


def test_an_order_of_a_dead_drawer_goes_back_into_line(log: Accepts) -> None:
    job = log.add(new("a"))
    log.claim(of_a_dead_process(), 60)
    log.free_abandoned()
    again = log.claim("me", 60)
    assert again is not None
    assert (again.id, again.claims) == (job, 2)


def test_an_order_of_a_living_drawer_stays_with_it(log: Accepts) -> None:
    log.add(new("a"))
    log.claim(identity(), 60)
    log.free_abandoned()
    assert not log.anything_waiting()


def test_an_order_whose_lease_ran_out_goes_back_into_line(log: Accepts) -> None:
    log.add(new("a"))
    log.claim("a drawer on another machine", -1)
    log.free_abandoned()
    assert log.anything_waiting()


def test_an_order_that_kills_its_drawers_is_given_up(log: Accepts) -> None:
    job = log.add(new("a"))
    for _ in range(CLAIMS):
        assert log.claim(of_a_dead_process(), 60)
        log.free_abandoned()
    found = log.find(job)
    assert found is not None
    assert (found.state, found.message) == ("failed", GIVEN_UP)


def test_an_order_handed_back_bears_no_blame(log: Accepts) -> None:
    log.add(new("a"))
    for _ in range(CLAIMS + 1):
        assert log.claim("me", 60)
        log.hand_back("me")
    again = log.claim("me", 60)
    assert again is not None
    assert again.claims == 1


def test_the_last_beat_is_that_of_any_drawer(log: Accepts) -> None:
    assert log.last_beat() == 0
    log.beat("me")
    assert log.last_beat() > 1_700_000_000


def test_a_state_that_nobody_knows_cannot_be_written(log: Accepts, tmp_path: Path) -> None:
    log.add(new("a"))
    with sqlite3.connect(tmp_path / "accepts.sqlite3") as db, pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE accept SET state = 'sleeping'")
