"""Pictures as a ZIP that is sent while it is made: its length is known before, its memory does not grow with it."""

from __future__ import annotations

import csv
import hashlib
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from zipstream import ZipStream

from jobs import privacy
from jobs.models import Picture
from jobs.models.picture import PictureQuerySet
from mjweb.accounts.models import User
from mjweb.gallery.handover import facts as known
from mjweb.gallery.handover import manifest, marks, original
from mjweb.gallery.handover.names import name_of
from mjweb.gallery.handover.original import Missing
from mjweb.gallery.handover.splice import CHUNK, Damaged, Range, Splice, stretch
from mjweb.spreadsheet import inert

log = logging.getLogger(__name__)

TABLE = "pictures.csv"
_AT_ONCE = 200  # rows read at a time
_IN_MEMORY = 4_000_000
_HEAD = (
    *("file", "prompt", "parameters", "author", "date", "job", "index", "action", "width", "height", "seed"),
    *("sha256", "licence", "problem"),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A file of the archive: where its original is, and its pieces. Those that are not of the original are spooled."""

    file: str
    vault: str
    size: int
    sha256: str
    pieces: tuple[tuple[bool, int, int], ...]  # of the original; offset; length

    def __len__(self) -> int:
        return sum(length for _of_original, _offset, length in self.pieces)


class Spool(SpooledTemporaryFile[bytes]):
    """What is kept from planning to sending: in memory as long as it is little. The archive closes it."""


class Archive:
    """Of the pictures of a queryset, as `user` sees them. Iterate over it once, and close it."""

    def __init__(self, pictures: PictureQuerySet, user: User) -> None:
        self._user = user
        self._literals = Spool(_IN_MEMORY)
        self._manifest = Spool(_IN_MEMORY)
        self._table = Spool(_IN_MEMORY)
        self._damaged: list[str] = []
        self._zip = ZipStream(sized=True)
        self._manifest.write(manifest.HEAD.encode())
        self._row(_HEAD)
        related = marks.beside(pictures.select_related("job__upstream", "job__parent", "user"), user)
        for number, picture in enumerate(related.iterator(_AT_ONCE)):
            self._plan(picture, is_first=not number)
        length = self._table.tell()
        self._zip.add(stretch(self._table, 0, length), TABLE, size=length)
        length = self._manifest.tell()
        end = len(manifest.foot([]).encode())
        self._zip.add(self._said(length), manifest.NAME, size=length + end)

    def __len__(self) -> int:
        return len(self._zip)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._zip)

    def close(self) -> None:
        for spool in (self._literals, self._manifest, self._table):
            spool.close()

    def __del__(self) -> None:
        """Of an answer that was never sent nothing stays behind."""
        self.close()

    def _plan(self, picture: Picture, *, is_first: bool) -> None:
        privacy.told(picture.job, self._user)
        file, sent, problem = name_of(picture), "", ""
        said = known.of(picture)
        recipe: list[Range | bytes] = []
        try:
            with original.opened(picture) as opened:
                try:
                    made = original.made(opened, picture, said)
                except Damaged:
                    if not picture.job.is_told:
                        raise
                    problem = _("The original is damaged and comes as it is.")
                    made = Splice([(0, picture.size)])
                recipe = original.recipe(picture, opened, made)
            planned = Planned(file, picture.name, picture.size, picture.sha256, tuple(self._spooled(made)))
            self._zip.add(self._content(planned), file, size=len(planned))
            sent = file
        except Missing:
            problem = _("The original is not in the vault any more.")
        except Damaged:
            problem = _("The original in the vault is damaged: its length is not what it was.")
        if problem:
            self._zip.add(f"{picture.job.title}\n\n{problem}\n", f"{file}.txt")
        line = manifest.entry(picture, said, sent, recipe, {"problem": problem, **marks.of(picture)})
        self._manifest.write(("" if is_first else ",\n").encode() + line.encode())
        self._row(
            (
                *(sent, said.prompt, said.parameters, said.author, said.moment or "", said.job),
                *(picture.index, picture.job.action, picture.width, picture.height, picture.job.seed),
                *(picture.sha256, said.licence, problem),
            )
        )

    def _row(self, cells: tuple[object, ...]) -> None:
        out = io.StringIO()
        csv.writer(out).writerow([inert(cell) for cell in cells])
        self._table.write(out.getvalue().encode())

    def _spooled(self, made: Splice) -> Iterator[tuple[bool, int, int]]:
        for piece in made.pieces:
            if isinstance(piece, tuple):
                yield True, *piece
            else:
                at = self._literals.seek(0, 2)
                self._literals.write(piece)
                yield False, at, len(piece)

    def _content(self, planned: Planned) -> Iterator[bytes]:
        """A file, of exactly the length that was promised: what has gone from the vault meanwhile becomes zeros."""
        sent = 0
        digest = hashlib.sha256()
        try:
            with default_storage.open(planned.vault) as file:
                for chunk in self._pieces(planned, file, digest):
                    sent += len(chunk)
                    yield chunk
            whole = digest.hexdigest() == planned.sha256
        except (OSError, Damaged):
            log.exception("the original of %s went while an archive was written", planned.file)
            whole = False
        if not whole:
            self._damaged.append(planned.file)
        while sent < len(planned):
            chunk = bytes(min(CHUNK, len(planned) - sent))
            sent += len(chunk)
            yield chunk

    def _pieces(self, planned: Planned, file: IO[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
        """The bytes of a file; `digest` sees the whole original, which stands there in its order but for some gaps."""
        reached = 0
        for of_original, offset, length in planned.pieces:
            if not of_original:
                yield from stretch(self._literals, offset, length)
                continue
            for chunk in stretch(file, reached, offset - reached):
                digest.update(chunk)
            for chunk in stretch(file, offset, length):
                digest.update(chunk)
                yield chunk
            reached = offset + length
        for chunk in stretch(file, reached, planned.size - reached):
            digest.update(chunk)

    def _said(self, length: int) -> Iterator[bytes]:
        yield from stretch(self._manifest, 0, length)
        yield manifest.foot(self._damaged).encode()
