"""The main job in a browser that runs no script."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter
from tests.e2e.visitor import PATIENCE

pytestmark = pytest.mark.browser


def test_the_main_job_needs_no_script(enter: Enter) -> None:
    alice = enter("alice", allowance=20, java_script_enabled=False)
    page = alice.page
    alice.box.fill("lighthouse in fog --ar 3:2")
    page.get_by_role("button", name="Create", exact=False).and_(page.locator("#create")).click()
    expect(page.locator(".toast")).to_contain_text("1 job in line")

    end = time.monotonic() + PATIENCE
    while page.locator("article.job[data-state=done]").count() == 0:
        assert time.monotonic() < end
        page.reload()
    assert len(alice.look(page.locator("article.job .strip img"))) == 4

    page.get_by_role("link", name="Gallery").first.click()
    expect(page.locator(".wall a")).to_have_count(4)
    page.locator(".wall a").first.click()
    expect(page.locator("main.lightbox .view img")).to_be_visible()
    page.get_by_role("link", name="Close, back to the gallery").click()
    page.get_by_role("link", name="Usage").first.click()
    expect(page.locator(".hero-num")).to_contain_text("18")


def test_a_refused_prompt_is_told_without_script(enter: Enter) -> None:
    alice = enter("alice", java_script_enabled=False)
    alice.forgiven = ("422",)
    alice.box.fill("lighthouse --ar 0:7")
    alice.page.locator("#create").click()
    expect(alice.page.locator("#problems")).to_contain_text("ratio")
    expect(alice.box).to_have_value("lighthouse --ar 0:7")
