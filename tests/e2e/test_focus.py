"""Where the focus is after the page has changed under it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from mjweb.trial import Trial
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser


def test_the_list_of_prompts_keeps_the_focus_when_its_price_comes_anew(enter: Enter) -> None:
    alice = enter("alice")
    alice.box.fill("a pier in {fog, rain}")
    summary = alice.page.locator("#perm-sum")
    expect(summary).to_contain_text("2 prompts")
    with alice.page.expect_response("**/create/quote/"):
        summary.focus()
        alice.page.keyboard.press("Enter")
        alice.page.evaluate("htmx.trigger('#quoter', 'quote')")
    expect(alice.page.locator("#perm")).to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_a_parameter_out_of_range_has_the_focus_and_a_mark(enter: Enter) -> None:
    alice = enter("alice")
    alice.forgiven = ("422",)
    alice.box.fill("a pier --c 20 --s 4000")
    alice.box.press("Control+Enter")
    expect(alice.page.locator("#problems")).to_contain_text("Stylize goes from 0 to 1000.")
    # No chip can hold the value: it stands in the words, and there the focus is.
    expect(alice.box).to_be_focused()
    alice.page.evaluate("document.querySelector('[name=s]').value = 250")
    alice.box.dispatch_event("change")
    alice.box.press("Control+Enter")
    chip = alice.page.locator("#chip-s")
    expect(chip).to_be_focused()
    expect(chip).to_have_attribute("aria-invalid", "true")


def test_a_key_of_a_job_keeps_the_focus_while_the_job_goes_on(site: Trial, enter: Enter) -> None:
    alice = enter("alice")
    with site.closed():
        job = alice.prompt("layered paper waves, gold edges")
        cancel = job.get_by_role("button", name="Cancel")
        cancel.focus()
    # Another speed or state may write the button anew; with the job done it is gone, and the job has the focus.
    expect(job).to_have_attribute("data-state", "done")
    expect(job).to_be_focused()


def test_a_question_moves_nothing_behind_it(enter: Enter) -> None:
    alice = enter("alice")
    alice.box.fill("{a, b, c} in {fog, rain, snow}")
    alice.page.locator("#create").focus()
    before = alice.page.locator("#create").bounding_box()
    alice.page.keyboard.press("Enter")
    dialog = alice.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    after = alice.page.locator("#create").bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] + after["width"] == before["x"] + before["width"]
    alice.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(alice.page.locator("#create")).to_be_focused()


def test_the_list_of_keys_opens_anywhere_and_closes_before_the_page_does(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("koi pond from above")
    picture = str(alice.done().locator(".strip a.open").first.get_attribute("href"))
    keys = alice.page.get_by_role("dialog", name="Keyboard")
    for path in ("/create/", "/gallery/", "/usage/", "/account/", picture):
        alice.go(path)
        alice.page.keyboard.press("?")
        expect(keys).to_be_visible()
        alice.page.keyboard.press("Escape")
        expect(keys).to_be_hidden()
        assert alice.page.url == f"{alice.address}{path}"


def test_small_rows_stay_small(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("koi pond from above")
    strip = alice.done().locator(".strip")
    large = strip.bounding_box()
    alice.page.get_by_role("button", name="View options").click()
    alice.page.get_by_text("Small rows").click()
    alice.page.reload()
    small = strip.bounding_box()
    assert large is not None
    assert small is not None
    assert small["height"] < large["height"] * 0.7
