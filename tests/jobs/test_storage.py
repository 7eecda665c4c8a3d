"""The vault writes whole files or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from jobs.storage import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(location=tmp_path)


def test_a_file_is_found_under_the_name_it_was_given(vault: Vault) -> None:
    assert vault.save("ab/cd/abcd.png", ContentFile(b"bytes")) == "ab/cd/abcd.png"
    with vault.open("ab/cd/abcd.png") as file:
        assert file.read() == b"bytes"


def test_a_file_that_is_there_is_left_as_it_is(vault: Vault) -> None:
    vault.save("a.png", ContentFile(b"first"))
    assert vault.save("a.png", ContentFile(b"second")) == "a.png"
    with vault.open("a.png") as file:
        assert file.read() == b"first"


def test_a_write_that_fails_leaves_nothing_behind(vault: Vault, tmp_path: Path) -> None:
    class Broken(ContentFile):  # type: ignore[type-arg]
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        vault.save("a.png", Broken(b"whole"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "a/../../b.png"])
def test_no_name_leads_out_of_the_vault(vault: Vault, name: str) -> None:
    with pytest.raises(Exception, match=r"(?i)traversal|outside|suspicious|located"):
        vault.save(name, ContentFile(b"bytes"))
