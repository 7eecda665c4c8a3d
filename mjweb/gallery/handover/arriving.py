"""Imports what arrived, file by file, in the background; going on where it was interrupted does nothing twice."""

from __future__ import annotations

import logging
import time
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from jobs import importing, looks, queue
from jobs.errors import BadPicture
from jobs.importing import Given
from jobs.looks import Look, Received
from jobs.models import Heartbeat, Picture
from jobs.times import times
from mjweb.accounts.models import Membership, Right
from mjweb.gallery.handover import arrived, descent, marks, reading, told
from mjweb.gallery.handover.archive import TABLE
from mjweb.gallery.handover.arrived import Refused
from mjweb.gallery.handover.manifest import NAME
from mjweb.gallery.handover.splice import CHUNK, Damaged
from mjweb.gallery.models import Arrival, ArrivedFile, Outcome

log = logging.getLogger(__name__)

DEADLY = 2  # times that a file was begun and not ended; it is given up rather than begun a third time
TASK = "mjweb.gallery.tasks.arrive"


def send(arrival: Arrival) -> None:
    """Ask for it to be gone on with."""
    queue.send(queue.MEDIA, TASK, arrival.pk)


def sweep() -> None:
    """Ask again for those that nobody is at."""
    for arrival in Arrival.objects.left_alone()[:20]:
        send(arrival)


def run(pk: int) -> None:
    """Go on with one, as long as a task may take; what is left is for the next."""
    arrival = Arrival.objects.lease_one(pk)
    if arrival is None:
        return
    begun = time.monotonic()
    may_come = Membership.objects.granting(Right.CREATE).of(arrival.user).filter(team=arrival.team).exists()
    is_finished = False
    with Opened() as opened:
        while not is_finished and time.monotonic() - begun < times().bring and arrival.hold():
            Heartbeat.objects.beat_now_and_then(queue.worker_of(queue.MEDIA))
            file = arrival.files.waiting().in_order().first()
            if file is None:
                is_finished = True
            elif not may_come:
                file.end(Outcome.REFUSED, _("You may not make pictures in this space any more."))
            else:
                take(arrival, file, opened)
    if is_finished:
        descent.restore(arrival)
        for name in arrival.files.values_list("stored", flat=True).distinct():
            default_storage.delete(name)
    arrival.let_go(is_finished=is_finished)
    if not is_finished:
        send(arrival)


class Opened(ExitStack):
    """The archives that a run has open: their lists are read once."""

    def __init__(self) -> None:
        super().__init__()
        self._files: dict[str, IO[bytes]] = {}
        self._archives: dict[str, zipfile.ZipFile] = {}

    def file(self, name: str) -> IO[bytes]:
        if name not in self._files:
            self._files[name] = self.enter_context(default_storage.open(name))
        return self._files[name]

    def archive(self, name: str) -> zipfile.ZipFile:
        """Raises Refused."""
        if name not in self._archives:
            self._archives[name] = self.enter_context(arrived.listed(self.file(name)))
        return self._archives[name]


def take(arrival: Arrival, file: ArrivedFile, opened: Opened) -> None:
    """Find out what one file is, and import it; whatever is wrong with it is its own affair."""
    if file.tries >= DEADLY:
        file.end(Outcome.REFUSED, _("It stopped the import twice."))
        return
    ArrivedFile.objects.begin(file.pk)
    try:
        if file.place is None and arrived.is_archive(opened.file(file.stored)):
            unfold(arrival, file, opened.archive(file.stored))
            return
        with received(file, opened) as whole:
            picture, is_new = bring(arrival, file, whole)
        outcome = Outcome.IMPORTED if is_new else Outcome.KNOWN
        file.end(outcome, "" if is_new else _("It is here already: picture %(n)d.") % {"n": picture.pk}, picture)
    except Refused as error:
        file.end(Outcome.REFUSED, error.sentence)
    except BadPicture as error:
        reason = error.message.partition(" (")[0]
        file.end(Outcome.REFUSED, _("Not imported: %(reason)s.") % {"reason": reason})
    except FileNotFoundError:
        file.end(Outcome.REFUSED, _("The file is not here any more."))


def unfold(arrival: Arrival, file: ArrivedFile, archive: zipfile.ZipFile) -> None:
    """Let each file of an archive have its row; in the order in which its manifest names them."""
    said = told.by_manifest(archive)
    order = {name: number for number, name in enumerate(said)}
    entries = [(place, entry) for place, entry in enumerate(archive.infolist()) if not entry.is_dir()]
    # What we write beside the pictures is no picture.
    ours = {NAME, TABLE} if said else set()
    found = [(place, entry) for place, entry in entries if entry.filename not in ours and not _is_note(entry, said)]
    found.sort(key=lambda one: order.get(one[1].filename, one[0]))
    if not found:
        raise Refused(_("The archive has no pictures."))
    after = (arrival.files.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    # Made again by whoever was interrupted here: one number is one row.
    if not arrival.files.filter(stored=file.stored).exclude(place=None).exists():
        ArrivedFile.objects.bulk_create(
            ArrivedFile(
                arrival=arrival,
                number=after + number,
                name=entry.filename.replace("\0", "")[-200:],
                stored=file.stored,
                place=place,
                told=said.get(entry.filename, {}),
            )
            for number, (place, entry) in enumerate(found)
        )
    file.end(Outcome.OPENED)


def _is_note(entry: zipfile.ZipInfo, said: dict[str, Any]) -> bool:
    return bool(said) and entry.filename.endswith(".txt")


@contextmanager
def received(file: ArrivedFile, opened: Opened) -> Iterator[Received]:
    """The whole file, or the original that it was made of; closed behind the `with`. Raises Refused, BadPicture."""
    with ExitStack() as stack:
        if file.place is None:
            stored = opened.file(file.stored)
            stored.seek(0)
            whole = looks.receive(iter(lambda: stored.read(CHUNK), b""))
        else:
            archive = opened.archive(file.stored)
            with arrived.unpacked(archive, archive.infolist()[file.place]) as chunks:
                whole = looks.receive(chunks)
        stack.enter_context(whole.file)
        if file.told.get("original"):
            try:
                first = looks.receive(told.original(file.told, whole.file))
            except Damaged:
                first = None
            if first is not None:
                stack.enter_context(first.file)
                # A recipe that does not give what it promises is worth nothing; the file is a picture all the same.
                whole = first if first.sha256 == file.told["sha256"] else whole
        yield whole


def bring(arrival: Arrival, file: ArrivedFile, whole: Received) -> tuple[Picture, bool]:
    """The picture's row, and whether it is new. Raises Refused and BadPicture."""
    if arrived.is_archive(whole.file):
        raise Refused(_("An archive inside of an archive is not opened."))
    here = Picture.objects.filter(user=arrival.user, team=arrival.team, sha256=whole.sha256).shown().order_by("pk")
    if known := here.select_related("job").first():
        # Begun before and not ended, it was we who kept it.
        return known, file.tries > 0 and known.job.batch_id == arrival.batch_id
    if arrived.ends_as_archive(whole.file):
        raise Refused(_("It is a picture and an archive at once."))
    with looks.decoded(whole.file, looks.MOST_PIXELS) as (extension, image):
        look = looks.of(whole, extension, image)
    said = file.told or told.by_file(reading.found(whole.file, look.extension))
    picture = _kept(arrival, file, said, look)
    marks.restore(picture, arrival.user, said.get("marks") or {})
    return picture, True


def _kept(arrival: Arrival, file: ArrivedFile, said: dict[str, Any], look: Look) -> Picture:
    """Pictures of one job there are of one job here; one whose place is taken is alone."""
    look.store()
    picture = _row(arrival, file, said, look, said["job"] or str(file.number))
    return picture if picture.sha256 == look.sha256 else _row(arrival, file, said, look, str(file.number))


def _row(arrival: Arrival, file: ArrivedFile, said: dict[str, Any], look: Look, job: str) -> Picture:
    given = Given(
        uid=uuid.uuid5(arrival.uid, job),
        number=file.number,
        index=said["index"],
        prompt=said["prompt"],
        text=said["text"],
        seed=said.get("seed"),
        is_private=said.get("is_private") or None,
        facts=told.facts(said),
    )
    return importing.keep(arrival.user, arrival.team, arrival.batch, given, look)
