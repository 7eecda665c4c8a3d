"""From an invitation to the last credit, and past it: asked for, given by one press, and spent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from mjweb.trial import Trial
from tests.e2e.conftest import Enter
from tests.e2e.test_invitations import PASSWORD, link_for, newcomer
from tests.mjweb.accounts.mailbox import Mailbox

pytestmark = pytest.mark.browser


def test_somebody_is_invited_runs_out_asks_for_more_and_goes_on(
    site: Trial, browser: Browser, mailbox: Mailbox, enter: Enter
) -> None:
    orla = enter("orla", "--team", "Team orla", "--owner")
    page = orla.go("/team/invitations/")
    page.get_by_label("Email addresses").fill("milo@example.org")
    page.locator("#id_allowance").fill("4")
    page.get_by_role("button", name="Look at the list").click()
    page.get_by_role("button", name="Send 1 invitation").click()
    expect(page.locator(".toast")).to_contain_text("Invitation sent to milo@example.org")

    milo = newcomer(site, browser)
    milo.forgiven = ("422",)  # the refusal
    milo.go(link_for(mailbox, "milo@example.org"))
    milo.page.get_by_label("Name").fill("Milo Moor")
    milo.page.get_by_label("Password").fill(PASSWORD)
    milo.page.get_by_role("button", name="Make an account and join").click()
    expect(milo.page).to_have_url(f"{milo.address}/create/")

    # All of it at once, which is asked about.
    milo.box.fill("heron over grey water --turbo")
    milo.page.locator("#create").click()
    milo.page.get_by_role("dialog").get_by_role("button", name="Create").click()
    milo.done()

    # One more, which does not fit.
    milo.box.fill("reeds in the rain --relax")
    milo.page.locator("#create").click()
    refusal = milo.page.get_by_text("1 credit needed, 0 left. Nothing was charged. Your quota resets on")
    expect(refusal).to_contain_text("Nothing of it fits until then.")
    milo.page.get_by_role("link", name="Ask for more").first.click()
    expect(milo.page).to_have_url(re.compile("/usage/more/"))
    milo.page.get_by_label("What it is for").fill("The cover is not done yet.")
    milo.page.get_by_role("button", name="Ask", exact=True).click()
    expect(milo.page.locator(".toast")).to_contain_text("Asked in Team orla.")

    # One press of the owner.
    page = orla.go("/account/notifications/")
    expect(page.get_by_text("The cover is not done yet.").first).to_be_visible()
    orla.go("/team/quotas/")
    expect(page.get_by_text("The cover is not done yet.")).to_be_visible()
    page.get_by_role("button", name="Give Milo Moor more").click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.get_by_text("The cover is not done yet.")).to_have_count(0)

    assert milo.credits() == "10"
    milo.go("/create/")
    milo.prompt("reeds in the rain --relax")
    milo.done(2)
    assert milo.credits() == "9"
    milo.close()
