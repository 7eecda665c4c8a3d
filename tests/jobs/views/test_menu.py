"""What the bar offers to put in, and what the prompt is then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jobs.models import Job
from jobs.views.menu import MOST, menu
from mjweb.accounts.models import User
from tests.jobs.views.test_pieces import preset, wildcard

Browse = Callable[[User], Client]


def test_the_own_ones_come_first_and_no_more_than_fit(alice: User, bob: User) -> None:
    preset(alice, "a of the team", shared=True)
    for number in range(MOST + 3):
        preset(bob, f"b {number:02}")
    names = [str(piece) for piece in menu(bob)["presets"]]
    assert names == [f"b {number:02}" for number in range(MOST)]
    assert [str(piece) for piece in menu(alice)["presets"]] == ["a of the team"]


def test_a_preset_is_put_into_the_prompt(browse: Browse, alice: User) -> None:
    piece = preset(alice)
    bar = {"prompt": "a cat", "ar": "3:2", "s": "300", "insert": piece.handle}
    answer = browse(alice).post("/create/insert/", bar)
    assert answer.content.decode() == "a cat, ink --s 300 --ar 4:5"
    assert answer["Content-Type"].startswith("text/plain")


def test_a_list_is_put_in_by_its_name(browse: Browse, alice: User, bob: User) -> None:
    piece = wildcard(alice, shared=True)
    answer = browse(bob).post("/create/insert/", {"prompt": "an", "insert": piece.handle})
    assert answer.content.decode() == "an __animal__"


@pytest.mark.parametrize("word", ["", "preset", "preset-x", "job-1", "preset-1 ", "preset-" + "9" * 19, "preset-0"])
def test_what_names_nothing_is_not_there(browse: Browse, alice: User, word: str) -> None:
    assert browse(alice).post("/create/insert/", {"prompt": "a", "insert": word}).status_code == 404


def test_a_stranger_puts_nothing_in(browse: Browse, alice: User, charlie: User) -> None:
    piece = preset(alice, shared=True)
    assert browse(charlie).post("/create/insert/", {"prompt": "a", "insert": piece.handle}).status_code == 404
    assert browse(charlie).get(f"/create/?insert={piece.handle}").status_code == 404
    assert browse(charlie).post("/create/", {"prompt": "a", "insert": piece.handle}).status_code == 404


def test_without_script_the_bar_comes_back_with_it_and_nothing_is_made(browse: Browse, alice: User) -> None:
    piece = preset(alice)
    answer = browse(alice).post("/create/", {"prompt": "a cat", "mode": "turbo", "insert": piece.handle, "key": "k"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "\na cat, ink --ar 4:5</textarea>" in page
    assert 'value="turbo" checked' in page
    assert not Job.objects.exists()


def test_a_link_puts_a_preset_into_an_empty_bar(browse: Browse, alice: User) -> None:
    page = browse(alice).get(f"/create/?insert={preset(alice).handle}").content.decode()
    assert "\nink --ar 4:5</textarea>" in page


def test_the_page_offers_what_there_is(browse: Browse, alice: User, bob: User) -> None:
    preset(alice, "for all", shared=True)
    wildcard(bob)
    page = browse(bob).get("/create/").content.decode()
    assert "for all" in page
    assert "__animal__" in page
