"""Pages of people who choose their colours themselves, or want nothing to move."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from mjweb.trial import Trial
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser


def test_what_is_chosen_shows_in_forced_colours(enter: Enter) -> None:
    alice = enter("alice", forced_colors="active")
    speed = alice.page.locator("#speed label")
    chosen, other = speed.filter(has=alice.page.locator(":checked")), speed.filter(has_text="Turbo")
    expect(chosen).to_have_css("outline-style", "solid")
    expect(other).to_have_css("outline-style", "none")
    expect(alice.page.locator(".rail [aria-current]")).to_have_css("border-top-style", "solid")


def test_bars_of_a_chart_keep_their_colours_in_forced_colours(enter: Enter) -> None:
    alice = enter("alice", forced_colors="active")
    alice.prompt("koi pond from above")
    alice.done()
    bar = alice.go("/usage/").locator(".plot .now i")
    canvas = alice.page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
    expect(bar).not_to_have_css("background-color", str(canvas))


def test_nothing_moves_for_those_who_want_it_still(site: Trial, enter: Enter) -> None:
    alice = enter("alice", reduced_motion="reduce")
    with site.closed():
        alice.prompt("koi pond from above")
        expect(alice.jobs.first).to_have_attribute("data-state", "queued")
        assert alice.page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0
        alice.page.emulate_media(reduced_motion="no-preference")
        assert alice.page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") > 0
