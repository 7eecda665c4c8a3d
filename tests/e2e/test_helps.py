"""Helps of the prompt bar: a preset that is kept and used, a list that makes jobs differ, a table that becomes jobs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Enter
from tests.e2e.sound import flaws
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

TABLE = 'prompt,ar,speed\n"lighthouse, dusk light",3:2,fast\nkoi pond,1:1,relax\na single dahlia,4:5,fast\n'


def keep_list(visitor: Visitor, name: str, *lines: str) -> None:
    page = visitor.go("/create/wildcards/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Lines").fill("\n".join(lines))
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("List saved")


def shown(page: Page) -> list[str]:
    """The prompts of the preview below the bar."""
    return page.locator("#perm ol q").all_text_contents()


def test_a_prompt_is_kept_as_a_preset_and_put_into_another(enter: Enter) -> None:
    alice = enter("alice")
    page = alice.page
    alice.box.fill(", risograph, two inks --ar 4:5 --s 200 ")
    page.get_by_role("button", name="Presets and wildcards").click()
    page.get_by_label("Save this prompt as a preset").fill("House style")
    page.get_by_label("Save this prompt as a preset").press("Enter")
    expect(page.locator(".toast")).to_contain_text("Preset saved")
    expect(page.locator("#menu").get_by_role("button", name="House style")).to_be_visible()
    page.keyboard.press("Escape")

    alice.box.fill("a lighthouse --s 700 ")
    page.get_by_role("button", name="Presets and wildcards").click()
    page.locator("#menu").get_by_role("button", name="House style").click()
    expect(alice.box).to_have_value("a lighthouse, risograph, two inks")
    expect(alice.box).to_be_focused()
    expect(page.locator("#chip-ar")).to_contain_text("4:5")
    expect(page.locator("#chip-s")).to_contain_text("200")
    expect(page.locator("#pieces")).to_be_hidden()
    page.locator("#create").click()
    expect(alice.jobs).to_have_count(1)
    expect(alice.jobs.first).to_contain_text("a lighthouse, risograph, two inks")
    expect(alice.jobs.first).to_contain_text("--ar 4:5 --s 200")


def test_a_preset_is_renamed_deleted_and_brought_back(enter: Enter) -> None:
    alice = enter("alice")
    page = alice.go("/create/presets/")
    page.get_by_label("Name").fill("ink")
    page.get_by_label("Piece of prompt").fill(", ink")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Edit ink").click()
    page.get_by_label("Name").fill("Indian ink")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Delete Indian ink").click()
    expect(page.locator(".banner")).to_contain_text("“Indian ink” is deleted.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".pieces")).to_contain_text("Indian ink")


def test_a_list_makes_jobs_differ_and_the_preview_shows_them(enter: Enter) -> None:
    alice = enter("alice")
    keep_list(alice, "animal", "heron", "koi", "moth")
    page = alice.go("/create/")
    page.get_by_role("button", name="Presets and wildcards").click()
    page.locator("#menu").get_by_role("button", name="__animal__").click()
    expect(alice.box).to_have_value("__animal__")
    alice.box.fill("__animal__ in the rain --repeat 3 ")
    expect(page.locator("#create-label")).to_have_text("Create 3")
    wanted = shown(page)
    assert sorted(wanted) == ["heron in the rain", "koi in the rain", "moth in the rain"]
    page.locator("#create").click()
    expect(alice.jobs).to_have_count(3)
    made = [title.strip() for title in alice.jobs.locator("h3").all_text_contents()]
    assert sorted(made) == sorted(wanted)


def test_a_list_that_is_not_there_is_told_below_the_bar(enter: Enter) -> None:
    alice = enter("alice")
    alice.forgiven = ("422",)
    keep_list(alice, "animal", "heron")
    page = alice.go("/create/")
    alice.box.fill("an __anmial__")
    page.locator("#create").click()
    expect(page.locator("#problems")).to_contain_text("There is no list __anmial__. Did you mean __animal__?")
    expect(alice.jobs).to_have_count(0)


def test_a_table_of_three_rows_becomes_three_jobs(enter: Enter) -> None:
    alice = enter("alice")
    alice.forgiven = ("422",)
    page = alice.go("/create/")
    page.get_by_role("button", name="Presets and wildcards").click()
    page.get_by_role("link", name="Table of prompts").click()
    box = page.get_by_label("Paste from a spreadsheet")
    box.fill(TABLE.replace("3:2", "3:0"))
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".sheet [data-state=wrong]")).to_contain_text("ar: Both sides of the ratio must be at least 1.")
    expect(page.get_by_role("button", name=re.compile("Create"))).to_have_count(0)
    box.fill(TABLE)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Create 3 for 5 credits").click()
    expect(page.locator(".toast")).to_contain_text("3 jobs in line")
    expect(alice.jobs).to_have_count(3)
    alice.done(3)


def test_helps_need_no_script(enter: Enter) -> None:
    alice = enter("alice", java_script_enabled=False)
    page = alice.page
    alice.box.fill(", risograph --ar 4:5")
    page.get_by_role("button", name="Presets and wildcards").click()
    page.get_by_role("button", name="Save this prompt as a preset").click()
    page.get_by_label("Name").fill("House style")
    page.get_by_role("button", name="Save").click()
    keep_list(alice, "animal", "heron", "koi")

    alice.go("/create/")
    alice.box.fill("{__animal__}")
    page.get_by_role("button", name="Presets and wildcards").click()
    page.locator("#menu").get_by_role("button", name="House style").click()
    expect(alice.box).to_have_value("{__animal__}, risograph --ar 4:5")
    page.locator("#create").click()
    expect(alice.jobs).to_have_count(2)
    expect(alice.jobs.filter(has_text="heron, risograph")).to_have_count(1)
    expect(alice.jobs.filter(has_text="koi, risograph")).to_have_count(1)

    alice.go("/create/table/")
    page.get_by_label("Or choose a CSV file").set_input_files(
        {"name": "rows.csv", "mimeType": "text/csv", "buffer": TABLE.encode("utf-16")}
    )
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_label("Paste from a spreadsheet")).to_have_value(TABLE)
    page.get_by_role("button", name="Create 3 for 5 credits").click()
    expect(alice.jobs).to_have_count(5)


def test_the_menu_and_the_previews_are_sound(enter: Enter) -> None:
    alice = enter("alice")
    alice.forgiven = ("422",)
    keep_list(alice, "animal", "heron", "koi, sleeping")
    page = alice.go("/create/")
    alice.box.fill("a {__animal__} and a __animal__ ")
    expect(page.locator("#create-label")).to_have_text("Create 2")
    page.locator("#perm summary").click()
    page.get_by_role("button", name="Presets and wildcards").click()
    found = {"menu": flaws(page)}
    for name, rows in (("preview", TABLE), ("findings", "prompt,ar,client\na __zebra__,3:0,x\n\n,1:1,\n")):
        page = alice.go("/create/table/")
        page.get_by_label("Paste from a spreadsheet").fill(rows)
        page.get_by_role("button", name="Preview").click()
        expect(page.locator(".sheet")).to_be_visible()
        found[name] = flaws(page)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
