"""What Create weighs with a page full of jobs, as it is sent."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Response

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser

# Bytes after gzip, headers not counted. Pages themselves leave the site plain; a server before it may pack them.
BUDGET = {"document": 14_000, "stylesheet": 16_000, "script": 30_000}


def test_create_with_twelve_jobs_keeps_to_its_weight(enter: Enter) -> None:
    alice = enter("alice")
    alice.box.fill(
        "{lighthouse, courtyard, dahlia, koi pond} in {fog, dusk light, gouache print}, wide and quiet --ar 3:2"
    )
    alice.page.locator("#create").click()
    alice.page.get_by_role("dialog").get_by_role("button", name="Create 12").click()
    alice.done(12)

    answers: list[Response] = []
    alice.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the handler
    # Nothing comes from a cache, as on a first visit.
    alice.page.context.new_cdp_session(alice.page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    alice.page.reload()
    alice.page.wait_for_load_state("load")
    assert alice.jobs.count() == 12
    weight = dict.fromkeys(BUDGET, 0)
    for answer in answers:
        kind = answer.request.resource_type
        if kind == "document":
            weight[kind] += len(gzip.compress(answer.body()))
        elif kind in weight:
            assert answer.header_value("content-encoding"), answer.url
            weight[kind] += int(answer.header_value("content-length") or 0)
    assert all(weight.values()), weight
    assert {kind: size for kind, size in weight.items() if size > BUDGET[kind]} == {}
