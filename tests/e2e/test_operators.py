"""An operator at work: a pause that people read, a list that goes on by itself, and presses that need no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser

# Whether the page asks for news when it is time to.
ASKS = """() => {
  let asks = false;
  document.addEventListener("htmx:beforeSend", () => (asks = true), { once: true });
  htmx.trigger("#pulse", "wake");
  return asks;
}"""


def test_a_pause_is_read_by_who_waits_and_the_queue_follows_by_itself(enter: Enter) -> None:
    olga, alice = enter("olga", "--owner"), enter("alice")
    olga.go("/ops/queue/").get_by_role("link", name="Pause first").click()
    olga.page.get_by_label("Why").fill("We move")
    olga.page.get_by_role("button", name="Pause").click()
    try:
        queue = olga.go(f"/ops/queue/?who={alice.email}")
        expect(queue.get_by_text("No such job")).to_be_visible()
        card = alice.prompt("a lighthouse")
        why = "is paused until further notice: We move."
        expect(card.get_by_text(why)).to_be_visible()
        row = queue.locator("table.queue tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text(f"first {why}")
        # Something is ticked: nothing moves until it no longer is.
        row.get_by_role("checkbox").check()
        queue.mouse.move(0, 0)
        alice.prompt("a heron")
        assert queue.evaluate(ASKS) is False
        expect(row).to_have_count(1)
        row.get_by_role("checkbox").uncheck()
        queue.evaluate("document.activeElement.blur()")
        queue.mouse.move(0, 0)
        assert queue.evaluate(ASKS) is True
        expect(row).to_have_count(2)
        row.last.get_by_role("button", name="Cancel").click()
        expect(queue.get_by_text("2 credits returned.")).to_be_visible()
    finally:
        olga.go("/ops/queue/").get_by_role("button", name="Resume first").click()
    alice.done(1)


def test_the_queue_needs_no_script(enter: Enter) -> None:
    alice = enter("alice")
    otto = enter("otto", "--owner", java_script_enabled=False)
    otto.go("/ops/queue/intake/pause/").get_by_label("Why").fill("We move")
    otto.page.get_by_role("button", name="Pause").click()
    try:
        alice.forgiven = ("422",)
        alice.box.fill("a lighthouse")
        alice.page.locator("#create").click()
        expect(alice.page.get_by_text("No new jobs are taken until further notice: We move.").first).to_be_visible()
    finally:
        otto.page.get_by_role("button", name="Take new jobs again").click()
    expect(otto.page.get_by_text("New jobs are taken again")).to_be_visible()
