"""What is done with finished pictures: upscale from the feed, then zoom out from the picture's own page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser


def test_a_tile_is_upscaled_and_its_picture_zoomed_out_from(enter: Enter) -> None:
    alice = enter("alice")
    grid = alice.prompt("lighthouse on a cliff, gouache --ar 3:2")
    alice.done()

    grid.get_by_role("button", name="Upscale picture 2", exact=True).click()
    expect(alice.page.locator(".toast", has_text="Upscale picture 2 started")).to_be_visible()
    alice.done(2)
    single = alice.jobs.first
    expect(single).to_have_attribute("data-size", "single")
    # The key that was used leads to its result.
    expect(grid.get_by_role("link", name="Upscale picture 2, done")).to_be_visible()

    # Over the feed: the picture stays, what is said of it is seen there, and the new job has come in behind.
    single.locator(".strip a.open").click()
    opened = alice.page.locator("dialog.light")
    expect(opened.locator(".view img")).to_be_visible()
    [(width, height, upscaled)] = alice.look(opened.locator(".view img"))
    opened.get_by_role("button", name="Zoom out 2×", exact=False).click()
    expect(opened.locator(".toast", has_text="Zoom out 2× started")).to_be_visible()
    alice.page.keyboard.press("Escape")
    expect(alice.page).to_have_url(f"{alice.address}/create/")
    alice.done(3)
    expect(alice.jobs.first).to_contain_text("Zoom out 2×")
    wider = alice.look(alice.jobs.first.locator(".strip img"))
    assert len(wider) == 4
    for new_width, new_height, _ in wider:
        assert abs(new_width / new_height - width / height) < 0.05
    assert upscaled not in {digest for _, _, digest in wider}
    alice.jobs.first.locator(".strip a.open").first.click()
    came_from = alice.page.get_by_role("navigation", name="Related pictures")
    expect(came_from.get_by_role("heading", name="Where it came from")).to_be_visible()


def test_an_action_on_the_page_of_a_picture_stays_there(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("lighthouse on a cliff, gouache")
    page = alice.go(str(alice.done().locator(".strip a.open").first.get_attribute("href")))
    address = page.url
    page.get_by_role("button", name="Upscale picture 1", exact=False).click()
    expect(page.locator(".toast", has_text="Upscale picture 1 started")).to_be_visible()
    assert page.url == address
    alice.go("/create/")
    alice.done(2)


def test_a_tall_picture_is_held_by_its_stage(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("birch forest in autumn light --ar 1:2")
    page = alice.go(str(alice.done(1).first.locator(".strip a.open").first.get_attribute("href")))
    for width in (1440, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        picture, film = (page.locator(part).bounding_box() for part in (".view img", ".film"))
        assert picture is not None
        assert film is not None
        assert picture["y"] + picture["height"] <= film["y"] + 1, width
        assert abs(picture["width"] / picture["height"] - 1 / 2) < 0.05, width
