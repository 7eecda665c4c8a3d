"""A small run of `manage.py chaos` whose hints go by Redis, which loses them and is away: that costs time only.

It runs once for all of these tests, which read what it printed (see tests/chaos/storm.py).
"""

from __future__ import annotations

import re

import pytest
from django.core.management import CommandError, call_command

from tests import redis
from tests.chaos.small import FIGURES, Run, run

KILLS, JOBS, FLUSHES, OUTAGES, SEED = 2, 10, 3, 2, 5


@pytest.fixture(scope="module")
def chaos(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What the one run printed."""
    if redis.program() is None:
        pytest.skip("this machine has no Redis server")
    asked = {"kills": KILLS, "jobs": JOBS, "flushes": FLUSHES, "outages": OUTAGES, "seed": SEED}
    return run(tmp_path_factory, "flushed", "--redis", **asked)


def test_redis_was_flushed_and_forgot_hints(chaos: Run) -> None:
    forgotten = re.findall(r"Redis was flushed and forgot (\d+) hints", chaos.said)
    assert len(forgotten) == FLUSHES
    assert sum(map(int, forgotten)) > 0, chaos.said


def test_it_was_gone_once_and_mute_once(chaos: Run) -> None:
    assert len(re.findall(r"Redis was gone for", chaos.said)) == 1
    assert len(re.findall(r"Redis stood still for", chaos.said)) == 1


def test_every_order_was_taken_and_ended(chaos: Run) -> None:
    assert (chaos.figures["accepted"], chaos.figures["finished"]) == (JOBS, JOBS)


@pytest.mark.parametrize("figure", FIGURES)
def test_no_promise_was_broken(chaos: Run, figure: str) -> None:
    assert chaos.figures[figure] == 0, chaos.said


def test_troubles_of_redis_need_a_redis() -> None:
    with pytest.raises(CommandError, match="--redis"):
        call_command("chaos", flushes=1)
