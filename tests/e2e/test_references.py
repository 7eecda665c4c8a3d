"""Reference images of the prompt bar: brought by picker, paste and drop, given a role, used, locked and found again."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Enter
from tests.e2e.sound import LOOKED_AT, OVERFLOW, SPILT, findings
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

# Gives a page files as the clipboard or a drag does.
GIVE = """([event, content, kind]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  data.items.add(new File([bytes], "brought.png", { type: kind }));
  const options = { bubbles: true, cancelable: true };
  const made = event === "paste"
    ? new ClipboardEvent(event, { ...options, clipboardData: data })
    : new DragEvent(event, { ...options, dataTransfer: data });
  document.body.dispatchEvent(made);
}"""


def png(colour: str, size: tuple[int, int] = (90, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def give(visitor: Visitor, event: str, content: bytes, kind: str = "image/png") -> None:
    visitor.page.evaluate(GIVE, [event, base64.b64encode(content).decode(), kind])


def pick(visitor: Visitor, *contents: bytes) -> None:
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": content} for n, content in enumerate(contents)]
    visitor.page.locator("#f-picture").set_input_files(files)  # type: ignore[arg-type]  # a list of payloads is one


def thumbs(visitor: Visitor) -> Locator:
    return visitor.page.locator(".ref button.thumb")


def use_as(visitor: Visitor, number: int, role: str) -> None:
    thumbs(visitor).nth(number).click()
    sheet = visitor.page.locator(".ref .pop:popover-open")
    sheet.get_by_label("Used as").select_option(label=role)
    visitor.page.keyboard.press("Escape")


def test_pictures_are_brought_used_and_seen_on_the_card(enter: Enter) -> None:
    alice = enter("alice")
    pick(alice, png("teal"))
    expect(thumbs(alice)).to_have_count(1)
    give(alice, "paste", png("crimson"))
    expect(thumbs(alice)).to_have_count(2)
    give(alice, "dragover", png("gold"))
    target = alice.page.get_by_text("Drop pictures to use them as references")
    expect(target).to_be_visible()
    box = target.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) >= (1400, 800)  # the whole page
    give(alice, "drop", png("gold"))
    expect(thumbs(alice)).to_have_count(3)
    expect(alice.page.locator("#drop")).to_be_hidden()

    use_as(alice, 1, "Style")
    expect(thumbs(alice).nth(1)).to_have_accessible_name("Reference 2, Style")
    # Omni is of version 7, Character of 6: what the version does not know cannot be chosen.
    assert alice.page.locator("#ref-1-role option:disabled").all_inner_texts() == ["Character"]

    # Arrow keys arrange, Delete takes away.
    thumbs(alice).nth(2).press("ArrowLeft")
    expect(thumbs(alice).nth(2)).to_have_accessible_name("Reference 3, Style")
    thumbs(alice).nth(0).press("Delete")
    expect(thumbs(alice)).to_have_count(2)

    job = alice.prompt("a lighthouse --ar 3:2")
    expect(job.locator(".brought a")).to_have_count(2)
    expect(job.get_by_text("2 references")).to_be_visible()
    expect(job.locator(".params")).to_have_text("--ar 3:2")
    expect(thumbs(alice)).to_have_count(0)
    alice.done()

    # The prompt of the job brings both back.
    job.get_by_role("link", name="Remix").click()
    expect(thumbs(alice)).to_have_count(2)
    expect(alice.box).to_have_value("a lighthouse")
    alice.page.locator("#as-text").click()
    assert "--sref http" in alice.box.input_value()
    alice.page.locator("#as-text").click()
    expect(thumbs(alice)).to_have_count(2)
    expect(alice.box).to_have_value("a lighthouse")


def test_what_is_locked_stays_in_the_bar_and_in_the_draft(enter: Enter) -> None:
    alice = enter("alice")
    pick(alice, png("teal"), png("gold"))
    expect(thumbs(alice)).to_have_count(2)
    thumbs(alice).nth(1).click()
    alice.page.locator(".ref .pop:popover-open").get_by_label("Keep in the bar after Create").check()
    alice.page.keyboard.press("Escape")
    alice.prompt("a lighthouse")
    expect(thumbs(alice)).to_have_count(1)
    alice.page.reload()
    expect(thumbs(alice)).to_have_count(1)
    thumbs(alice).nth(0).click()
    expect(alice.page.locator(".ref .pop:popover-open").get_by_label("Keep in the bar")).to_be_checked()


def test_a_file_that_is_no_picture_is_told_below_the_bar(enter: Enter) -> None:
    alice = enter("alice")
    alice.forgiven = ("422",)
    pick(alice, b"no picture")
    expect(alice.page.locator("#problems")).to_contain_text("0.png: the file is not a whole PNG, JPEG or WebP picture.")
    expect(alice.page.locator(".ref")).to_have_count(0)


def test_earlier_uploads_are_offered_again_and_can_be_removed(enter: Enter) -> None:
    alice = enter("alice")
    pick(alice, png("teal"))
    expect(thumbs(alice)).to_have_count(1)
    thumbs(alice).nth(0).press("Delete")
    alice.page.get_by_role("button", name="Add a reference image").first.click()
    offered = alice.page.locator("#recent li")
    expect(offered).to_have_count(1)
    offered.get_by_role("link").click()
    expect(thumbs(alice)).to_have_count(1)
    thumbs(alice).nth(0).press("Delete")
    alice.page.get_by_role("button", name="Add a reference image").first.click()
    offered.get_by_role("button", name="Remove").click()
    expect(offered).to_have_count(0)


def test_a_picture_of_the_gallery_joins_the_draft(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("a lighthouse --ar 3:2")
    alice.done()
    alice.box.fill("desert courtyard, long shadows")
    alice.has_draft("courtyard")
    alice.page.locator("article.job .strip a.open").first.click()
    alice.page.get_by_role("link", name="Use as reference").click()
    expect(thumbs(alice)).to_have_count(1)
    expect(alice.box).to_have_value("desert courtyard, long shadows")
    alice.page.locator("#create").click()
    alice.done(2).first.locator(".strip a.open").first.click()
    expect(alice.page.locator(".film")).to_contain_text("REF")


def test_the_bar_with_references_is_sound(enter: Enter) -> None:
    alice = enter("alice")
    pick(alice, png("teal"), png("white"))
    expect(thumbs(alice)).to_have_count(2)
    alice.page.evaluate(AXE_SCRIPT)
    for width in LOOKED_AT:
        alice.page.set_viewport_size({"width": width, "height": 844})
        for opener in (thumbs(alice).nth(1), alice.page.locator("[popovertarget=add-pop]:visible").first):
            alice.box.click()
            opener.click()
            wrong = (findings(alice.page), alice.page.evaluate(OVERFLOW), alice.page.evaluate(SPILT))
            assert (width, *wrong) == (width, [], [], [])
            alice.page.keyboard.press("Escape")


def test_references_need_no_script(enter: Enter, tmp_path: Path) -> None:
    alice = enter("alice", java_script_enabled=False)
    page = alice.page
    beach = tmp_path / "beach.png"
    beach.write_bytes(png("teal"))
    alice.box.fill("a lighthouse")
    page.get_by_role("button", name="Add a reference image").first.click()
    page.locator("#f-picture").set_input_files(beach)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(thumbs(alice)).to_have_count(1)
    expect(alice.box).to_have_value("a lighthouse")
    thumbs(alice).nth(0).click()
    page.get_by_label("Used as").select_option(label="Style")
    page.get_by_label("Keep in the bar after Create").check()
    page.keyboard.press("Escape")
    page.locator("#create").click()
    expect(page.locator(".toast")).to_contain_text("1 job in line")
    expect(page.locator("article.job .brought a")).to_have_attribute("aria-label", "Reference 1, Style")
    expect(thumbs(alice)).to_have_count(1)
    thumbs(alice).nth(0).click()
    page.get_by_role("button", name="Remove").click()
    expect(thumbs(alice)).to_have_count(0)
    page.goto("/uploads/")
    page.get_by_role("link", name="Use the picture").click()
    expect(thumbs(alice)).to_have_count(1)


def test_of_more_pictures_than_a_prompt_takes_the_first_ten_come(enter: Enter) -> None:
    alice = enter("alice")
    alice.page.goto("/create/")
    pick(alice, *(png(f"#{number:x}08060") for number in range(12)))
    expect(alice.page.get_by_text("A prompt takes 10 reference images at most.")).to_be_visible()
    expect(thumbs(alice)).to_have_count(10)
