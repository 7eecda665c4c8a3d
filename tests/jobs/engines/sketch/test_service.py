"""The drawing service with real processes: drawers that are killed, stopped and canceled in the middle of a picture."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable

import pytest

from jobs.engines.sketch.accepts import CANCELED
from jobs.engines.sketch.service import clear
from jobs.errors import Gone
from jobs.processes import certainly_gone
from tests.jobs.engines.sketch.workshop import ROOT, Shop, Studio, until

OpenShop = Callable[..., Shop]


def drawer_of(studio: Studio, job: str) -> str:
    """The name of the process that draws an order now, "" when none does."""
    with sqlite3.connect(studio.folder.log) as db:
        return str(db.execute("SELECT drawer FROM accept WHERE id = ?", (job,)).fetchone()[0])


def drawers(studio: Studio) -> list[str]:
    """The names of all drawers that gave a sign of life."""
    if not studio.folder.log.exists():
        return []
    with sqlite3.connect(studio.folder.log) as db:
        return [str(name) for (name,) in db.execute("SELECT drawer FROM beat")]


def pid(name: str) -> int:
    return int(name.split(":")[1])


def ended(studio: Studio, job: str) -> bool:
    return studio.report(job).state in ("success", "failed")


def half_drawn(studio: Studio, job: str) -> str:
    """Wait until a drawer is in the middle of the order, and return its name."""
    return until(lambda: drawer_of(studio, job) if studio.row(job).looks else "")


@pytest.fixture
def large(studio: Studio) -> Studio:
    """Pictures that take a while."""
    return Studio(studio.home, scale=0.4)


def test_two_drawers_never_draw_one_order(studio: Studio, open_shop: OpenShop) -> None:
    jobs = [studio.order() for _ in range(4)]
    open_shop(2)
    until(lambda: all(ended(studio, job) for job in jobs))
    rows = [studio.row(job) for job in jobs]
    assert [(row.state, row.claims) for row in rows] == [("success", 1)] * len(jobs)


def test_a_second_drawer_comes_when_orders_wait_and_goes_when_none_does(large: Studio, open_shop: OpenShop) -> None:
    shop = open_shop(2, 0.5)
    until(lambda: large.engine.alive(60))
    jobs = [large.order() for _ in range(4)]
    until(lambda: len(drawers(large)) == 2)
    until(lambda: all(ended(large, job) for job in jobs))
    first, second = drawers(large)
    until(lambda: certainly_gone(first) or certainly_gone(second))
    more = [large.order() for _ in range(4)]
    until(lambda: len(drawers(large)) == 3)
    until(lambda: all(ended(large, job) for job in more))
    assert [large.row(job).claims for job in jobs + more] == [1] * 8
    assert shop.stop() == 0


def test_one_order_brings_no_second_drawer(studio: Studio, open_shop: OpenShop) -> None:
    open_shop(2)
    for _ in range(3):
        job = studio.order()
        until(lambda job=job: ended(studio, job))  # type: ignore[misc]  # ended takes what the order gave
    assert len(drawers(studio)) == 1


def test_what_a_killed_drawer_had_begun_is_drawn_by_another(large: Studio, open_shop: OpenShop) -> None:
    job = large.order()
    open_shop(1)
    os.kill(pid(half_drawn(large, job)), signal.SIGKILL)
    until(lambda: ended(large, job))
    assert (large.row(job).state, large.row(job).claims) == ("success", 2)
    assert large.pixels(job, 4).shape == (409, 409, 3)


def test_no_drawer_outlives_a_killed_service(large: Studio, open_shop: OpenShop) -> None:
    job, *_ = [large.order() for _ in range(4)]
    shop = open_shop(2)
    until(lambda: len(drawers(large)) == 2)
    half_drawn(large, job)
    shop.kill()
    until(lambda: all(certainly_gone(name) for name in drawers(large)))


def test_what_a_killed_service_had_begun_is_drawn_by_the_next(large: Studio, open_shop: OpenShop) -> None:
    job = large.order()
    shop = open_shop(1)
    half_drawn(large, job)
    shop.kill()
    open_shop(1)
    until(lambda: ended(large, job))
    assert large.row(job).state == "success"


def test_a_service_that_is_told_to_stop_puts_its_order_back_into_line(large: Studio, open_shop: OpenShop) -> None:
    job = large.order()
    shop = open_shop(1)
    name = half_drawn(large, job)
    assert shop.stop() == 0
    assert (large.row(job).state, large.row(job).claims) == ("waiting", 0)
    assert certainly_gone(name)


def test_canceling_stops_the_drawing_and_clears_it_away(large: Studio, open_shop: OpenShop) -> None:
    job = large.order()
    open_shop(1)
    half_drawn(large, job)
    assert large.engine.cancel(job)
    assert (large.report(job).state, large.report(job).message) == ("canceled", CANCELED)
    until(lambda: not large.folder.job(job).exists())
    # The drawer goes on with the next order.
    small = Studio(large.home)
    following = small.order(tag="the next one")
    until(lambda: ended(small, following))
    assert small.row(following).state == "success"


def test_an_order_that_cannot_be_drawn_fails_with_a_sentence(studio: Studio, open_shop: OpenShop) -> None:
    job = studio.order()
    with sqlite3.connect(studio.folder.log) as db:
        db.execute("UPDATE accept SET plates = ?", ('{"0": {"art": {"recipe": {"scene": "nowhere"}}}}',))
    open_shop(1)
    until(lambda: ended(studio, job))
    assert studio.report(job).state == "failed"
    assert studio.report(job).message.startswith("The sketch engine could not draw this")


def test_the_engine_says_whether_anybody_draws(studio: Studio, open_shop: OpenShop) -> None:
    assert not studio.engine.alive(60)
    open_shop(1)
    until(lambda: studio.engine.alive(60))
    assert not studio.engine.alive(-1)


def test_old_pictures_are_cleared_away_and_their_links_die(studio: Studio) -> None:
    job = studio.made()
    studio.content(job, 1)
    assert clear(studio.folder, 3600) == 0
    assert clear(studio.folder, -1) == 1
    with pytest.raises(Gone):
        studio.content(job, 1)
    assert clear(studio.folder, -1) == 0


def test_it_keeps_nothing_of_the_site_in_memory() -> None:
    code = "import sys, jobs.engines.sketch.service; print('django.db' in sys.modules, 'mjweb.settings' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "False"]
