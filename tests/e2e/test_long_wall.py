"""A wall of more pictures than one page."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from playwright.sync_api import expect

from mjweb.trial import Trial
from tests.e2e import scroll
from tests.e2e.conftest import Enter
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

# Rows of one stored picture: drawing so many would take minutes.
COPY = """
INSERT INTO jobs_picture (job_id, user_id, team_id, part, "index", token, sha256, extension, size, width, height,
                          colour, thumbhash, created_at)
WITH RECURSIVE number(n) AS (SELECT 5 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
SELECT job_id, user_id, team_id, part, n, hex(randomblob(21)) || '0', sha256, extension, size, width, height,
       colour, thumbhash, created_at
FROM jobs_picture, number WHERE id = ?
"""


def fill(site: Trial, alice: Visitor, last: int) -> None:
    """A picture, drawn, and as many copies of it as make its number."""
    alice.prompt("lighthouse on a cliff --ar 3:2")
    picture = str(alice.done().locator(".strip a.open").first.get_attribute("href")).strip("/").split("/")[-1]
    with contextlib.closing(sqlite3.connect(site.home / "mjweb.sqlite3", timeout=30)) as database, database:
        database.execute(COPY, [last, picture])


def test_the_wall_goes_on_before_its_end_is_reached(site: Trial, enter: Enter) -> None:
    alice = enter("alice")
    fill(site, alice, 160)
    page = alice.go("/gallery/")
    pictures = page.locator(".wall li")
    expect(pictures).to_have_count(60)
    expect(page.locator("#more a")).not_to_be_in_viewport()
    page.evaluate("document.getElementById('more').scrollIntoView({ block: 'end' }); scrollBy(0, -1000)")
    expect(pictures).to_have_count(120)
    page.evaluate("document.getElementById('more').scrollIntoView({ block: 'end' })")
    expect(pictures).to_have_count(160)
    expect(page.get_by_role("heading", name="Today")).to_have_count(1)
    assert len({picture.get_attribute("href") for picture in page.locator(".wall a").all()}) == 160


def test_of_a_long_wall_little_is_drawn_and_nothing_moves(site: Trial, enter: Enter) -> None:
    alice = enter("alice")
    fill(site, alice, 12 * 60)
    alice.page.add_init_script(scroll.WATCH)
    found = scroll.through(alice.go("/gallery/"), 12)  # more than follow by themselves
    assert found.pictures == 12 * 60
    assert found.drawn <= 2000 < found.nodes
    assert found.moved <= 0.02
