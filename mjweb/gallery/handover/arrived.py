"""What came as a file, looked at before it is trusted: archives and what is in them. Nothing is written by its name."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _

from mjweb.gallery.handover.splice import CHUNK

MOST_FILES = 12_000
MOST_DIRECTORY = 8_000_000
"""Bytes of an archive's list of files: each of them is an object in memory."""
MOST_TIMES = 8
"""So many times its own size an archive may unpack to: pictures are packed already."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_TAIL = 65_557  # the end of an archive, with the longest comment
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Refused(Exception):
    """A file is not taken; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def is_archive(file: IO[bytes]) -> bool:
    """By its first bytes, whatever it is called."""
    file.seek(0)
    return file.read(4) in _ZIP


def ends_as_archive(file: IO[bytes]) -> bool:
    """Whether an archive hides behind what a file begins as."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - _TAIL))
    return _END in file.read(_TAIL)


def listed(file: IO[bytes]) -> zipfile.ZipFile:
    """An archive whose list of files is bounded before it is read. Raises Refused."""
    file.seek(0, 2)
    size = file.tell()
    at = max(0, size - _TAIL)
    file.seek(at)
    tail = file.read(_TAIL)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise Refused(_("The archive is cut short."))
    files, length = struct.unpack("<HI", tail[end + 10 : end + 16])
    if files > MOST_FILES or length > MOST_DIRECTORY or tail[max(0, end - 20) : end].startswith(_END_64):
        raise Refused(_("The archive lists too many files."))
    try:
        found = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise Refused(_("The archive is damaged.")) from error
    if len(found.infolist()) > MOST_FILES:
        raise Refused(_("The archive lists too many files."))
    if sum(one.file_size for one in found.infolist()) > MOST_TIMES * size:
        raise Refused(_("The archive would unpack to many times its size."))
    return found


def check(entry: zipfile.ZipInfo) -> None:
    """What can be said of a file of an archive before it is read. Raises Refused."""
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or ":" in name.partition("/")[0] or ".." in name.split("/"):
        raise Refused(_("Its name leads out of the archive."))
    if entry.flag_bits & 1:
        raise Refused(_("It is locked by a password."))
    if entry.compress_type not in _KINDS:
        raise Refused(_("It is packed in a way that is not opened here."))


@contextmanager
def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[Iterator[bytes]]:
    """The bytes of a file of an archive, in chunks. Raises Refused, also inside of the `with`."""
    check(entry)
    try:
        with archive.open(entry) as file:
            yield iter(lambda: file.read(CHUNK), b"")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error) as error:
        raise Refused(_("It is damaged in the archive, or not as large as that says.")) from error
