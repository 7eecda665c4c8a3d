"""Two hundred pictures gone through with keys alone, and all of it undone."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mjweb.trial import Trial
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser

COUNT = 200
# Rows of one stored picture: drawing so many would take minutes.
COPY = """
INSERT INTO jobs_picture (job_id, user_id, team_id, part, "index", token, sha256, extension, size, width, height,
                          colour, thumbhash, created_at, labels)
WITH RECURSIVE number(n) AS (SELECT 5 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
SELECT job_id, user_id, team_id, part, n, hex(randomblob(21)) || '0', sha256, extension, size, width, height,
       colour, thumbhash, created_at, labels
FROM jobs_picture, number WHERE id = ?
"""
MARKS = "SELECT picture_id, favourite, grade, verdict FROM gallery_mark ORDER BY picture_id"
KEYS = ("k", "r", "4", "k", "1", "r", "f", "k")


def asked(site: Trial, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(site.home / "mjweb.sqlite3", timeout=30)) as database, database:
        return database.execute(sql, params).fetchall()


def press(page: Page, keys: tuple[str, ...]) -> None:
    """Each key as soon as the picture is another one: what a person sees decides, not what the server has."""
    for key in keys:
        before = page.locator("#pick").input_value()
        page.keyboard.press(key)
        expect(page.locator("#pick")).not_to_have_value(before)


@pytest.mark.long
def test_two_hundred_are_gone_through_and_undone(site: Trial, enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("lighthouse on a cliff --ar 3:2")
    picture = str(alice.done().locator(".strip a.open").first.get_attribute("href")).strip("/").split("/")[-1]
    asked(site, COPY, COUNT + 20, picture)
    labels = "SELECT id, labels FROM jobs_picture ORDER BY id"
    before, marks = asked(site, labels), asked(site, MARKS)

    page = alice.go("/triage/")
    press(page, KEYS * (COUNT // len(KEYS)))
    expect(page.locator("#done")).to_have_text(f"{COUNT} gone through")
    page.wait_for_load_state("networkidle")
    assert len(asked(site, MARKS)) == len(marks) + COUNT

    page.reload()  # what can be undone is on the server
    for _ in range(COUNT):
        with page.expect_response("**/triage/undo/now/"):
            page.keyboard.press("z")
    page.wait_for_load_state("networkidle")
    assert asked(site, MARKS) == marks
    assert [(pk, sorted(str(found).split())) for pk, found in asked(site, labels)] == [
        (pk, sorted(str(found).split())) for pk, found in before
    ]
