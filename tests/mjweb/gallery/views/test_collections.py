"""Collections: by hand in an order of their own, or what a search finds."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import User
from mjweb.gallery import choosing, wall
from mjweb.gallery.models import Collection
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def cats(alice: User, made: Make) -> list[int]:
    return [picture.pk for picture in made(alice, "a cat", 3)]


@pytest.fixture
def harbour(alice: User, cats: list[int]) -> Collection:
    made = Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    for number in cats:
        choosing.collect(alice, [number], made)
    return made


def shown(client: Client, address: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'href="/pictures/(\d+)/', client.get(address).content.decode())]


def test_its_pictures_stand_in_their_order(hers: Client, harbour: Collection, cats: list[int]) -> None:
    hers.post(reverse("collections:move", args=[harbour.pk]), {"picture": cats[2], "place": 0})
    assert shown(hers, harbour.get_absolute_url()) == [cats[2], cats[0], cats[1]]


def test_pages_go_on_behind_a_place(
    hers: Client, harbour: Collection, cats: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "PAGE", 2)
    page = hers.get(harbour.get_absolute_url()).content.decode()
    (onward,) = re.findall(r'href="(\?after=\d+)" rel="next"', page)
    assert shown(hers, harbour.get_absolute_url() + onward) == cats[2:]


@pytest.mark.sqlite
def test_its_pictures_are_read_one_after_the_other_until_the_page_is_full(
    hers: Client, harbour: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12) as asked:
        hers.get(harbour.get_absolute_url())
    (walk,) = (question["sql"] for question in asked.captured_queries if 'FROM "gallery_item"' in question["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {walk}")
        plan = [row[-1] for row in cursor.fetchall()]
    assert "item_in_order" in plan[0]
    assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")]


def test_a_saved_search_holds_what_it_finds(hers: Client, alice: User, made: Make) -> None:
    made(alice, "a cat", 1)
    (dog,) = made(alice, "a dog", 1)
    answer = hers.post(reverse("collections:new"), {"name": "Dogs", "query": " dog  is:grid "})
    found = Collection.objects.get()
    assert (answer.headers["Location"], found.query) == (found.get_absolute_url(), "dog  is:grid")
    assert shown(hers, found.get_absolute_url()) == [dog.pk]
    (later,) = made(alice, "a dog", 1)
    assert shown(hers, found.get_absolute_url()) == [later.pk, dog.pk]


def test_the_team_sees_what_is_not_private(client: Client, bob: User, harbour: Collection) -> None:
    client.force_login(bob)
    assert client.get(harbour.get_absolute_url()).status_code == 200
    Collection.objects.update(is_private=True)
    assert client.get(harbour.get_absolute_url()).status_code == 404
    assert "Harbour" not in client.get(reverse("collections:index")).content.decode()


def test_a_stranger_sees_none(client: Client, charlie: User, harbour: Collection) -> None:
    client.force_login(charlie)
    assert client.get(harbour.get_absolute_url()).status_code == 404
    for verb in ("change", "remove", "move"):
        assert client.post(reverse(f"collections:{verb}", args=[harbour.pk]), {"name": "Mine"}).status_code == 404


def test_only_its_maker_changes_its_name(client: Client, bob: User, harbour: Collection) -> None:
    client.force_login(bob)
    assert client.post(reverse("collections:change", args=[harbour.pk]), {"name": "His"}).status_code == 404


def test_its_maker_makes_it_private(hers: Client, harbour: Collection) -> None:
    hers.post(reverse("collections:change", args=[harbour.pk]), {"name": "Harbour", "is_private": "on"})
    assert Collection.objects.get().is_private


def test_a_name_that_is_missing_is_said(hers: Client) -> None:
    answer = hers.post(reverse("collections:new"), {"name": ""}, follow=True)
    assert "This field is required." in answer.content.decode()


def test_removing_it_leaves_the_pictures(hers: Client, harbour: Collection, cats: list[int]) -> None:
    hers.post(reverse("collections:remove", args=[harbour.pk]))
    assert sorted(shown(hers, reverse("gallery:index"))) == sorted(cats)


def test_a_private_picture_of_another_is_not_shown_in_it(
    client: Client, bob: User, alice: User, harbour: Collection, cats: list[int]
) -> None:
    choosing.hide(alice, cats[:1])
    client.force_login(bob)
    assert shown(client, harbour.get_absolute_url()) == []
    page = client.get(reverse("collections:index")).content.decode()
    assert "Harbour" in page
    assert "<img" not in page.split('class="covers"')[1].split("</ul>")[0]


def test_a_chosen_cover_stands_first(hers: Client, harbour: Collection, cats: list[int]) -> None:
    hers.post(reverse("collections:change", args=[harbour.pk]), {"cover": cats[2]})
    cover = Collection.objects.get().cover
    assert cover is not None
    page = hers.get(reverse("collections:index")).content.decode()
    assert page.split("<img ")[1].startswith(f'src="{cover.url_320}"')
