"""Inviting, coming in by the mail in another browser, and signing in by a passkey afterwards."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from mjweb.trial import Trial
from tests.e2e.conftest import Enter
from tests.e2e.visitor import Visitor
from tests.mjweb.accounts.mailbox import Mailbox

pytestmark = pytest.mark.browser
PASSWORD = "heron over grey water"


def newcomer(site: Trial, browser: Browser, **context: object) -> Visitor:
    """Somebody with a browser of their own who has never been here."""
    return Visitor.open(browser, site.address, **context)


def link_for(mailbox: Mailbox, email: str) -> str:
    """The link in the mail that came for this address."""
    found = re.search(r"http://localhost:\d+(/signup/\S+)", mailbox.text_for(email))
    assert found is not None
    return found[1]


def test_somebody_is_invited_comes_in_by_the_mail_and_prompts(
    site: Trial, browser: Browser, mailbox: Mailbox, enter: Enter
) -> None:
    olive = enter("olive", "--team", "Team olive", "--owner")
    page = olive.go("/team/invitations/")
    page.get_by_label("Email addresses").fill(f"dora.mail@example.org, {olive.email}, nobody")
    page.locator("#id_allowance").fill("20")
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_text("New account")).to_be_visible()
    expect(page.get_by_text("Already in the team")).to_be_visible()
    expect(page.get_by_text("Not an address")).to_be_visible()
    page.get_by_role("button", name="Send 1 invitation").click()
    expect(page.locator(".toast")).to_contain_text("Invitation sent to dora.mail@example.org")
    expect(page.get_by_text("Expires in 7 days")).to_be_visible()

    dora = newcomer(site, browser)
    dora.go(link_for(mailbox, "dora.mail@example.org"))
    expect(dora.page.get_by_role("heading", name="Join Team olive.")).to_be_visible()
    dora.page.get_by_label("Name").fill("Dora Dyer")
    dora.page.get_by_label("Password").fill(PASSWORD)
    dora.page.get_by_role("button", name="Make an account and join").click()
    expect(dora.page).to_have_url(f"{dora.address}/create/")
    dora.prompt("lighthouse on a cliff, gouache --ar 3:2")
    dora.done()
    assert dora.credits() == "18"

    page = olive.go("/account/notifications/")
    expect(page.get_by_text("Dora Dyer accepted your invitation to Team olive.", exact=True)).to_be_visible()
    expect(page.locator("a.me").first).to_contain_text("1")
    page.get_by_role("button", name="Mark all read").click()
    expect(page.locator("a.me .live")).to_have_count(0)
    dora.close()


def test_a_link_that_is_copied_asks_for_a_code(site: Trial, browser: Browser, mailbox: Mailbox, enter: Enter) -> None:
    piper = enter("piper", "--team", "Team piper", "--owner", java_script_enabled=False)
    page = piper.go("/team/invitations/")
    page.get_by_role("button", name="Make a link").click()
    page.locator(".invited summary").click()
    link = page.get_by_label("Link of Link for anyone").input_value()

    erin = newcomer(site, browser, java_script_enabled=False)
    erin.go(link)
    erin.page.get_by_label("Email").fill("erin.link@example.org")
    erin.page.get_by_role("button", name="Send a code").click()
    code = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)\s*$", mailbox.text_for("erin.link@example.org"), re.MULTILINE)
    assert code is not None
    erin.page.get_by_label("Code").fill(code[1])
    erin.page.get_by_label("Name").fill("Erin East")
    erin.page.get_by_label("Password").fill(PASSWORD)
    erin.page.get_by_role("button", name="Make an account and join").click()
    expect(erin.page).to_have_url(f"{erin.address}/create/")

    fay = newcomer(site, browser)
    fay.forgiven = ("410",)
    fay.go(link)
    expect(fay.page.get_by_role("heading", name="This invitation is used up.")).to_be_visible()
    for visitor in (erin, fay):
        visitor.close()


def test_an_invitation_is_revoked_and_that_is_undone(enter: Enter) -> None:
    quinn = enter("quinn", "--team", "Team quinn", "--owner")
    page = quinn.go("/team/invitations/")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Revoke : Link for anyone").click()
    expect(page.locator(".invited")).to_have_count(0)
    page.get_by_role("button", name="Undo : Link for anyone").click()
    expect(page.locator(".invited tbody tr")).to_have_count(1)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link : Link for anyone").click()
    assert "/signup/" in page.evaluate("navigator.clipboard.readText()")


def test_a_passkey_is_added_and_signs_in(enter: Enter) -> None:
    alice = enter("alice")
    authenticator = alice.page.context.new_cdp_session(alice.page)
    authenticator.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page = alice.go("/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page).not_to_have_url(re.compile("/webauthn/add/"))
    alice.go("/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/login/"))
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{alice.address}/create/")


def test_the_admin_opens_with_a_passkey_and_works_under_the_policy(enter: Enter) -> None:
    rosa = enter("rosa", "--team", "Team rosa", "--owner")
    rosa.forgiven = ("404",)
    page = rosa.go("/ops/admin/")
    expect(page.get_by_role("heading", name="That page is not here")).to_be_visible()
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    rosa.go("/2fa/webauthn/add/")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page).not_to_have_url(re.compile("/webauthn/add/"))
    rosa.go("/account/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{rosa.address}/create/")

    rosa.go("/ops/admin/")
    expect(page.get_by_role("heading", name="What is kept")).to_be_visible()
    page.get_by_role("link", name="People", exact=True).click()
    page.locator("#searchbar").fill(rosa.email)
    page.locator("#searchbar").press("Enter")
    page.get_by_role("link", name=re.compile(r"^\d+$")).first.click()
    page.get_by_label("Unfinished jobs by the API").fill("5")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Rosa")
    assert page.locator("#header").evaluate("(one) => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
