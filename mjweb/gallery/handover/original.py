"""The original of a picture in the vault, and the file that leaves the house made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from django.core.files.storage import default_storage

from jobs import bare
from jobs.errors import BadPicture
from jobs.models import Picture
from mjweb.gallery.handover import facts, files
from mjweb.gallery.handover.facts import Facts, holds_addresses
from mjweb.gallery.handover.notes import Notes
from mjweb.gallery.handover.splice import Damaged, Range, Splice


class Missing(Exception):
    """The vault does not hold the file."""


def opened(picture: Picture) -> IO[bytes]:
    """For its caller to close. Raises Missing, and Damaged where it is not as long as it was."""
    try:
        file: IO[bytes] = default_storage.open(picture.name)
    except FileNotFoundError:
        raise Missing from None
    try:
        file.seek(0, 2)
        if file.tell() != picture.size:
            raise Damaged("the file is not as long as it was")
    except BaseException:
        file.close()
        raise
    return file


def spliced(picture: Picture) -> Splice:
    """What leaves the house. Raises Missing and Damaged."""
    with opened(picture) as file:
        return made(file, picture, facts.of(picture))


def made(file: IO[bytes], picture: Picture, said: Facts) -> Splice:
    """The file with what is said of it. Nothing else that is written in it goes along where its words are hidden from
    whoever takes it: services write the prompt there. Raises Damaged.
    """
    if picture.job.is_told:
        return files.spliced(file, picture.extension, said)
    try:
        return Splice(bare.pieces(file, picture.extension))
    except BadPicture as error:
        raise Damaged(error.message) from error


def chunks(picture: Picture, made: Splice) -> Iterator[bytes]:
    """Its bytes. The file is opened for the first of them: an answer that nobody reads holds nothing open."""
    with opened(picture) as file:
        yield from made.stream(file)


def recipe(picture: Picture, file: IO[bytes], made: Splice) -> list[Range | bytes]:
    """How the original is made of what leaves the house; without what names addresses of pictures: then it is not."""
    if not picture.job.is_told:
        return []  # what was taken out would be in it
    said = files.notes(file, picture.extension) if len(made.pieces) > 1 else Notes()
    texts = "\n".join((said.xmp.decode("latin-1"), said.exif.decode("latin-1"), *said.texts.values()))
    if holds_addresses(texts):
        return []
    return made.back(file, picture.size)
