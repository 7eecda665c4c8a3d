"""Explore: the newest, the favourites of anybody, and each person's."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery import choosing, wall
from tests.mjweb.gallery.conftest import Make

pytestmark = pytest.mark.django_db
PAGE = "/explore/"
MOST_QUESTIONS = 12


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def page_of(client: Client, **query: str) -> str:
    return client.get(PAGE, query).content.decode()


def shown(client: Client, **query: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'href="/pictures/(\d+)/', page_of(client, **query))]


def test_what_the_team_shares_stands_newest_first(hers: Client, alice: User, bob: User, made: Make) -> None:
    (own,), (his,) = made(alice, "a cat", 1), made(bob, "a dog", 1)
    assert shown(hers) == [his.pk, own.pk]


def test_what_is_private_does_not_not_even_ones_own(hers: Client, alice: User, bob: User, made: Make) -> None:
    (own,), (his,) = made(alice, "a cat", 1), made(bob, "a dog", 1)
    choosing.hide(alice, [own.pk])
    choosing.hide(bob, [his.pk])
    assert shown(hers) == []


def test_a_favourite_of_anybody_is_there_and_nobody_is_named(hers: Client, alice: User, bob: User, made: Make) -> None:
    liked, mine, _other = (made(alice, words, 1)[0] for words in ("a cat", "a dog", "a cow"))
    choosing.mark(bob, [liked.pk], favourite=True)
    choosing.mark(alice, [mine.pk], favourite=True)
    assert shown(hers, scope="liked") == [mine.pk, liked.pk]
    assert str(bob) not in page_of(hers, scope="liked")


def test_the_favourites_of_strangers_are_not(hers: Client, alice: User, charlie: User, made: Make) -> None:
    (liked,) = made(alice, "a cat", 1)
    Membership.objects.create(user=charlie, team=alice.team)
    choosing.mark(charlie, [liked.pk], favourite=True)
    Membership.objects.filter(user=charlie, team=alice.team).delete()
    assert shown(hers, scope="liked") == []


def test_a_person_leads_to_their_pictures(hers: Client, alice: User, bob: User, made: Make) -> None:
    made(alice, "a cat", 1)
    (his,) = made(bob, "a dog", 1)
    assert f'href="?scope=p{bob.pk}"' in page_of(hers)
    assert shown(hers, scope=f"p{bob.pk}") == [his.pk]
    assert f"What {bob} shares" in page_of(hers, scope=f"p{bob.pk}")


def test_a_stranger_sees_nothing_of_a_team_and_is_not_named_in_it(
    client: Client, alice: User, charlie: User, made: Make
) -> None:
    made(alice, "a cat", 1)
    client.force_login(charlie)
    assert shown(client) == shown(client, scope=f"p{alice.pk}") == []
    assert str(alice) not in page_of(client, scope=f"p{alice.pk}")


@pytest.mark.parametrize("scope", ["mine", "team", "p", "p99999999999999999999", "<b>"])
def test_what_is_no_list_of_it_is_the_newest(hers: Client, alice: User, made: Make, scope: str) -> None:
    (own,) = made(alice, "a cat", 1)
    assert shown(hers, scope=scope) == [own.pk]


def test_pages_follow_by_real_links(hers: Client, alice: User, made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall, "PAGE", 2)
    pictures = [made(alice, f"cat {number}", 1)[0].pk for number in range(5)]
    seen, query = [], "scope=liked"
    choosing.mark(alice, pictures, favourite=True)
    for _ in range(3):
        answer = hers.get(f"{PAGE}?{query}").content.decode()
        seen += [int(pk) for pk in re.findall(r'href="/pictures/(\d+)/', answer)]
        if following := re.search(r'href="/explore/\?([^"]+)" rel="next"', answer):
            query = following[1].replace("&amp;", "&")
    assert seen == pictures[::-1]


def test_a_picture_that_is_closed_leads_back(hers: Client, alice: User, made: Make) -> None:
    (own,) = made(alice, "a cat", 1)
    address = re.search(rf'href="(/pictures/{own.pk}/[^"]*)"', page_of(hers))
    assert address is not None
    close = re.search(r'id="close" href="([^"]+)"', hers.get(address[1]).content.decode())
    assert close is not None
    assert close[1] == f"{PAGE}?scope=new#pic-{own.pk}"
    assert hers.get(close[1]).status_code == 200


def test_its_list_is_not_shown_by_the_gallery(hers: Client) -> None:
    assert hers.get("/gallery/?scope=new").headers["Location"] == f"{PAGE}?scope=new"


@pytest.mark.parametrize(
    ("scope", "words"), [("new", "Nothing shared yet"), ("liked", "No favourites yet"), ("p1", "shares no picture")]
)
def test_an_empty_list_says_how_something_comes_there(hers: Client, scope: str, words: str) -> None:
    assert words in page_of(hers, scope=scope)


def test_a_space_of_ones_own_says_what_it_is_for(hers: Client, alice: User) -> None:
    own = next(one.team for one in alice.spaces if one.team.is_personal)
    alice.enter(own)
    page = page_of(hers)
    assert "You are in a space of your own" in page
    assert "Change the space" in page


def test_who_sees_no_pictures_is_told_which_role_it_takes(client: Client, alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob, team=alice.team).update(role=Role.BILLING)
    client.force_login(bob)
    assert client.get(PAGE).status_code == 403


def test_it_asks_a_fixed_number_of_questions(
    hers: Client, alice: User, bob: User, made: Make, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made(bob, "a dog", 4)
    choosing.mark(bob, [one.pk for one in made(alice, "a cat", 4)], favourite=True)
    for query in ("", "?scope=liked", f"?scope=p{bob.pk}"):
        with django_assert_max_num_queries(MOST_QUESTIONS):
            hers.get(f"{PAGE}{query}")
