"""Signed out elsewhere, and without a connection: the page says so, and the draft survives."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser

DRAFT = "nebula mirrored in a black mountain lake"


def test_a_page_says_that_its_person_signed_out_elsewhere_and_keeps_the_draft(enter: Enter) -> None:
    alice = enter("alice")
    alice.forgiven = ("403",)
    alice.box.fill(DRAFT)
    alice.has_draft(DRAFT)

    tab = alice.page.context.new_page()
    tab.goto("/account/")
    tab.get_by_role("button", name="Sign out").click()
    expect(tab).to_have_url(f"{alice.address}/login/")

    alice.page.locator("#create").click()
    dialog = alice.page.get_by_role("dialog", name="You are signed out")
    expect(dialog).to_be_visible()
    expect(alice.box).to_have_value(DRAFT)
    expect(dialog.get_by_role("link", name="Sign in")).to_be_visible()
    alice.has_draft(DRAFT)


def test_a_page_says_that_it_is_offline_and_goes_on_when_it_is_not(enter: Enter) -> None:
    alice = enter("alice")
    alice.forgiven = ("ERR_INTERNET_DISCONNECTED",)
    banner = alice.page.locator("#offline")
    expect(banner).to_be_hidden()
    alice.page.context.set_offline(True)
    expect(banner).to_contain_text("You are offline.")
    alice.box.fill(DRAFT)
    alice.page.context.set_offline(False)
    expect(banner).to_be_hidden()
    alice.page.locator("#create").click()
    expect(alice.jobs).to_have_count(1)
