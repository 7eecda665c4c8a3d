"""The three kinds of files by their extension."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from mjweb.gallery.handover import jpeg, png, webp
from mjweb.gallery.handover.facts import Facts
from mjweb.gallery.handover.notes import Notes
from mjweb.gallery.handover.splice import Splice

_WRITE: dict[str, Callable[[IO[bytes], Facts], Splice]] = {
    "png": png.spliced,
    "jpg": jpeg.spliced,
    "webp": webp.spliced,
}
_READ: dict[str, Callable[[IO[bytes]], Notes]] = {"png": png.notes, "jpg": jpeg.notes, "webp": webp.notes}


def spliced(file: IO[bytes], extension: str, facts: Facts) -> Splice:
    """The file with what is known written into it; its pixels are ranges of it, byte for byte. Raises Damaged."""
    return _WRITE[extension](file, facts)


def notes(file: IO[bytes], extension: str) -> Notes:
    """What stands in it beside its pixels. Raises Damaged."""
    return _READ[extension](file)
