"""The whole way without a pointer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser

# What a page has to be reached by Tab, in the order of its source; of a group of radio buttons one is.
CONTROLS = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const groups = new Set();
  const found = [...document.querySelectorAll(all)].filter((one) => {
    if (one.disabled || !one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== "radio") return true;
    return !groups.has(one.name) && groups.add(one.name);
  });
  window.controls = found;
  return found.length;
}"""
# Which of them has the focus, and whether an outline shows it, round itself or its label.
FOCUSED = """() => {
  const one = document.activeElement;
  const at = window.controls.findIndex((known) => known === one || (one.type === "radio" && known.name === one.name));
  const marked = (part) => part && getComputedStyle(part).outlineStyle !== "none";
  const label = one.labels?.[0];
  return [at, [one, label, label?.querySelector("span, svg")].some(marked), one.outerHTML.slice(0, 120)];
}"""
PAGES = (
    *("/team/members/", "/team/invitations/", "/team/roles/", "/team/quotas/", "/team/projects/", "/team/audit/"),
    *("/team/settings/", "/team/leaving/", "/team/new/", "/account/", "/account/security/", "/account/keys/"),
    *("/account/notifications/", "/sessions/", "/password/set/", "/email/", "/2fa/totp/activate/", "/usage/more/"),
    *("/account/defaults/", "/usage/", "/usage/team/", "/usage/ledger/", "/usage/team/ledger/", "/usage/prices/"),
    *(
        "/ops/prices/",
        "/ops/queue/",
        "/ops/queue/intake/pause/",
        "/ops/queue/upstreams/new/",
        "/ops/queue/upstreams/1/",
        "/ops/health/",
    ),
)


def test_everything_goes_by_keys_alone(enter: Enter) -> None:
    alice = enter("alice")
    page, press = alice.page, alice.page.keyboard.press
    press("/")
    expect(alice.box).to_be_focused()
    page.keyboard.type("desert dunes under a low sun")
    press("Control+Enter")
    expect(alice.jobs).to_have_count(1)
    page.keyboard.type("layered paper waves, gold edges")
    press("Control+Enter")
    alice.done(2)

    # Out of the box and through the feed.
    newest, oldest = (page.locator(f"[id='{job.get_attribute('id')}']") for job in alice.jobs.all())
    page.evaluate("document.activeElement.blur()")
    press("j")
    expect(newest).to_be_focused()
    press("j")
    expect(oldest).to_be_focused()
    press("k")
    expect(newest).to_be_focused()
    press("u")
    press("1")
    alice.done(3)
    expect(newest.get_by_role("link", name="Upscale picture 1, done")).to_be_visible()

    # Open a picture over the feed, leaf, act, and come back.
    first = newest.locator(".strip a.open").first
    first.focus()
    press("Enter")
    opened = page.locator("dialog.light")
    expect(opened.locator(".view img")).to_be_visible()
    heading = opened.get_by_role("heading", level=1)
    expect(heading).to_contain_text("1 of 4")
    press("ArrowRight")
    expect(heading).to_contain_text("2 of 4")
    press("ArrowLeft")
    expect(heading).to_contain_text("1 of 4")
    opened.get_by_role("button", name="Vary picture 1").focus()
    press("Enter")
    expect(opened.locator(".toast", has_text="Vary picture 1 started")).to_be_visible()
    press("Escape")
    expect(opened).to_have_count(0)
    expect(first).to_be_focused()
    alice.done(4)


def test_earlier_prompts_come_back_by_the_arrow(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("koi pond from above --ar 3:2")
    alice.page.reload()
    alice.box.fill("")
    alice.box.press("ArrowUp")
    expect(alice.box).to_have_value("koi pond from above")
    expect(alice.page.locator("#chip-ar")).to_have_text("3:2")


def test_every_control_of_account_team_and_usage_is_reached_in_order_and_seen(enter: Enter) -> None:
    olga = enter("olga", "--owner")
    lost = []
    for path in PAGES:
        page = olga.go(path)
        count = page.evaluate(CONTROLS)
        page.evaluate("document.activeElement.blur()")
        reached: list[int] = []
        for _press in range(3 * count):
            page.keyboard.press("Tab")
            at, seen, markup = page.evaluate(FOCUSED)
            if reached[-1:] == [at]:
                continue  # a date has several places inside
            reached.append(at)
            if not seen:
                lost.append(f"{path} no mark: {markup}")
            if at == count - 1:
                break
        if reached != list(range(count)):
            lost.append(f"{path} {reached}")
    assert lost == []


def test_the_actions_of_a_member_open_and_close_by_keys(enter: Enter) -> None:
    odile = enter("odile", "--owner")
    page = odile.go("/team/members/")
    button = page.get_by_role("button", name=re.compile("^Actions for")).last
    button.focus()
    page.keyboard.press("Enter")
    actions = page.get_by_role("dialog", name=re.compile("^Actions for"))
    expect(actions).to_be_visible()
    page.keyboard.press("Tab")
    expect(actions.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(actions).to_be_hidden()
    expect(button).to_be_focused()
