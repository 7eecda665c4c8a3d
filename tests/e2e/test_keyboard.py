"""The whole way without a pointer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser


def test_everything_goes_by_keys_alone(enter: Enter) -> None:
    alice = enter("alice")
    page, press = alice.page, alice.page.keyboard.press
    press("/")
    expect(alice.box).to_be_focused()
    page.keyboard.type("desert dunes under a low sun")
    press("Control+Enter")
    expect(alice.jobs).to_have_count(1)
    page.keyboard.type("layered paper waves, gold edges")
    press("Control+Enter")
    alice.done(2)

    # Out of the box and through the feed.
    newest, oldest = (page.locator(f"[id='{job.get_attribute('id')}']") for job in alice.jobs.all())
    page.evaluate("document.activeElement.blur()")
    press("j")
    expect(newest).to_be_focused()
    press("j")
    expect(oldest).to_be_focused()
    press("k")
    expect(newest).to_be_focused()
    press("u")
    press("1")
    alice.done(3)
    expect(newest.get_by_role("link", name="Upscale picture 1, done")).to_be_visible()

    # Open a picture, leaf, and come back.
    newest.locator(".strip a.open").first.focus()
    press("Enter")
    view = page.locator("main.lightbox .view img")
    expect(view).to_be_visible()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("1 of 4")
    press("ArrowRight")
    expect(heading).to_have_text("2 of 4")
    press("ArrowLeft")
    expect(heading).to_have_text("1 of 4")
    press("Escape")
    expect(page.locator(".wall")).to_be_visible()


def test_earlier_prompts_come_back_by_the_arrow(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("koi pond from above --ar 3:2")
    alice.page.reload()
    alice.box.fill("")
    alice.box.press("ArrowUp")
    expect(alice.box).to_have_value("koi pond from above")
    expect(alice.page.locator("#chip-ar")).to_have_text("3:2")
