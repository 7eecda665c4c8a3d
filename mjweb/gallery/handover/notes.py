"""What stands in a file beside its pixels, as it was found there."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 2_000_000
"""Bytes of one note that is read; some pack a kilobyte into a gigabyte."""


@dataclass(slots=True)
class Notes:
    """`texts` by keyword, the first of each; `exif` as a TIFF file; `xmp` as a packet."""

    texts: dict[str, str] = field(default_factory=dict)
    exif: bytes = b""
    xmp: bytes = b""
