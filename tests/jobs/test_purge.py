"""What lay in the bin for thirty days goes for good, and nothing else does."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from jobs import purge, vault, wide
from jobs.models import Picture, Stored
from jobs.models.picture import Part
from jobs.models.stored import NEVER
from mjweb.accounts.models import User
from mjweb.gallery import choosing
from tests.mjweb.gallery.conftest import Make, made

__all__ = ["made"]


def age(picture: Picture, seconds: float = 7200) -> None:
    """Let the files of a picture be older than anybody who may still be bringing them home."""
    for name in filter(default_storage.exists, picture.names):
        os.utime(default_storage.path(name), (time.time() - seconds,) * 2)


@pytest.fixture
def old(alice: User, made: Make) -> Picture:
    """Thrown away 31 days ago."""
    (picture,) = made(alice, "a cat", 1)
    Picture.objects.filter(pk=picture.pk).update(binned_at=timezone.now() - timedelta(days=31))
    wide.name_of(picture.sha256, picture.extension)  # it was looked at on a large screen
    age(picture)
    picture.refresh_from_db()
    return picture


def files(picture: Picture) -> list[bool]:
    return [Path(default_storage.path(name)).exists() for name in picture.names]


def test_its_files_are_gone_and_its_address_says_so(client: Client, old: Picture) -> None:
    assert purge.purge() == 1
    assert files(old) == [False, False, False, False]
    assert [client.get(url).status_code for url in (old.url, old.url_320)] == [410, 410]


def test_it_is_purged_once(old: Picture) -> None:
    purge.purge()
    assert purge.purge() == 0


def test_what_was_thrown_away_later_stays(client: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    age(picture)
    Picture.objects.filter(pk=picture.pk).update(binned_at=timezone.now() - timedelta(days=29))
    assert purge.purge() == 0
    assert client.get(picture.url).status_code == 200


def test_a_file_that_another_picture_has_stays(alice: User, old: Picture, made: Make) -> None:
    (twin,) = made(alice, "a dog", 1)
    Picture.objects.filter(pk=twin.pk).update(sha256=old.sha256)
    assert purge.purge() == 1
    assert files(old) == [True, True, True, True]


def test_a_file_that_was_saved_just_now_stays_until_its_row_is_there(old: Picture) -> None:
    with default_storage.open(old.name) as same:
        default_storage.save(old.name, same)
    assert purge.purge() == 0
    assert files(old)[0]


def test_what_waits_for_its_end_cannot_be_restored(alice: User, old: Picture) -> None:
    assert choosing.restore(alice, [old.pk]) is None


def test_who_died_between_leaves_one_that_is_purged_again(old: Picture) -> None:
    default_storage.delete(old.name)
    assert purge.purge() == 1


def test_a_purged_picture_is_no_alarm(old: Picture) -> None:
    vault.run()
    purge.purge()
    Stored.objects.update(checked_at=NEVER)
    vault.run()
    assert not Stored.objects.filter(sha256=old.sha256).exists()


def test_with_its_last_tile_the_file_of_a_grid_goes_too(alice: User, made: Make) -> None:
    tiles = made(alice, "a cat", 2)
    grid = Picture.objects.get(pk=tiles[0].pk)
    grid.pk, grid.part, grid.index, grid.token, grid.sha256 = None, Part.GRID, 0, "g" * 43, "a" * 64
    grid.save()
    Picture.objects.filter(pk__in=[one.pk for one in tiles]).update(binned_at=timezone.now() - timedelta(days=31))
    for tile in tiles:
        age(tile)
    assert (purge.purge(), purge.purge(), purge.purge()) == (2, 1, 0)
    grid.refresh_from_db()
    assert grid.purged_at is not None
