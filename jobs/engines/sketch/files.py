"""The engine's folder: finished pictures as PNG with what is known of them, previews, kept inputs; safely written."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs.engines.sketch.meta import text_chunks

Pixels = NDArray[np.uint8]
"""A picture (h, w, 3) in sRGB."""

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


def save_preview(path: Path, pixels: Pixels) -> None:
    """Write a small WebP; a reader sees the old one or the new one, never half of one."""
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "WEBP", quality=70, method=2)
    with replacing(path, durable=False) as file:
        file.write(content.getvalue())


class Png:
    """Writes a PNG band by band, so that a picture never needs to be in memory whole.

    Rows are filtered by Sub or Up, whichever looks flatter, and packed at zlib level 1: a megapixel costs about a
    tenth of a second. Use as a context manager and add exactly `height` rows.
    """

    def __init__(self, file: BinaryIO, width: int, height: int, facts: Mapping[str, str]) -> None:
        self._file = file
        self._width = width
        self._left = height
        self._above: Pixels = np.zeros(width * 3, np.uint8)
        self._pack = zlib.compressobj(1, zlib.DEFLATED, 15, 9, zlib.Z_FILTERED)
        file.write(b"\x89PNG\r\n\x1a\n")
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        self._chunk(b"sRGB", b"\0")
        for kind, content in text_chunks(facts):
            self._chunk(kind, content)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            if self._left:
                raise ValueError(f"{self._left} rows of the picture are missing")
            self._chunk(b"IDAT", self._pack.flush())
            self._chunk(b"IEND", b"")

    def add(self, band: Pixels) -> None:
        """Write the next rows, (rows, width, 3)."""
        count = band.shape[0]
        if band.shape != (count, self._width, 3) or count > self._left:
            raise ValueError(f"a band of shape {band.shape} does not fit")
        rows = np.ascontiguousarray(band).reshape(count, self._width * 3)
        sub = rows.copy()
        sub[:, 3:] -= rows[:, :-3]
        up = rows.copy()
        up[1:] -= rows[:-1]
        up[0] -= self._above
        flatter = _roughness(up) < _roughness(sub)
        lines = np.empty((count, self._width * 3 + 1), np.uint8)
        lines[:, 0] = np.where(flatter, 2, 1)
        lines[:, 1:] = np.where(flatter[:, None], up, sub)
        self._above = rows[-1].copy()
        self._left -= count
        packed = self._pack.compress(lines.data)
        if packed:
            self._chunk(b"IDAT", packed)

    def _chunk(self, kind: bytes, content: bytes) -> None:
        self._file.write(struct.pack(">I", len(content)) + kind + content)
        self._file.write(struct.pack(">I", zlib.crc32(content, zlib.crc32(kind))))


def _roughness(lines: Pixels) -> NDArray[np.int64]:
    """Sum of the bytes of each row, taken as signed: the usual guess at how well it packs."""
    sums: NDArray[np.int64] = np.abs(lines.view(np.int8).astype(np.int16)).sum(axis=1, dtype=np.int64)
    return sums
