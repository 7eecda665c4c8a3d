"""Pictures opened over the page they stand on: by keys alone, by touch alone, and by the browser's own buttons."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.sound import flaws
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

PICTURE = re.compile(r"/pictures/\d+/$")
# Names that two parts of the page have.
TWICE = """() => [...document.querySelectorAll("[id]")].map((part) => part.id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""


def made(visitor: Visitor, *prompts: str) -> Page:
    """The gallery with the pictures of these prompts."""
    for prompt in prompts:
        visitor.prompt(prompt)
    visitor.done(len(prompts))
    page = visitor.go("/gallery/")
    expect(page.locator(".wall > li")).to_have_count(4 * len(prompts))
    return page


def zoomed(page: Page) -> float:
    """How many times as large as whole the picture is."""
    return float(page.locator(".view").evaluate("(view) => view.style.getPropertyValue('--z') || 1"))


def place(page: Page) -> Locator:
    return page.locator("dialog #where")


def test_a_picture_is_opened_looked_at_and_judged_by_keys_alone(enter: Enter) -> None:
    alice = enter("alice")
    alice.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = made(alice, "lighthouse on a cliff --ar 3:2", "koi pond from above")
    press, tiles, dialog = page.keyboard.press, page.locator(".wall > li"), page.locator("dialog.light")
    tiles.first.locator("a").focus()
    press("Enter")
    expect(dialog).to_be_visible()
    expect(page).to_have_url(PICTURE)
    expect(place(page)).to_contain_text("1 of 4 · 1 of 8 in Gallery")

    # Leaf; nothing is loaded anew but the picture.
    page.evaluate("window.stays = true")
    press("ArrowRight")
    expect(place(page)).to_contain_text("2 of 4 · 2 of 8 in Gallery")
    press("j")
    press("k")
    press("ArrowLeft")
    expect(place(page)).to_contain_text("1 of 4")
    press("ArrowLeft")  # there is none
    for _step in range(5):
        press("j")
        page.wait_for_load_state("networkidle")
    expect(place(page)).to_contain_text("2 of 4 · 6 of 8 in Gallery")

    # Look closer: arrows move it then.
    press(" ")
    assert zoomed(page) > 1
    press("ArrowRight")
    expect(place(page)).to_contain_text("6 of 8")
    assert page.locator(".view").evaluate("(view) => view.style.getPropertyValue('--x')") != "0"
    press("+")
    press("-")
    press("0")
    assert zoomed(page) == 1

    # Judge, copy and act, all where one is.
    press("f")
    expect(page.locator("dialog #act-favourite")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("dialog .toast", has_text="1 picture marked.")).to_be_visible()
    press("4")
    expect(page.get_by_role("button", name="Grade 4")).to_have_attribute("aria-pressed", "true")
    expect(tiles.nth(5).locator(".said b")).to_have_text("4★")  # on the wall behind
    press("y")
    expect(page.locator("dialog .toast", has_text="Prompt copied")).to_be_visible()
    assert "lighthouse on a cliff" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Upscale picture 2").focus()
    press("Enter")
    expect(page.locator("dialog .toast", has_text="started")).to_be_visible()
    press("Delete")
    expect(page.locator("dialog .toast", has_text="1 picture deleted.")).to_be_visible()
    expect(place(page)).to_contain_text(re.compile(r"3 of 3 · (6 of 7|7 of 8)"))  # the upscaled one may be home
    expect(tiles).to_have_count(7)

    # The focus cannot leave, and comes back to the picture that was seen last.
    for _press in range(60):
        press("Tab")
        assert page.evaluate("!document.activeElement.closest('.app')")
    assert page.evaluate("window.stays")
    press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(f"{alice.address}/gallery/")
    expect(tiles.nth(5).locator("a")).to_be_focused()


def test_the_address_is_that_of_the_page_and_the_browsers_buttons_work(enter: Enter) -> None:
    alice = enter("alice")
    page = made(alice, "desert courtyard with arches --ar 4:5")
    tiles, dialog = page.locator(".wall > li"), page.locator("dialog.light")
    tiles.nth(1).locator("a").click()
    expect(place(page)).to_contain_text("2 of 4")
    page.keyboard.press("ArrowRight")
    expect(place(page)).to_contain_text("3 of 4")
    address = page.url
    page.go_back()
    expect(dialog).to_have_count(0)
    expect(tiles.nth(2).locator("a")).to_be_focused()
    page.go_forward()
    expect(place(page)).to_contain_text("3 of 4")
    page.reload()
    expect(page.locator("main.lightbox #where")).to_contain_text("3 of 4")
    assert page.url == address
    page.keyboard.press("ArrowRight")
    expect(page.locator("main.lightbox #where")).to_contain_text("4 of 4")
    page.go_back()
    expect(tiles).to_have_count(4)
    expect(page.locator(".lightbox")).to_have_count(0)


def test_ticked_pictures_stay_ticked_behind_it(enter: Enter) -> None:
    alice = enter("alice")
    page = made(alice, "birch forest in autumn light")
    page.locator(".wall > li a").nth(1).click()
    expect(page.locator("dialog.light")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.light")).to_have_count(0)
    page.locator(".wall > li input").first.check(force=True)
    page.locator(".wall > li a").nth(1).click()  # ticks, while something is ticked
    expect(page.locator("#picked")).to_have_text("2 selected")
    page.go_forward()
    expect(place(page)).to_contain_text("2 of 4")
    page.go_back()
    expect(page.locator("#picked")).to_have_text("2 selected")
    expect(page.locator(".wall > li input:checked")).to_have_count(2)


def test_the_pictures_of_a_job_open_over_the_feed(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("layered paper waves, gold edges")
    page = alice.page
    alice.done()
    page.locator(".strip a.open").nth(1).click()
    expect(place(page)).to_contain_text("2 of 4")
    page.locator("dialog").get_by_role("button", name="Vary picture 2").click()
    expect(page.locator("dialog .toast")).to_contain_text("started")
    page.keyboard.press("Escape")
    expect(alice.jobs).to_have_count(2)  # it has come in behind
    alice.done(2)


def test_a_name_stands_once_wherever_it_is_opened(enter: Enter) -> None:
    alice = enter("alice")
    job = alice.prompt("koi pond from above")
    alice.done()
    page = alice.page
    for path in ("/create/", str(job.locator("h3 a").get_attribute("href")), "/gallery/", "/explore/"):
        alice.go(path)
        page.locator(".wall > li > a, .strip a.open").first.click()
        expect(page.locator("dialog.light .view img")).to_be_visible()
        assert page.evaluate(TWICE) == [], path
        page.keyboard.press("Escape")
        expect(page.locator("dialog.light")).to_have_count(0)


def test_after_a_reload_the_browsers_buttons_still_lead_to_it(enter: Enter) -> None:
    alice = enter("alice")
    page = made(alice, "desert courtyard with arches")
    page.locator(".wall > li a").nth(1).click()
    expect(place(page)).to_contain_text("2 of 4")
    page.go_back()
    expect(page.locator("dialog.light")).to_have_count(0)
    page.reload()
    page.go_forward()
    expect(place(page)).to_contain_text("2 of 4")
    page.go_back()
    expect(page.locator("dialog.light")).to_have_count(0)
    expect(page.locator(".wall > li")).to_have_count(4)


def test_a_collection_goes_on_where_its_page_ends_in_its_own_order(enter: Enter) -> None:
    alice = enter("alice")
    page = made(alice, "birch forest in autumn light")
    page.locator(".wall > li a").first.focus()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Add to collection").click()
    page.get_by_label("New collection").fill("Harbour")
    page.locator("#pick-collect").get_by_role("button", name="Add").click()
    expect(page.locator(".toast", has_text="Harbour")).to_be_visible()
    alice.go("/collections/")
    page.get_by_role("link", name="Harbour").first.click()
    tiles = page.locator(".wall[data-order] > li")
    expect(tiles).to_have_count(4)
    tiles.first.locator("a").focus()
    with page.expect_response("**/move/"):
        page.keyboard.press("Alt+ArrowRight")
    order = [str(tile.get_attribute("id")).removeprefix("pic-") for tile in tiles.all()]
    # As if its page had but two.
    page.evaluate("document.querySelectorAll('.wall > li:nth-child(n + 3)').forEach((tile) => tile.remove())")
    tiles.first.locator("a").click()
    expect(place(page)).to_contain_text("1 of 4 in Harbour")
    for number in order[1:]:
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile(rf"/pictures/{number}/\?scope=c\d+$"))
    expect(place(page)).to_contain_text("4 of 4 in Harbour")
    # Further than the page behind has: closing leads to where it stands.
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"/collections/\d+/#pic-{order[3]}$"))
    expect(tiles).to_have_count(4)


# By touch -----------------------------------------------------------------------------------------------------------


class Fingers:
    """One finger or two on the page, as a touch screen tells of them."""

    def __init__(self, page: Page) -> None:
        self.page, self.session = page, page.context.new_cdp_session(page)

    def _send(self, kind: str, *points: tuple[float, float], at: float | None = None) -> None:
        where = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        moment = {} if at is None else {"timestamp": at}
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where, **moment})

    def draw(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self._send("touchStart", start)
        for part in range(1, 6):
            self._send("touchMove", tuple(a + (b - a) * part / 5 for a, b in zip(start, end, strict=True)))  # type: ignore[arg-type]  # two of them
        self._send("touchEnd")
        self.page.wait_for_timeout(400)  # as people do before they go on

    def spread(self, middle: tuple[float, float], before: float, after: float) -> None:
        """Two fingers beside one another, so far from the middle each."""
        (x, y), steps = middle, [before + (after - before) * part / 5 for part in range(6)]
        self._send("touchStart", (x - before, y), (x + before, y))
        for far in steps:
            self._send("touchMove", (x - far, y), (x + far, y))
        self._send("touchEnd")
        self.page.wait_for_timeout(400)

    def tap_twice(self, where: tuple[float, float], until: Locator) -> None:
        """Again where a tap was lost: on a busy machine a browser takes it for a long press."""
        for _try in range(5):
            begin = time.time()  # what passes between the taps is not told to the page
            for tap in range(2):
                self._send("touchStart", where, at=begin + tap / 8)
                self._send("touchEnd", at=begin + tap / 8 + 0.04)
            self.page.wait_for_timeout(400)
            if until.count():
                return
        expect(until).to_have_count(1)


def test_a_picture_is_opened_leafed_and_looked_at_by_touch_alone(enter: Enter) -> None:
    alice = enter("alice", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = made(alice, "a single dahlia, macro --ar 4:5")
    fingers, dialog = Fingers(page), page.locator("dialog.light")
    page.locator(".wall > li a").first.tap()
    expect(place(page)).to_contain_text("1 of 4")
    page.wait_for_timeout(400)  # while it grows out of its tile, a browser hears of no finger
    shown = page.locator("dialog .view img").bounding_box()
    assert shown is not None
    middle = (shown["x"] + shown["width"] / 2, shown["y"] + shown["height"] / 2)
    left, right = (60, middle[1]), (330, middle[1])

    fingers.draw(right, left)
    expect(place(page)).to_contain_text("2 of 4")
    fingers.draw(left, right)
    expect(place(page)).to_contain_text("1 of 4")

    fingers.tap_twice(middle, page.locator(".view[data-zoomed]"))
    fingers.draw(right, left)  # moves it now
    expect(place(page)).to_contain_text("1 of 4")
    fingers.tap_twice(middle, page.locator(".view:not([data-zoomed])"))
    fingers.spread(middle, 30, 90)
    expect(page.locator(".view[data-zoomed]")).to_be_visible()
    assert zoomed(page) > 2
    fingers.spread(middle, 120, 20)
    expect(page.locator(".view[data-zoomed]")).to_have_count(0)

    fingers.draw(middle, (middle[0], middle[1] + 200))
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(f"{alice.address}/gallery/")


# How it looks -------------------------------------------------------------------------------------------------------


def test_open_it_has_no_serious_finding_and_spills_nowhere(enter: Enter) -> None:
    alice = enter("alice")
    page = made(alice, "lighthouse on a cliff, gouache --ar 3:2 --no people, text, boats")
    page.locator(".wall > li a").first.click()
    expect(page.locator("dialog .view img")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert flaws(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog.light")).to_have_count(0)


def test_the_page_of_an_upscaled_picture_fits_a_small_phone(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("lighthouse on a cliff").get_by_role("button", name="Upscale picture 2", exact=True).click()
    alice.done(2)
    assert flaws(alice.go(str(alice.jobs.first.locator(".strip a.open").get_attribute("href")))) == []
