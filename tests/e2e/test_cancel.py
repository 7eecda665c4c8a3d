"""A waiting job that is canceled gives its credits back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from mjweb.trial import Trial
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser


def test_a_waiting_job_is_canceled_and_its_credits_return(site: Trial, enter: Enter) -> None:
    alice = enter("alice", allowance=20)
    with site.closed():
        job = alice.prompt("koi pond from above, ink")
        expect(job).to_have_attribute("data-state", "queued")
        expect(alice.page.locator("#cost")).to_contain_text("18 left")
        job.get_by_role("button", name="Cancel").click()
        expect(job).to_contain_text("2 credits returned")
        expect(alice.page.locator("#cost")).to_contain_text("20 left")
        # It stays so when the line moves again.
    later = alice.prompt("koi pond from above, gouache")
    expect(later).to_have_attribute("data-state", "done")
    expect(job).to_have_attribute("data-state", "canceled")
    assert alice.credits() == "18"
    ledger = alice.page.locator(".tbl tbody")
    expect(ledger.get_by_role("row").filter(has_text="koi pond from above, ink")).to_have_count(2)
    expect(ledger).to_contain_text("+2")
