"""A prompt taken from a job and changed: found in its family, and held beside what it came from."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser

LOOKS = """(images) => images.map((image) => {
    const { scale, translate } = getComputedStyle(image);
    return `${scale} ${translate}`;
})"""


def test_a_remix_is_found_in_its_family_and_compared(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("lighthouse at dusk, gouache --ar 3:2")
    alice.done(1)
    page = alice.page
    uid = str(page.locator("article.job h3 a").get_attribute("href")).split("/")[2]
    alice.go(f"/create/?prompt={uid}")
    alice.prompt("lighthouse in fog, gouache --ar 3:2")
    page.goto(str(alice.done(2).first.locator(".strip a.open").first.get_attribute("href")))

    page.keyboard.press("t")
    expect(page.locator("main ins")).to_have_text("came: in fog")
    expect(page.locator("[data-here]")).to_contain_text("Remix")
    page.get_by_role("link", name="Compare with where it came from").click()

    expect(page.locator("#compare img")).to_have_count(5)
    for key in ("+", "+", "ArrowLeft", "-"):
        page.keyboard.press(key)
    looks = page.locator("#compare img").evaluate_all(LOOKS)
    assert len(set(looks)) == 1
    assert looks[0].startswith("1.5 ")
    page.keyboard.press("0")
    expect(page.locator("#compare-zoom")).to_have_text("100 %")
