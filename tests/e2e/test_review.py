"""A client reviews a picture by keys alone, while its maker watches."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Enter
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_pin_is_placed_by_keys_and_the_maker_sees_it(enter: Enter, browser: Browser) -> None:
    alice = enter("alice")
    alice.prompt("lighthouse in fog --ar 3:2")
    alice.done().locator(".strip a.open").first.click()
    page = alice.page
    page.get_by_role("link", name="Share").click()
    page.get_by_label("Title").fill("Autumn")
    page.get_by_label("Ask for a review").check()
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Address of the link").input_value()
    page.get_by_role("link", name="Review of picture 1").click()

    nora = Visitor.open(browser, alice.address)
    keys = nora.page.keyboard
    nora.go(f"{address}1/")
    nora.page.get_by_label("Your name").fill("Nora")
    keys.press("Enter")
    expect(nora.page.get_by_label("Your comment")).to_be_visible()
    keys.press("p")
    expect(nora.page.locator("#pin-new")).to_be_focused()
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "ArrowUp"):
        keys.press(key)
    keys.press("Enter")
    keys.type("Lower the horizon")
    for key in ("Tab", "Tab", "Enter"):
        keys.press(key)
    expect(nora.page.locator(".pins li")).to_have_attribute("style", "--x:600;--y:490")
    expect(nora.page.get_by_label("Your comment")).to_have_value("")
    keys.press("a")
    expect(nora.page.get_by_role("button", name="Approve")).to_have_attribute("aria-pressed", "true")
    # Without a press: the page asks by itself.
    expect(page.locator(".pins li")).to_have_attribute("style", "--x:600;--y:490")
    expect(page.locator("#said")).to_contain_text("Lower the horizon")
    expect(page.locator(".verdicts")).to_contain_text("Approved Nora")
    nora.close()
