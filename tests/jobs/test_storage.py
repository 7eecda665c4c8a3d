"""The vault writes whole files or none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from jobs import faults, storage
from jobs.storage import ABANDONED, DRAFTS, Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(location=tmp_path)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def left(vault: Vault, name: str, seconds: float) -> None:
    """A draft that a killed process wrote to last so long ago."""
    folder = Path(vault.location) / DRAFTS
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"half")
    at = time.time() - seconds
    os.utime(folder / name, (at, at))


def test_a_file_is_found_under_the_name_it_was_given(vault: Vault) -> None:
    assert vault.save("ab/cd/abcd.png", ContentFile(b"bytes")) == "ab/cd/abcd.png"
    with vault.open("ab/cd/abcd.png") as file:
        assert file.read() == b"bytes"


def test_where_a_test_fills_the_disk_nothing_is_written(vault: Vault, settings: Settings, tmp_path: Path) -> None:
    settings.FAULTS = tmp_path / "faults"
    settings.FAULTS.mkdir()
    (full := settings.FAULTS / faults.FULL).touch()
    with pytest.raises(OSError, match="No space left"):
        vault.save("ab/a.png", ContentFile(b"bytes"))
    assert [*(tmp_path / "ab").iterdir(), *(tmp_path / DRAFTS).iterdir()] == []
    full.unlink()
    assert vault.save("ab/a.png", ContentFile(b"bytes")) == "ab/a.png"


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
    assert files(tmp_path) == []


@pytest.mark.parametrize("name", ["../a.png", "/etc/a.png", "a/../../b.png"])
def test_no_name_leads_out_of_the_vault(vault: Vault, name: str) -> None:
    with pytest.raises(Exception, match=r"(?i)traversal|outside|suspicious|located"):
        vault.save(name, ContentFile(b"bytes"))


def test_a_draft_that_a_kill_left_is_removed_after_an_hour(vault: Vault, tmp_path: Path) -> None:
    left(vault, "a.png.1234", ABANDONED + 1)
    assert (vault.sweep(), files(tmp_path)) == (1, [])


def test_a_draft_that_may_still_be_written_stays(vault: Vault, tmp_path: Path) -> None:
    left(vault, "a.png.1234", ABANDONED - 60)
    assert (vault.sweep(), files(tmp_path)) == (0, [f"{DRAFTS}/a.png.1234"])


def test_a_picture_stays_however_old_it_is(vault: Vault, tmp_path: Path) -> None:
    vault.save("ab/cd/abcd.png", ContentFile(b"bytes"))
    os.utime(tmp_path / "ab/cd/abcd.png", (0, 0))
    assert (vault.sweep(), files(tmp_path)) == (0, ["ab/cd/abcd.png"])


def test_a_draft_that_is_finished_meanwhile_is_no_trouble(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / DRAFTS).mkdir()
    (tmp_path / DRAFTS / "a.png.1234").symlink_to(tmp_path / "gone")  # as what is listed, and not there when asked
    assert vault.sweep() == 0


def test_a_vault_that_never_was_written_to_has_nothing_to_sweep(vault: Vault) -> None:
    assert vault.sweep() == 0


def test_what_is_killed_in_the_middle_of_a_write_leaves_no_more_than_a_draft(vault: Vault, tmp_path: Path) -> None:
    pid = os.fork()
    if not pid:

        class Deadly(ContentFile):  # type: ignore[type-arg]
            def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
                yield b"half"
                os._exit(1)

        vault.save("ab/abcd.png", Deadly(b"whole"))
    os.waitpid(pid, 0)
    (draft,) = files(tmp_path)
    assert draft.startswith(DRAFTS)


def test_the_vault_of_the_site_is_swept(settings: Settings, tmp_path: Path) -> None:
    where = {"BACKEND": "jobs.storage.Vault", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": where}
    left(Vault(location=tmp_path), "a.png.1234", ABANDONED + 1)
    storage.sweep()
    assert files(tmp_path) == []


def old(vault: Vault, name: str) -> Path:
    """A file that nobody has saved for longer than a job takes."""
    vault.save(name, ContentFile(b"bytes"))
    os.utime(vault.path(name), (0, 0))
    return Path(vault.path(name))


def test_a_file_that_nobody_needs_is_discarded(vault: Vault, tmp_path: Path) -> None:
    old(vault, "ab/a.png")
    assert (vault.discard("ab/a.png"), vault.discard("ab/a.png"), files(tmp_path)) == (True, True, [])


def test_a_file_that_was_saved_just_now_is_not_discarded(vault: Vault) -> None:
    path = old(vault, "ab/a.png")
    vault.save("ab/a.png", ContentFile(b"bytes"))
    assert not vault.discard("ab/a.png")
    assert path.exists()


def test_a_file_that_is_saved_while_it_is_discarded_is_put_back(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old(vault, "ab/a.png")
    replace = Path.replace

    def saved_meanwhile(self: Path, target: Path) -> Path:
        if self == path:
            vault.save("ab/a.png", ContentFile(b"bytes"))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", saved_meanwhile)
    assert not vault.discard("ab/a.png")
    assert path.read_bytes() == b"bytes"


def test_a_file_that_goes_while_it_is_saved_is_written_anew(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old(vault, "ab/a.png")

    def gone(_path: Path) -> None:
        path.unlink()
        raise FileNotFoundError

    monkeypatch.setattr(os, "utime", gone)
    vault.save("ab/a.png", ContentFile(b"bytes"))
    assert path.read_bytes() == b"bytes"
