"""Who has shared something."""

from __future__ import annotations

import pytest

from mjweb.accounts.models import User
from mjweb.gallery import choosing
from mjweb.gallery.makers import makers
from tests.mjweb.gallery.conftest import Make

pytestmark = pytest.mark.django_db


def told(user: User) -> list[tuple[str, int]]:
    return [(str(one.user), one.latest.pk) for one in makers(user)]


def test_whose_picture_is_newest_stands_first(alice: User, bob: User, made: Make) -> None:
    (hers,), (his,) = made(alice, "a cat", 1), made(bob, "a dog", 1)
    assert told(alice) == [(str(bob), his.pk), (str(alice), hers.pk)]


def test_whoever_shares_nothing_is_not_there(alice: User, bob: User, made: Make) -> None:
    (hers,) = made(alice, "a cat", 1)
    choosing.hide(alice, [hers.pk])
    assert told(alice) == told(bob) == []


def test_strangers_are_not_there(alice: User, charlie: User, made: Make) -> None:
    made(alice, "a cat", 1)
    assert told(charlie) == []
