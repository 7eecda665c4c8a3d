"""The bin shows what its person threw away, and gives it back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import choosing
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def thrown(alice: User, made: Make) -> list[int]:
    numbers = [picture.pk for picture in made(alice, "a cat", 2)]
    choosing.throw_away(alice, numbers)
    return numbers


def test_what_was_thrown_away_is_there_and_nowhere_else(client: Client, alice: User, thrown: list[int]) -> None:
    client.force_login(alice)
    assert client.get(reverse("gallery:bin")).content.decode().count('name="pick"') == 2
    assert 'name="pick"' not in client.get(reverse("gallery:index")).content.decode()
    assert client.get(reverse("gallery:picture", args=[thrown[0]])).status_code == 404


def test_it_comes_back(client: Client, alice: User, thrown: list[int]) -> None:
    client.force_login(alice)
    client.post(reverse("gallery:choose"), {"do": "restore", "pick": thrown})
    assert Picture.objects.shown().count() == 2


def test_nobody_looks_into_the_bin_of_another(client: Client, bob: User, charlie: User, thrown: list[int]) -> None:
    for other in (bob, charlie):
        client.force_login(other)
        assert "The bin is empty" in client.get(reverse("gallery:bin")).content.decode()
