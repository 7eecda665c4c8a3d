"""The page of the votes on a collection."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import User
from mjweb.gallery import choosing
from mjweb.gallery.models import Collection
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def harbour(alice: User, bob: User, made: Make) -> Collection:
    collection = Collection.objects.create(team=alice.team, user=alice, name="Harbour", is_blind=True)
    choosing.collect(alice, [picture.pk for picture in made(alice, "a cat", 3)], collection)
    return collection


def page(client: Client, user: User, collection: Collection) -> str:
    client.force_login(user)
    return client.get(reverse("collections:votes", args=[collection.pk])).content.decode()


def test_it_says_who_has_voted_and_of_a_blind_vote_nothing_else(
    client: Client, alice: User, bob: User, harbour: Collection
) -> None:
    choosing.mark(bob, list(harbour.items.values_list("picture", flat=True)), verdict="reject")
    shown = page(client, alice, harbour)
    assert "1 of 2" in shown
    assert "What came of it" not in shown


def test_its_maker_opens_it(client: Client, alice: User, harbour: Collection) -> None:
    client.force_login(alice)
    shown = client.post(reverse("collections:open_votes", args=[harbour.pk]), follow=True).content.decode()
    assert "The votes are open." in shown
    assert "What came of it" in shown


def test_a_colleague_does_not(client: Client, bob: User, harbour: Collection) -> None:
    assert "Open the votes" not in page(client, bob, harbour)
    assert client.post(reverse("collections:open_votes", args=[harbour.pk])).status_code == 404
    assert Collection.objects.get().is_blind


def test_a_stranger_sees_none_of_it(client: Client, charlie: User, harbour: Collection) -> None:
    client.force_login(charlie)
    assert client.get(reverse("collections:votes", args=[harbour.pk])).status_code == 404


def test_a_saved_search_has_no_votes(client: Client, alice: User, harbour: Collection) -> None:
    Collection.objects.update(query="cat")
    client.force_login(alice)
    assert client.get(reverse("collections:votes", args=[harbour.pk])).status_code == 404


def test_on_a_private_collection_nobody_votes(client: Client, alice: User, harbour: Collection) -> None:
    Collection.objects.update(is_private=True)
    client.force_login(alice)
    assert client.get(reverse("collections:votes", args=[harbour.pk])).status_code == 404
    assert "Votes</a>" not in client.get(harbour.get_absolute_url()).content.decode()


def test_an_empty_collection_says_so(client: Client, alice: User, harbour: Collection) -> None:
    harbour.items.all().delete()
    assert "Nothing to vote on" in page(client, alice, harbour)


def test_its_maker_says_that_it_is_blind(client: Client, alice: User, harbour: Collection) -> None:
    client.force_login(alice)
    client.post(reverse("collections:change", args=[harbour.pk]), {"name": "Harbour"})
    assert not Collection.objects.get().is_blind


def test_it_asks_few_questions(
    client: Client, alice: User, harbour: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Collection.objects.update(is_blind=False)
    page(client, alice, harbour)
    with django_assert_max_num_queries(12):
        client.get(reverse("collections:votes", args=[harbour.pk]))
