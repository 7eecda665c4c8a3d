"""Going through pictures one by one: what comes next, what is said, and the way back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import User
from mjweb.gallery import choosing
from mjweb.gallery.models import Mark
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def cats(alice: User, made: Make) -> list[int]:
    """Newest first."""
    return sorted((picture.pk for picture in made(alice, "a cat", 4)), reverse=True)


def deck(client: Client, **query: str) -> list[int]:
    page = client.get(reverse("triage:index"), query).content.decode()
    return [int(pk) for pk in re.findall(r'<li data-pk="(\d+)"', page)]


def test_the_newest_comes_first(hers: Client, cats: list[int]) -> None:
    assert deck(hers) == cats


def test_what_was_kept_or_rejected_does_not_come_again(hers: Client, alice: User, cats: list[int]) -> None:
    choosing.mark(alice, cats[:1], verdict="keep")
    choosing.mark(alice, cats[1:2], verdict="reject")
    assert deck(hers) == cats[2:]


def test_it_comes_where_it_is_asked_for(hers: Client, alice: User, cats: list[int]) -> None:
    choosing.mark(alice, cats[:1], verdict="keep")
    assert deck(hers, q="is:kept") == cats[:1]


def test_a_press_says_it_and_goes_on(hers: Client, cats: list[int]) -> None:
    fields = {"do": "keep", "pick": str(cats[0]), "next": str(cats[1]), "q": "cat"}
    answer = hers.post(reverse("triage:say"), fields)
    assert answer.headers["Location"].endswith(f"&at={cats[1]}")
    assert (Mark.objects.get().picture_id, Mark.objects.get().verdict) == (cats[0], "keep")


def test_undo_leads_back_to_the_picture(hers: Client, alice: User, cats: list[int]) -> None:
    choosing.mark(alice, cats[:1], verdict="reject")
    answer = hers.post(reverse("triage:undo"), {"at": str(cats[2])})
    assert answer.headers["Location"].endswith(f"&at={cats[0]}")
    assert not Mark.objects.exists()


def test_a_page_that_has_gone_on_hears_what_was_done(hers: Client, cats: list[int]) -> None:
    answer = hers.post(reverse("triage:say_now"), {"do": "grade:3", "pick": str(cats[0])})
    assert answer.json()["said"] == "1 picture marked."
    assert hers.post(reverse("triage:undo_now")).json() == {"undone": True, "picture": cats[0]}
    assert hers.post(reverse("triage:undo_now")).json() == {"undone": False, "picture": None}


def test_what_cannot_be_done_is_said(hers: Client, cats: list[int]) -> None:
    answer = hers.post(reverse("triage:say_now"), {"do": "grade:9", "pick": str(cats[0])})
    assert (answer.status_code, answer.json()) == (422, {"said": "Grades go from 1 to 5."})
    page = hers.post(reverse("triage:say"), {"do": "tag", "pick": str(cats[0])}, follow=True).content.decode()
    assert "A name is missing." in page


def test_the_next_ones_come_behind_the_last(hers: Client, cats: list[int]) -> None:
    page = hers.get(reverse("triage:deck"), {"after": str(cats[1])}).content.decode()
    assert [int(pk) for pk in re.findall(r'data-pk="(\d+)"', page)] == cats[2:]
    assert hers.get(reverse("triage:deck")).status_code == 404


def test_where_all_is_gone_through_the_page_says_so(hers: Client, alice: User, cats: list[int]) -> None:
    choosing.mark(alice, cats, verdict="keep")
    assert "All gone through" in hers.get(reverse("triage:index")).content.decode()


def test_a_stranger_sees_none(client: Client, charlie: User, cats: list[int]) -> None:
    client.force_login(charlie)
    assert deck(client, at=str(cats[0]), scope="team") == []
    assert client.post(reverse("triage:say_now"), {"do": "keep", "pick": str(cats[0])}).json()["change"] is None


def test_it_asks_twelve_questions_at_most(
    hers: Client, cats: list[int], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        deck(hers)
