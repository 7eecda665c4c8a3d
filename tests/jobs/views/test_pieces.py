"""The pages of presets and of wildcard lists: mine, the team's, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jobs.models import Preset, Wildcard
from mjweb.accounts.models import User

Browse = Callable[[User], Client]
PAGES = ("/create/presets/", "/create/wildcards/")


def preset(user: User, name: str = "house style", *, shared: bool = False, text: str = ", ink --ar 4:5") -> Preset:
    return Preset.objects.create(user=user, team=user.team, name=name, text=text, is_shared=shared)


def wildcard(user: User, name: str = "animal", *, shared: bool = False) -> Wildcard:
    return Wildcard.objects.create(
        user=user, team=user.team, name=name, text="cat\ndog, sitting", count=2, is_shared=shared
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, db: None, page: str) -> None:
    assert client.get(page)["Location"] == f"/login/?next={page}"


def test_an_empty_page_says_what_it_is_for(browse: Browse, alice: User) -> None:
    client = browse(alice)
    assert "Keep a look that you come back to" in client.get(PAGES[0]).content.decode()
    assert "<code>{__animal__}</code>, alone in braces" in client.get(PAGES[1]).content.decode()


def test_a_preset_is_saved(browse: Browse, alice: User) -> None:
    data = {"name": "house style", "text": ", ink --ar 4:5", "is_shared": "on"}
    answer = browse(alice).post(PAGES[0], data, follow=True)
    assert answer.redirect_chain == [(PAGES[0], 302)]
    page = answer.content.decode()
    assert "Preset saved" in page
    assert ", ink --ar 4:5" in page
    piece = Preset.objects.get()
    assert (piece.user, piece.team, piece.is_shared) == (alice, alice.team, True)


def test_a_list_is_saved(browse: Browse, alice: User) -> None:
    page = browse(alice).post(PAGES[1], {"name": "Animal", "text": "cat\r\ndog"}, follow=True).content.decode()
    assert "List saved" in page
    assert "__animal__" in page
    assert "2 lines" in page
    assert "cat · dog" in page


@pytest.mark.parametrize("page", PAGES)
def test_what_cannot_be_saved_stays_in_the_form(browse: Browse, alice: User, page: str) -> None:
    answer = browse(alice).post(page, {"name": "", "text": "<b>kept"})
    assert answer.status_code == 422
    assert "&lt;b&gt;kept</textarea>" in answer.content.decode()
    assert not Preset.objects.exists()
    assert not Wildcard.objects.exists()


def test_the_team_sees_what_is_shared_and_strangers_see_nothing(
    browse: Browse, alice: User, bob: User, charlie: User
) -> None:
    preset(alice, "for all", shared=True)
    preset(alice, "for me")
    wildcard(alice, shared=True)
    his = browse(bob)
    page = his.get(PAGES[0]).content.decode()
    assert "for all" in page
    assert "Alice Archer" in page
    assert "for me" not in page
    assert "/remove/" not in page  # it is not his to delete
    assert "__animal__" in his.get(PAGES[1]).content.decode()
    theirs = browse(charlie)
    assert "for all" not in theirs.get(PAGES[0]).content.decode()
    assert "/remove/" not in theirs.get(PAGES[1]).content.decode()


@pytest.mark.parametrize("kind", ["presets", "wildcards"])
@pytest.mark.parametrize(("verb", "method"), [("", "get"), ("", "post"), ("remove/", "post"), ("restore/", "post")])
def test_nobody_else_may_change_one(
    browse: Browse, alice: User, bob: User, charlie: User, kind: str, verb: str, method: str
) -> None:
    piece = preset(alice, shared=True) if kind == "presets" else wildcard(alice, shared=True)
    address = f"/create/{kind}/{piece.pk}/{verb}"
    for person in (bob, charlie):
        assert getattr(browse(person), method)(address, {"name": "x", "text": "x"}).status_code == 404
    piece.refresh_from_db()
    assert (piece.removed_at, str(piece).strip("_")) == (None, "house style" if kind == "presets" else "animal")


def test_the_maker_changes_one(browse: Browse, bob: User) -> None:
    piece = preset(bob)
    client = browse(bob)
    assert ", ink --ar 4:5</textarea>" in client.get(f"/create/presets/{piece.pk}/").content.decode()
    client.post(f"/create/presets/{piece.pk}/", {"name": "new name", "text": "--raw", "is_shared": "on"})
    piece.refresh_from_db()
    assert (piece.name, piece.text, piece.is_shared) == ("new name", "--raw", True)


def test_a_change_that_cannot_be_is_told(browse: Browse, bob: User) -> None:
    piece = wildcard(bob)
    answer = browse(bob).post(f"/create/wildcards/{piece.pk}/", {"name": "two words", "text": "a"})
    assert answer.status_code == 422
    assert "Letters and digits" in answer.content.decode()


def test_an_owner_of_the_team_changes_what_others_share(browse: Browse, alice: User, bob: User) -> None:
    piece = preset(bob, shared=True)
    client = browse(alice)
    page = client.get(f"/create/presets/{piece.pk}/").content.decode()
    assert "Made by Bob Baker. Without sharing it is theirs alone." in page
    client.post(f"/create/presets/{piece.pk}/", {"name": "tidied", "text": "--raw", "is_shared": "on"})
    piece.refresh_from_db()
    assert (piece.name, piece.user) == ("tidied", bob)


@pytest.mark.parametrize("kind", ["presets", "wildcards"])
def test_deleting_offers_to_undo(browse: Browse, alice: User, charlie: User, kind: str) -> None:
    piece = preset(alice) if kind == "presets" else wildcard(alice)
    client = browse(alice)
    page = client.post(f"/create/{kind}/{piece.pk}/remove/", follow=True).content.decode()
    assert f"“{piece}” is deleted." in page
    assert f"/create/{kind}/{piece.pk}/restore/" in page
    assert "is deleted" not in browse(charlie).get(f"/create/{kind}/?removed={piece.pk}").content.decode()
    page = client.post(f"/create/{kind}/{piece.pk}/restore/", follow=True).content.decode()
    assert f"{piece} is back" in page
    piece.refresh_from_db()
    assert piece.removed_at is None


def test_one_that_cannot_come_back_says_why(browse: Browse, alice: User) -> None:
    piece = preset(alice)
    client = browse(alice)
    client.post(f"/create/presets/{piece.pk}/remove/")
    preset(alice)
    page = client.post(f"/create/presets/{piece.pk}/restore/", follow=True).content.decode()
    assert "house style cannot come back" in page


@pytest.mark.parametrize("number", ["x", "9" * 19, "-1", "77"])
def test_a_number_that_names_nothing_shows_nothing(browse: Browse, alice: User, number: str) -> None:
    page = browse(alice).get(f"/create/presets/?removed={number}")
    assert page.status_code == 200
    assert "is deleted" not in page.content.decode()


# From the bar -------------------------------------------------------------------------------------------------------


def test_the_prompt_of_the_bar_is_kept_with_its_parameters(browse: Browse, alice: User) -> None:
    bar = {"name": "Night", "prompt": "neon rain", "ar": "16:9", "s": "250"}
    answer = browse(alice).post("/create/presets/keep/", bar)
    page = answer.content.decode()
    assert Preset.objects.get().text == "neon rain --ar 16:9 --s 250"
    assert 'id="menu" hx-swap-oob="true"' in page
    assert "Preset saved" in page
    assert f'value="preset-{Preset.objects.get().pk}"' in page


def test_a_bar_that_cannot_be_kept_says_why_in_its_menu(browse: Browse, alice: User) -> None:
    preset(alice, "Night")
    answer = browse(alice).post("/create/presets/keep/", {"name": "night", "prompt": "rain"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a preset of this name already." in page
    assert 'value="night"' in page
    assert Preset.objects.count() == 1


def test_without_script_the_prompt_of_the_bar_stands_in_the_form(browse: Browse, alice: User) -> None:
    page = browse(alice).post("/create/presets/new/", {"prompt": "neon rain", "ar": "16:9"}).content.decode()
    assert "neon rain --ar 16:9</textarea>" in page
    assert not Preset.objects.exists()
