"""What is done to ticked pictures from a page, said in a sentence and undone from there."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from jobs.models import Picture
from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery.models import Collection, Mark, Tagging
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def cats(alice: User, made: Make) -> list[int]:
    return [picture.pk for picture in made(alice, "a cat", 3)]


def now(client: Client, do: str, picks: list[int], **fields: str) -> str:
    answer = client.post(reverse("gallery:choose_now"), {"do": do, "pick": picks, **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_script_it_goes_back_to_the_page_and_says_what_was_done(hers: Client, cats: list[int]) -> None:
    fields = {"do": "favourite", "pick": cats, "next": "/gallery/?q=cat"}
    answer = hers.post(reverse("gallery:choose"), fields, follow=True)
    assert answer.redirect_chain == [("/gallery/?q=cat", 302)]
    assert "3 pictures marked." in answer.content.decode()


def test_ticked_pictures_are_compared(hers: Client, cats: list[int]) -> None:
    answer = hers.post(reverse("gallery:choose"), {"do": "compare", "pick": cats[:2]})
    assert answer.headers["Location"] == f"/compare/?p={cats[0]}&p={cats[1]}"


def test_it_never_leads_elsewhere(hers: Client, cats: list[int]) -> None:
    for there in ("https://elsewhere.example.org/", "//elsewhere.example.org", "javascript:alert(1)"):
        answer = hers.post(reverse("gallery:choose"), {"do": "favourite", "pick": cats, "next": there})
        assert answer.headers["Location"] == "/gallery/"


def test_tiles_come_back_as_they_are_now(hers: Client, cats: list[int]) -> None:
    page = now(hers, "grade:4", cats[:1])
    assert f'id="pic-{cats[0]}" hx-swap-oob="true"' in page
    assert "4★" in page


def test_undo_in_what_came_anew_leads_back_to_the_page_before_its_script_has_it(hers: Client, cats: list[int]) -> None:
    page = now(hers, "favourite", cats, next="/gallery/?q=cat")
    assert set(re.findall(r'name="next" value="([^"]*)"', page)) == {"/gallery/?q=cat"}


def test_what_is_deleted_leaves_the_page(hers: Client, cats: list[int]) -> None:
    page = now(hers, "bin", cats[:1])
    assert f'id="pic-{cats[0]}" hx-swap-oob="delete"' in page
    assert "It stays in the bin for 30 days." in page


def test_undo_names_the_change(hers: Client, alice: User, cats: list[int]) -> None:
    now(hers, "favourite", cats[:1])
    first = Mark.objects.get()
    page = now(hers, "grade:2", cats[1:2])
    number = page.split('name="change" value="')[1].split('"')[0]
    answer = hers.post(reverse("gallery:undo_now"), {"change": number})
    assert "Undone: 1 picture marked." in answer.content.decode()
    assert list(Mark.objects.all()) == [first]


def test_undoing_a_deletion_makes_the_page_anew(hers: Client, cats: list[int]) -> None:
    now(hers, "bin", cats)
    assert hers.post(reverse("gallery:undo_now")).headers["HX-Refresh"] == "true"
    assert Picture.objects.shown().count() == 3


def test_undo_without_a_script_goes_back(hers: Client, cats: list[int]) -> None:
    now(hers, "favourite", cats)
    answer = hers.post(reverse("gallery:undo"), {"next": "/gallery/bin/"})
    assert (answer.headers["Location"], Mark.objects.count()) == ("/gallery/bin/", 0)


def test_a_new_collection_is_made_by_its_name(hers: Client, alice: User, cats: list[int]) -> None:
    now(hers, "collect", cats[:2], name="  Harbour  spring ")
    now(hers, "collect", cats, name="harbour SPRING")
    made = Collection.objects.get()
    assert (made.name, made.items.count(), made.is_private) == ("Harbour spring", 3, False)


def test_a_collection_is_chosen_by_its_number(hers: Client, alice: User, cats: list[int]) -> None:
    made = Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    now(hers, f"collect:{made.pk}", cats)
    now(hers, f"take_out:{made.pk}", cats[:1])
    assert made.items.count() == 2


@pytest.mark.parametrize(
    ("do", "fields", "sentence"),
    [
        ("grade:9", {}, "Grades go from 1 to 5."),
        ("grade:x", {}, "Grades go from 1 to 5."),
        ("tag", {"tag": "  "}, "A name is missing."),
        ("tag", {"tag": "x" * 41}, "A name has at most 40 letters."),
        ("collect:x", {}, "Choose a collection, or name a new one."),
        ("unfavourite", {}, "Nothing to change there."),
    ],
)
def test_what_cannot_be_done_is_said(
    hers: Client, cats: list[int], do: str, fields: dict[str, str], sentence: str
) -> None:
    assert sentence in now(hers, do, cats, **fields)


def test_nothing_ticked_is_said(hers: Client) -> None:
    assert "Nothing is selected." in now(hers, "favourite", [])


def test_an_unknown_verb_is_no_page(hers: Client, cats: list[int]) -> None:
    assert hers.post(reverse("gallery:choose_now"), {"do": "burn", "pick": cats}).status_code == 404


def test_who_only_looks_judges_but_does_not_tag(client: Client, bob: User, cats: list[int]) -> None:
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    client.force_login(bob)
    assert "3 pictures marked." in now(client, "favourite", cats)
    assert "not tag or collect them" in now(client, "tag", cats, tag="sky")
    assert not Tagging.objects.exists()


def test_a_stranger_changes_nothing(client: Client, charlie: User, alice: User, cats: list[int]) -> None:
    made = Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    client.force_login(charlie)
    for do in ("favourite", "bin", "hide", "grade:3"):
        assert "Nothing to change there." in now(client, do, cats)
    assert client.post(reverse("gallery:choose_now"), {"do": f"collect:{made.pk}", "pick": cats}).status_code == 404
