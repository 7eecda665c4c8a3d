"""Defaults of the prompt bar: saved from its settings, there on the next visit, used by the next job, forgotten."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser


def test_the_bar_begins_as_its_person_has_saved_it(enter: Enter) -> None:
    alice = enter("alice")
    page = alice.page
    page.goto("/create/")
    page.get_by_role("textbox", name="Prompt").fill("a quiet harbour --s 250 ")
    chip = page.locator("#chip-s")
    expect(chip).to_have_text("Stylize250")
    expect(chip).not_to_have_class("chip default")
    page.locator("#all-settings").click()
    page.get_by_role("button", name="Save as my defaults").click()
    expect(page.locator("#announce")).to_have_text("Your prompt bar begins like this from now on")
    expect(chip).to_have_class("chip default")
    # Another browser of hers knows nothing of the draft.
    page.evaluate("localStorage.clear()")
    page.goto("/create/")
    expect(page.get_by_role("textbox", name="Prompt")).to_have_value("")
    expect(chip).to_have_class("chip default")
    page.get_by_role("textbox", name="Prompt").fill("a lighthouse")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article").first).to_contain_text("250")
    page.goto("/account/defaults/")
    page.get_by_role("button", name="Forget my defaults").click()
    page.goto("/create/")
    expect(chip).to_be_hidden()


def test_a_press_beside_a_parameter_just_typed_is_not_lost(enter: Enter) -> None:
    page = enter("alice").page
    page.goto("/create/")
    page.get_by_role("textbox", name="Prompt").fill("a harbour --ar 3:2 --s 250 --no text, people")
    page.locator("#all-settings").click()
    expect(page.locator("#set-pop")).to_be_visible()
    expect(page.locator("#chip-no")).to_contain_text("text, people")
