"""Looking at the vault at once."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from jobs.models import Shelf, Stored
from jobs.models.stored import NEVER
from mjweb.accounts.models import User
from tests.jobs.views.conftest import finished


def check(*words: str) -> str:
    out = StringIO()
    call_command("vault", "check", *words, stdout=out)
    return out.getvalue()


def test_a_whole_vault_is_said_to_be_whole(alice: User) -> None:
    pictures = finished(alice).pictures.count()
    assert f"{pictures} originals; {pictures} read now: {pictures} whole, 0 missing, 0 damaged." in check("--all")
    assert f"{pictures} originals; 1 read now" in check("--sample", "1")


def test_it_fails_and_names_what_is_missing_until_it_is_back(alice: User) -> None:
    picture = finished(alice).pictures.order_by("index")[0]
    file = Path(default_storage.path(picture.name))
    kept = file.read_bytes()
    file.unlink()
    try:
        with pytest.raises(CommandError, match="1 originals are missing or damaged"):
            check("--all")
        with pytest.raises(CommandError):  # known to be wrong, so read again however small the sample
            check("--sample", "0")
    finally:
        file.write_bytes(kept)
    assert "0 missing" in check("--sample", "0")
    assert not Stored.objects.wrong().exists()


def test_it_fails_where_the_sums_are_old_and_wrong(alice: User) -> None:
    finished(alice)
    assert "added up anew" in check()
    Shelf.objects.update(at=NEVER)
    assert "added up anew" not in check()
    finished(alice, "a cat")
    with pytest.raises(CommandError, match="more than a day"):
        check()
