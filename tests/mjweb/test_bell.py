"""A bell that rings when a file of a folder is written to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mjweb.bell import Bell

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")


@pytest.fixture
def bell(tmp_path: Path) -> Iterator[Bell]:
    (tmp_path / "rows").write_text("a")
    bell = Bell(tmp_path)
    yield bell
    bell.close()


def test_it_rings_once_for_what_was_written(bell: Bell, tmp_path: Path) -> None:
    assert not bell.rang(0)
    with (tmp_path / "rows").open("a") as rows:
        rows.write("b")
    assert bell.rang(1)
    assert not bell.rang(0)


def test_it_rings_for_a_file_that_was_not_there_when_it_was_hung(bell: Bell, tmp_path: Path) -> None:
    (tmp_path / "rows-wal").write_text("b")
    assert bell.rang(1)


def test_it_does_not_ring_for_what_is_read(bell: Bell, tmp_path: Path) -> None:
    (tmp_path / "rows").read_text()
    assert not bell.rang(0)


def test_there_is_none_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="watched"):
        Bell(tmp_path / "nowhere")
