"""Choosing among pictures with the keyboard alone: ticked, marked, undone, thrown away and brought back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from mjweb.trial import Trial
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser


def said(page: Page, sentence: str) -> None:
    expect(page.locator(".toast", has_text=sentence).last).to_be_visible()


def test_pictures_are_chosen_with_keys_alone(site: Trial, enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("lighthouse on a cliff --ar 3:2")
    alice.done()
    page = alice.go("/gallery/")
    tiles = page.locator(".wall > li")
    tiles.first.locator("a").focus()
    page.keyboard.press("x")
    expect(page.locator("#picked")).to_have_text("1 selected")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#picked")).to_have_text("3 selected")

    page.keyboard.press("f")
    said(page, "3 pictures marked.")
    expect(page.locator(".wall .said .fav")).to_have_count(3)
    expect(page.locator("#picked")).to_have_text("3 selected")  # the tiles are new, the ticks stay
    page.keyboard.press("4")
    expect(page.locator(".wall .said b", has_text="4★")).to_have_count(3)
    page.keyboard.press("z")
    expect(page.locator(".wall .said b")).to_have_count(0)

    page.locator("[popovertarget=pick-collect]").focus()
    page.keyboard.press("Enter")
    page.get_by_label("New collection").fill("Cliffs")
    page.keyboard.press("Enter")
    said(page, "3 pictures added to “Cliffs”.")
    page.keyboard.press("z")
    said(page, "Undone: 3 pictures added to “Cliffs”.")

    page.keyboard.press("Escape")
    expect(page.locator(".selbar")).to_be_hidden()
    tiles.last.locator("a").focus()
    page.keyboard.press("Delete")
    said(page, "1 picture deleted.")
    expect(tiles).to_have_count(3)
    page.reload()
    expect(tiles).to_have_count(3)
    page.keyboard.press("z")  # also after a reload
    expect(tiles).to_have_count(4)

    page.goto("/gallery/?q=is:fav")
    expect(tiles).to_have_count(3)
    page.locator("#search").focus()
    page.keyboard.press("Backspace")  # takes the token away
    expect(tiles).to_have_count(4)
