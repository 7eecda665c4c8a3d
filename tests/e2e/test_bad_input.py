"""What cannot be asked for: a sentence beside the box, the draft as it was, and nothing charged."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser

BAD = {
    "": "prompt",
    "lighthouse " * 545 + "cliffs": "6001",  # 6,001 characters
    "lighthouse --ar 0:7": "ratio",
    "<script>alert(1)</script> --bogus 3": "--bogus",
}


def test_what_cannot_be_asked_for_costs_nothing_and_loses_nothing(enter: Enter) -> None:
    alice = enter("alice", allowance=50)
    # The server says no with 422, which a console notes.
    alice.forgiven = ("422",)
    for text, named in BAD.items():
        alice.box.fill(text)
        alice.page.locator("#create").click()
        problem = alice.page.locator("#problems p")
        expect(problem.first).to_be_visible()
        expect(problem.filter(has_text=named).first).to_be_visible()
        expect(alice.box).to_have_attribute("aria-invalid", "true")
        assert alice.box.input_value().strip() == text.strip()
    expect(alice.jobs).to_have_count(0)

    # The draft outlives the page as well.
    alice.has_draft("--bogus 3")
    alice.page.reload()
    expect(alice.box).to_have_value("<script>alert(1)</script> --bogus 3")
    assert alice.credits() == "50"


def test_a_prompt_that_costs_more_than_is_left_is_refused(enter: Enter) -> None:
    alice = enter("alice", allowance=3)
    alice.forgiven = ("422",)
    alice.box.fill("{cat, dog} asleep")
    expect(alice.page.locator("#cost")).to_contain_text("4 credits")
    alice.page.locator("#create").click()
    expect(alice.page.locator("#problems")).to_contain_text("4 credits needed, 3 left. Nothing was charged.")
    expect(alice.box).to_have_value("{cat, dog} asleep")
    expect(alice.jobs).to_have_count(0)
    assert alice.credits() == "3"
