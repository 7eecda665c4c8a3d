"""What pictures take, by space and by person."""

from __future__ import annotations

from django.test import Client

from jobs.models import Shelf
from mjweb.accounts.models import User
from tests.mjweb.gallery.conftest import Make


def test_one_sees_ones_own_and_who_runs_the_team_all_of_it(
    client: Client, alice: User, bob: User, charlie: User, made: Make
) -> None:
    made(alice, "a cat", 3)
    made(bob, "a dog", 2)
    Shelf.objects.add_up()

    def seen(user: User) -> list[bool]:
        client.force_login(user)
        page = client.get("/usage/storage/").content.decode()
        return [word in page for word in ("3 pictures", "2 pictures", "Bob Baker</b>")]

    assert (seen(alice), seen(bob), seen(charlie)) == ([True, True, True], [False, True, False], [False, False, False])
