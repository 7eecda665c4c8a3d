"""Pixels as files: finished pictures as PNG with what is known of them, and previews as WebP."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs.engines.sketch.files import replacing
from jobs.engines.sketch.meta import text_chunks

Pixels = NDArray[np.uint8]
"""A picture (h, w, 3) in sRGB."""


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
