"""Defaults of the prompt bar: kept from the bar, begun with, listed and forgotten under Account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jobs.models import Job, PromptDefaults
from mjweb.accounts.models import User
from tests.jobs.views.conftest import finished

Browse = Callable[[User], Client]
KEEP = "/create/defaults/"
PAGE = "/account/defaults/"


def chosen(page: str, name: str, value: str) -> bool:
    """Whether the bar has the value in the control."""
    return f'name="{name}" type="range"' in page and f'value="{value}"' in page.split(f'name="{name}"')[1][:80]


def test_the_bar_keeps_what_its_controls_say_and_nothing_of_this_one_picture(browse: Browse, alice: User) -> None:
    bar = {"prompt": "a cat --no dogs", "mode": "relax", "ar": "3:2", "s": "250", "c": "0", "seed": "12", "v": "7"}
    browse(alice).post(KEEP, bar)
    assert PromptDefaults.objects.of(alice) == {"mode": "relax", "ar": "3:2", "s": "250"}


def test_keeping_creates_no_job_and_leaves_the_draft_in_the_bar(browse: Browse, alice: User) -> None:
    page = browse(alice).post(KEEP, {"prompt": "a quiet harbour", "s": "250"}).content.decode()
    assert "a quiet harbour</textarea>" in page
    assert not Job.objects.exists()


def test_the_page_with_a_pulse_hears_that_they_are_kept(browse: Browse, alice: User) -> None:
    answer = browse(alice).post(KEEP, {"s": "250", "since": "0.-1.0"}).content.decode()
    assert answer == '<div id="announce" hx-swap-oob="innerHTML">Your prompt bar begins like this from now on</div>\n'


def test_a_fresh_bar_begins_with_them(browse: Browse, alice: User) -> None:
    PromptDefaults.objects.keep(alice, {"s": "250", "mode": "relax"})
    page = browse(alice).get("/create/").content.decode()
    assert chosen(page, "s", "250")
    assert 'value="relax" checked' in page


def test_a_chip_that_says_no_more_than_they_do_is_outlined(browse: Browse, alice: User) -> None:
    PromptDefaults.objects.keep(alice, {"s": "250"})
    page = browse(alice).get("/create/").content.decode()
    assert 'class="chip default" id="chip-s"' in page
    assert 'class="chip" id="chip-c"' in page


def test_the_prompt_of_a_job_comes_back_without_them(browse: Browse, alice: User) -> None:
    PromptDefaults.objects.keep(alice, {"s": "250"})
    page = browse(alice).get("/create/", {"prompt": str(finished(alice).uid)}).content.decode()
    assert chosen(page, "s", "100")


def test_what_no_prompt_could_say_is_refused_with_a_sentence(browse: Browse, alice: User) -> None:
    answer = browse(alice).post(KEEP, {"prompt": "a cat", "s": "5000"})
    assert answer.status_code == 422
    assert "Stylize" in answer.content.decode()
    assert PromptDefaults.objects.of(alice) == {}


def test_a_list_longer_than_a_prompt_is_refused(browse: Browse, alice: User) -> None:
    assert browse(alice).post(KEEP, {"no": "word, " * 2000}).status_code == 422


def test_the_account_lists_them_by_name(browse: Browse, alice: User) -> None:
    PromptDefaults.objects.keep(alice, {"mode": "relax", "s": "250", "raw": "1"})
    page = browse(alice).get(PAGE).content.decode()
    for row in ('Speed</div><b dir="auto">Relax', 'Stylize</div><b dir="auto">250', 'Raw</div><b dir="auto">On'):
        assert row in page


def test_without_any_the_page_says_so_and_offers_nothing_to_forget(browse: Browse, alice: User) -> None:
    page = browse(alice).get(PAGE).content.decode()
    assert "Nothing of your own yet" in page
    assert "Forget my defaults" not in page


def test_they_are_forgotten_at_a_press(browse: Browse, alice: User) -> None:
    PromptDefaults.objects.keep(alice, {"s": "250"})
    assert browse(alice).post(PAGE).status_code == 302
    assert PromptDefaults.objects.of(alice) == {}


@pytest.mark.parametrize("address", [KEEP, PAGE])
def test_a_stranger_changes_their_own_only(browse: Browse, alice: User, charlie: User, address: str) -> None:
    PromptDefaults.objects.keep(alice, {"s": "250"})
    browse(charlie).post(address, {"s": "300"})
    assert PromptDefaults.objects.of(alice) == {"s": "250"}
    assert "250" not in browse(charlie).get(PAGE).content.decode().split('<div class="settings')[1]


def test_a_visitor_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"] == f"/login/?next={PAGE}"
