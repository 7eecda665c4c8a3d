"""The engine's folder: finished pictures as PNG with what is known of them, previews, kept inputs; safely written."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

_URL = re.compile(r"sketch:(?P<id>[0-9a-f]{32})/(?P<name>[0-4]\.png)", re.ASCII)
BLOCK = 1 << 16
KEPT = 14 * 24 * 3600.0
"""Seconds that finished pictures stay on the engine's disk."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the engine keeps its things: `accepts.sqlite3`, one folder per job, and `inputs` for what was uploaded."""

    path: Path

    @property
    def log(self) -> Path:
        """The accept log."""
        return self.path / "accepts.sqlite3"

    def make(self) -> Self:
        """Create the folder where it is missing, for the owner of this process only."""
        (self.path / "inputs").mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def job(self, job_id: str) -> Path:
        """Where the pictures of one job lie."""
        return self.path / job_id

    def picture(self, job_id: str, index: int) -> Path:
        """A finished picture: 1 to 4 a tile, 0 the grid or the single picture."""
        return self.job(job_id) / f"{index}.png"

    def preview(self, job_id: str, index: int) -> Path:
        """The present look of a picture that is being drawn."""
        return self.job(job_id) / f"{index}.webp"

    def find(self, url: str) -> Path | None:
        """The file behind a link of ours; None for anything that is not exactly such a link."""
        match = _URL.fullmatch(url)
        return self.path / match["id"] / match["name"] if match else None

    def drop_job(self, job_id: str) -> None:
        """Delete the pictures of one job."""
        shutil.rmtree(self.job(job_id), ignore_errors=True)

    def keep_input(self, content: bytes, ending: str) -> str:
        """Keep what an order brought along, for good, and return its name; the same content is kept once."""
        name = f"{hashlib.sha256(content).hexdigest()}.{ending}"
        path = self.path / "inputs" / name
        if not path.exists():
            with replacing(path) as file:
                file.write(content)
        return name

    def input(self, name: str) -> Path:
        """A kept input."""
        return self.path / "inputs" / name


def link(job_id: str, index: int) -> str:
    """The address of a finished picture, as `Folder.find` reads it."""
    return f"sketch:{job_id}/{index}.png"


@contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """A file that appears under its name whole or not at all; `durable` also outlives a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    if durable:
        _sync_folder(path.parent)
        _sync_folder(path.parent.parent)


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
