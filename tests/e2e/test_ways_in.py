"""The ways in that bring pictures: blend, describe, and a region painted anew; with script and without."""

from __future__ import annotations

import base64
import io
import re
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.visitor import PATIENCE, Visitor

pytestmark = pytest.mark.browser

# Gives the page files as the clipboard or a drag does.
GIVE = """([event, content, name]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  data.items.add(new File([bytes], name, { type: "image/png" }));
  const options = { bubbles: true, cancelable: true };
  document.body.dispatchEvent(event === "paste"
    ? new ClipboardEvent(event, { ...options, clipboardData: data })
    : new DragEvent(event, { ...options, dataTransfer: data }));
}"""


def photo(colour: str, size: tuple[int, int] = (300, 200)) -> bytes:
    image = Image.new("RGB", size, "ivory")
    ImageDraw.Draw(image).ellipse((60, 30, 200, 170), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def files(*colours: str) -> list[FilePayload]:
    return [{"name": f"{colour}.png", "mimeType": "image/png", "buffer": photo(colour)} for colour in colours]


def give(visitor: Visitor, event: str, colour: str) -> None:
    visitor.page.evaluate(GIVE, [event, base64.b64encode(photo(colour)).decode(), f"{colour}.png"])


def shown(visitor: Visitor) -> Locator:
    """The pictures in the tray that its script has taken over: of what the server shows before, nothing is kept yet."""
    return visitor.page.locator("#tray li:has(button) img")


def go(visitor: Visitor) -> None:
    visitor.page.locator("#go").click()
    expect(visitor.page).to_have_url(f"{visitor.address}/create/")


def single(visitor: Visitor) -> str:
    """The page of a picture that was upscaled."""
    grid = visitor.prompt("lighthouse on a cliff, gouache --ar 3:2")
    visitor.done()
    grid.get_by_role("button", name="Upscale picture 2", exact=True).click()
    visitor.done(2)
    return str(visitor.jobs.first.locator(".strip a.open").get_attribute("href"))


def white(visitor: Visitor) -> tuple[float, ...]:
    """Where the painted part lies, in percent: left, top, right, bottom."""
    box = visitor.page.locator("#mask-canvas").evaluate("""(canvas) => {
      const { width, height } = canvas;
      const dots = canvas.getContext("2d").getImageData(0, 0, width, height).data;
      const box = [width, height, 0, 0];
      for (let place = 3; place < dots.length; place += 4) if (dots[place] > 127) {
        const dot = (place - 3) / 4, x = dot % width, y = Math.floor(dot / width);
        box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x + 1); box[3] = Math.max(box[3], y + 1);
      }
      return [box[0] / width, box[1] / height, box[2] / width, box[3] / height];
    }""")
    return tuple(round(100 * side) for side in box)


def drag(visitor: Visitor, *points: tuple[float, float]) -> None:
    """Draw on the picture with the mouse, through points in shares of it."""
    canvas = visitor.page.locator("#mask-canvas")
    canvas.hover()  # waits until the cross-fade between two pages lets the pointer through
    box = canvas.bounding_box()
    assert box is not None
    (first, *rest) = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    visitor.page.mouse.move(*first)
    visitor.page.mouse.down()
    for point in rest:
        visitor.page.mouse.move(*point, steps=4)
    visitor.page.mouse.up()


# Blend ---------------------------------------------------------------------------------------------------------------


def test_two_files_are_blended(enter: Enter) -> None:
    alice = enter("alice")
    alice.page.get_by_role("link", name="Blend", exact=True).click()
    expect(alice.page.get_by_role("heading", name="Blend", exact=True)).to_be_visible()
    alice.page.locator("#files").set_input_files(files("crimson", "teal"))
    expect(shown(alice)).to_have_count(2)
    alice.page.get_by_text("Landscape").click()
    alice.page.get_by_text("Relax").click()
    expect(alice.page.locator(".at:visible .cost b")).to_have_text("1 credit")
    go(alice)

    expect(alice.page.locator(".toast")).to_contain_text("1 job in line")
    expect(alice.jobs.first.locator("h3")).to_have_text("Blend of 2 pictures")
    expect(alice.jobs.first.locator(".brought img")).to_have_count(2)
    for width, height, _digest in alice.look(alice.done().first.locator(".strip img")):
        assert abs(width / height - 3 / 2) < 0.05
    assert alice.credits() == "199"


def test_pictures_are_pasted_dropped_chosen_and_left_out(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("koi pond from above")
    alice.done()
    alice.go("/create/blend/")
    give(alice, "paste", "teal")
    give(alice, "drop", "crimson")
    alice.page.get_by_label("koi pond from above, picture 3").check(force=True)
    expect(shown(alice)).to_have_count(3)
    alice.page.get_by_role("button", name="Leave out: teal.png").click()
    expect(alice.page.get_by_role("button", name="Leave out: crimson.png")).to_be_focused()
    notes: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no"}
    alice.page.locator("#files").set_input_files(notes)
    expect(alice.page.get_by_role("alert").filter(has_text="notes.txt is not a PNG")).to_be_visible()
    expect(shown(alice)).to_have_count(2)
    go(alice)
    expect(alice.jobs.first.locator("h3")).to_have_text("Blend of 2 pictures")


def test_one_picture_is_too_few_and_a_sixth_is_left_out(enter: Enter) -> None:
    alice = enter("alice")
    alice.go("/create/blend/")
    alice.page.locator("#files").set_input_files(files("red"))
    alice.page.locator("#go").click()
    expect(alice.page.locator("#files-errors")).to_have_text("Choose two to five pictures.")
    expect(alice.page.locator("#files")).to_be_focused()
    alice.page.locator("#files").set_input_files(files("teal", "navy", "olive", "plum", "gold"))
    expect(alice.page.locator("#files-errors")).to_have_text("Only 5 pictures fit. Left out: gold.png.")
    expect(shown(alice)).to_have_count(5)


def test_two_pictures_of_the_gallery_are_blended_one_after_the_other(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("a single dahlia, macro")
    pictures = [str(link.get_attribute("href")) for link in alice.done().first.locator(".strip a.open").all()]
    for count, picture in enumerate(pictures[:2], start=1):
        alice.go(picture)
        alice.page.get_by_role("link", name="Use in a blend").click()
        expect(shown(alice)).to_have_count(count)
    go(alice)
    expect(alice.jobs.first.locator("h3")).to_have_text("Blend of 2 pictures")
    alice.go("/create/blend/")  # what was sent is not begun again
    expect(shown(alice)).to_have_count(0)


def test_a_refused_file_is_told_and_the_others_stay(enter: Enter) -> None:
    alice = enter("alice")
    alice.forgiven = ("422",)
    alice.go("/create/blend/")
    cut: FilePayload = {"name": "cut.png", "mimeType": "image/png", "buffer": photo("navy")[:200]}
    alice.page.locator("#files").set_input_files([*files("teal"), cut])
    alice.page.locator("#go").click()
    expect(alice.page.locator("#files-errors")).to_contain_text("cut.png: the file is not a whole")
    expect(shown(alice)).to_have_count(1)
    alice.page.locator("#files").set_input_files(files("gold"))
    go(alice)
    expect(alice.jobs.first.locator("h3")).to_have_text("Blend of 2 pictures")


# Describe ------------------------------------------------------------------------------------------------------------


def test_a_picture_is_described_and_its_third_prompt_used(enter: Enter) -> None:
    alice = enter("alice")
    alice.page.get_by_role("link", name="Describe", exact=True).click()
    alice.page.locator("#files").set_input_files(files("crimson"))
    expect(shown(alice)).to_have_count(1)
    go(alice)

    job = alice.jobs.first
    expect(job.get_by_role("link", name="Use prompt 4")).to_be_visible()
    words = job.locator(".words li p")
    expect(words).to_have_count(4)
    third = str(job.get_by_role("link", name="Use prompt 3").get_attribute("data-start"))
    alice.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    job.get_by_role("button", name="Copy prompt 2").click()
    expect(alice.page.locator(".toast", has_text="Prompt copied")).to_be_visible()

    job.get_by_role("link", name="Use prompt 3").click()
    expect(alice.box).to_have_value(third.partition(" --")[0])
    expect(alice.page.locator("#chip-ar b")).to_have_text("3:2")
    alice.page.locator("#create").click()
    alice.done(2)
    assert len(alice.look(alice.jobs.first.locator(".strip img"))) == 4
    assert alice.credits() == "197"


def test_a_picture_of_the_gallery_is_described_from_its_page(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("desert courtyard with arches --ar 4:5")
    alice.go(str(alice.done().first.locator(".strip a.open").first.get_attribute("href")))
    alice.page.get_by_role("link", name="Describe", exact=True).click()
    expect(shown(alice)).to_have_count(1)
    go(alice)
    expect(alice.jobs.first.locator(".words")).to_contain_text("courtyard")
    alice.go(str(alice.jobs.first.locator("h3 a").get_attribute("href")))
    alice.page.get_by_role("link", name="Use prompt 1").click()
    expect(alice.box).to_have_value(re.compile("courtyard"))


# Region --------------------------------------------------------------------------------------------------------------


def test_a_region_is_painted_and_drawn_anew(enter: Enter) -> None:
    alice = enter("alice")
    alice.go(single(alice))
    alice.page.get_by_role("link", name="Vary region", exact=False).click()
    expect(alice.page.get_by_role("heading", name="Vary region")).to_be_visible()
    expect(alice.page.get_by_label("Words")).to_have_value("lighthouse on a cliff, gouache --ar 3:2")

    drag(alice, (0.25, 0.25), (0.5, 0.75))
    assert white(alice) == pytest.approx((25, 25, 50, 75), abs=1)
    expect(alice.page.locator("#share")).to_have_text(re.compile(r"^1[23] % of the picture is drawn anew$"))
    alice.page.get_by_text("Brush").click()
    drag(alice, (0.7, 0.5), (0.9, 0.5))
    assert white(alice)[2] > 90
    alice.page.get_by_role("button", name="Undo").click()
    assert white(alice) == pytest.approx((25, 25, 50, 75), abs=1)
    alice.page.get_by_label("Words").fill("a red balloon")
    go(alice)

    alice.done(3)
    expect(alice.jobs.first).to_contain_text("Vary region")
    expect(alice.jobs.first.locator("h3")).to_have_text("a red balloon")
    assert len(alice.look(alice.jobs.first.locator(".strip img"))) == 4


def test_every_tool_of_the_brushes(enter: Enter) -> None:
    alice = enter("alice")
    alice.go(f"{single(alice)}region/")
    page = alice.page
    page.get_by_text("Lasso").click()
    drag(alice, (0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
    assert white(alice) == pytest.approx((20, 20, 80, 80), abs=1)
    page.get_by_text("Eraser").click()
    page.get_by_label("Size").fill("40")
    drag(alice, (0.8, 0.1), (0.8, 0.9))
    assert white(alice)[2] < 75
    page.get_by_role("button", name="Invert").click()
    assert white(alice) == (0, 0, 100, 100)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#share")).to_have_text("")
    page.locator("#go").click()
    expect(page.locator("#area-errors")).to_have_text("Say which part is to be drawn anew.")
    page.keyboard.press("Control+z")
    assert white(alice) == (0, 0, 100, 100)
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#share")).to_have_text("")


def test_a_rectangle_is_moved_by_keys_and_by_numbers(enter: Enter) -> None:
    alice = enter("alice")
    alice.go(f"{single(alice)}region/")
    canvas = alice.page.get_by_role("application", name="Part that is drawn anew")
    canvas.focus()
    alice.page.keyboard.press("ArrowRight")
    assert white(alice) == pytest.approx((30, 30, 70, 70), abs=1)
    alice.page.keyboard.press("Shift+ArrowRight")
    alice.page.keyboard.press("ArrowUp")
    assert white(alice) == pytest.approx((35, 29, 75, 69), abs=1)
    alice.page.keyboard.press("+")
    assert white(alice) == pytest.approx((33, 27, 77, 71), abs=1)
    expect(alice.page.get_by_label("From the left, %")).to_have_value("33")
    alice.page.get_by_label("Width, %").fill("10")
    alice.page.get_by_label("Width, %").press("Tab")
    assert white(alice) == pytest.approx((33, 27, 43, 71), abs=1)


def test_zoom_keeps_what_is_painted_in_its_place(enter: Enter) -> None:
    alice = enter("alice")
    alice.go(f"{single(alice)}region/")
    for _press in range(2):
        alice.page.get_by_role("button", name="Zoom in").click()
    expect(alice.page.locator("#zoom")).to_have_text("225 %")
    box, view = (alice.page.locator(part).bounding_box() for part in ("#mask-canvas", "#view"))
    assert box is not None
    assert view is not None
    assert box["width"] > view["width"]
    across = (view["x"] + view["width"] / 2 - box["x"]) / box["width"]
    middle = (across, (view["y"] + view["height"] / 2 - box["y"]) / box["height"])
    drag(alice, middle, (middle[0] + 0.1, middle[1] + 0.1))
    expected = [round(100 * side) for side in (*middle, middle[0] + 0.1, middle[1] + 0.1)]
    assert white(alice) == pytest.approx(expected, abs=2)
    alice.page.locator("#zoom").click()
    expect(alice.page.locator("#zoom")).to_have_text("100 %")


def test_a_mask_of_a_file_is_shown_and_stays_when_the_words_are_refused(enter: Enter, tmp_path: Path) -> None:
    alice = enter("alice")
    alice.forgiven = ("422",)
    alice.go(f"{single(alice)}region/")
    mask = Image.new("L", (150, 100))
    mask.paste(255, (0, 0, 75, 100))
    mask.save(tmp_path / "mask.png")
    Image.new("L", (100, 100), 255).save(tmp_path / "square.png")
    alice.page.get_by_text("Use a mask from a file").click()
    alice.page.locator("#f-mask").set_input_files(tmp_path / "square.png")
    expect(alice.page.locator("#mask-errors")).to_have_text("square.png has not the shape of the picture.")
    alice.page.locator("#f-mask").set_input_files(tmp_path / "mask.png")
    expect(alice.page.locator("#share")).to_have_text("50 % of the picture is drawn anew")
    alice.page.get_by_label("Words").fill("a cat --s 5000")
    alice.page.locator("#go").click()
    expect(alice.page.locator("#f-prompt-errors")).to_contain_text("Stylize goes from 0 to 1000.")
    expect(alice.page.locator("#share")).to_have_text("50 % of the picture is drawn anew")
    alice.page.get_by_label("Words").fill("a cat")
    go(alice)
    expect(alice.jobs.first.locator("h3")).to_have_text("a cat")


# Without script ------------------------------------------------------------------------------------------------------


def until_done(visitor: Visitor, count: int) -> None:
    end = time.monotonic() + PATIENCE
    while visitor.page.locator("article.job[data-state=done]").count() < count:
        assert time.monotonic() < end
        visitor.page.reload()


def test_all_three_need_no_script(enter: Enter) -> None:
    alice = enter("alice", java_script_enabled=False)
    page = alice.go("/create/blend/")
    page.locator("#files").set_input_files(files("teal"))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".picks :checked")).to_have_count(1)
    page.locator("#files").set_input_files(files("crimson"))
    go(alice)
    expect(alice.jobs.first.locator("h3")).to_have_text("Blend of 2 pictures")
    until_done(alice, 1)

    alice.go("/create/describe/").locator("#files").set_input_files(files("gold"))
    go(alice)
    until_done(alice, 2)
    alice.jobs.first.get_by_role("link", name="Use prompt 3").click()
    expect(alice.box).not_to_have_value("")

    alice.go("/create/")
    alice.jobs.nth(1).get_by_role("button", name="Upscale picture 1", exact=True).click()
    until_done(alice, 3)
    alice.jobs.first.locator(".strip a.open").click()
    page.get_by_role("link", name="Vary region", exact=False).click()
    for side, value in {"From the left": "50", "From the top": "0", "Width": "50", "Height": "100"}.items():
        page.get_by_label(f"{side}, %").fill(value)
    page.get_by_label("Words").fill("a red balloon")
    go(alice)
    expect(alice.jobs.first.locator("h3")).to_have_text("a red balloon")
    until_done(alice, 4)
