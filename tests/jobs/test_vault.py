"""Originals are read again; what is missing or damaged is told, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from jobs import vault
from jobs.models import Picture, Shelf, Stored
from jobs.models.stored import NEVER, Condition
from jobs.views.figures import Vitals
from mjweb.accounts.models import Kind, Mail, Notice, User
from tests.jobs.views.conftest import finished


@pytest.fixture
def pictures(alice: User, bob: User) -> list[Picture]:
    return list(finished(bob).pictures.order_by("index"))


def path(picture: Picture) -> Path:
    return Path(default_storage.path(picture.name))


def wound(picture: Picture) -> bytes:
    """Change one byte of its file; what it held before, for whoever puts it back."""
    before = path(picture).read_bytes()
    path(picture).write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    return before


def test_a_slice_reads_all_that_is_new(pictures: list[Picture]) -> None:
    vault.run()
    assert set(Stored.objects.values_list("condition", flat=True)) == {Condition.OK}
    assert Stored.objects.count() == len({one.sha256 for one in Picture.objects.all()})
    assert not Stored.objects.filter(checked_at=NEVER).exists()


def test_a_slice_is_bounded_and_goes_on_where_the_last_one_ended(
    pictures: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "SLICE", 2)
    seen = []
    for _ in range(3):
        vault.run()
        seen.append(Stored.objects.exclude(checked_at=NEVER).count())
    total = Stored.objects.count()
    assert total >= 4
    assert seen == [2, 4, min(6, total)]


def test_a_changed_byte_and_a_missing_file_are_found(pictures: list[Picture]) -> None:
    before = {one.pk: path(one).read_bytes() for one in pictures[:2]}
    try:
        wound(pictures[0])
        path(pictures[1]).unlink()
        vault.run()
        found = dict(Stored.objects.wrong().values_list("sha256", "condition"))
        assert found == {pictures[0].sha256: Condition.DAMAGED, pictures[1].sha256: Condition.MISSING}
    finally:
        for one in pictures[:2]:
            path(one).write_bytes(before[one.pk])
    vault.run()
    assert not Stored.objects.wrong().exists()


def test_operators_and_nobody_else_hear_of_it_once(alice: User, bob: User, pictures: list[Picture]) -> None:
    before = [wound(one) for one in pictures[:2]]
    try:
        for _ in range(2):
            vault.run()
        notice = Notice.objects.get(kind=Kind.VAULT)
        assert (notice.user, notice.pieces["count"]) == (alice, "2")
        assert Mail.objects.get().to == alice.email
        assert Vitals().vault.level == "bad"
    finally:
        for one, data in zip(pictures, before, strict=False):
            path(one).write_bytes(data)


def test_what_no_picture_has_any_more_is_forgotten(pictures: list[Picture]) -> None:
    vault.run()
    kept = path(pictures[0]).read_bytes()
    pictures[0].delete()
    path(pictures[0]).unlink()
    try:
        vault.run()
        assert not Stored.objects.filter(sha256=pictures[0].sha256).exists()
        assert not Notice.objects.filter(kind=Kind.VAULT).exists()
    finally:
        path(pictures[0]).write_bytes(kept)


def test_a_missing_file_is_a_quiet_picture_and_a_sentence(client: Client, alice: User, pictures: list[Picture]) -> None:
    kept = path(pictures[0]).read_bytes()
    path(pictures[0]).unlink()
    try:
        vault.run()
        answer = client.get(pictures[0].url)
        assert (answer.status_code, answer["Content-Type"]) == (404, "image/png")
        assert answer["Cache-Control"] == "private, no-store"
        client.force_login(alice)
        assert "missing or damaged" in client.get(f"/pictures/{pictures[0].pk}/").content.decode()
    finally:
        path(pictures[0]).write_bytes(kept)


def test_storage_is_added_up_once_a_day(alice: User, bob: User, pictures: list[Picture]) -> None:
    vault.run()
    assert Shelf.objects.kept() == Shelf.objects.counted()
    shelf = Shelf.objects.get()
    assert (shelf.user, shelf.pictures) == (bob, Picture.objects.count())
    finished(alice)
    vault.run()
    assert Shelf.objects.count() == 1
    Shelf.objects.update(at=NEVER)
    vault.run()
    assert Shelf.objects.kept() == Shelf.objects.counted()
    assert Shelf.objects.count() == 2
