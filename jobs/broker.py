"""The queue's broker: django-q2's own on the database, with a cheap look at the queue."""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic, sleep

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf

from mjweb.bell import Bell
from mjweb.database import unsynced

REST = 0.25  # seconds between two looks at a queue on SQLite while nobody writes
GLANCES = 5  # at SQLite's counter of commits, in one interval
FIRST = 0.0005  # seconds of the first nap after somebody has begun to write; doubles, up to that of a glance


class Peek(ORM):  # type: ignore[misc]  # django-q2 has no types
    """Looks and takes by raw statements instead of query sets, so that it can look forty times a second.

    On SQLite it sleeps until somebody writes to the database's folder, then glances at the counter of commits until
    the commit is there, and looks. Where no bell rings it glances all the time, which costs a fifth of a look. A hint
    is then followed within about five thousandths of a second, elsewhere within a few hundredths.
    """

    _bell: tuple[int, Bell | None] = (0, None)  # with the process that has it
    _heard = False  # whether it ever rang
    _stirred = False  # whether it rang in the last rest: one commit may be on its way still, never two

    def dequeue(self) -> list[tuple[int, str]] | None:
        connection = connections[Conf.ORM]
        # Before the look: what is written between the two must not be slept through.
        rang = (bell := self.bell(connection)) is not None and bell.rang(0)
        self._stirred |= rang
        written = _written(connection)
        taken = self.take()
        if taken is None:
            self.doze(connection, written, rang=rang)
        return taken

    def take(self) -> list[tuple[int, str]] | None:
        """What waits, as far as nobody else was faster; None where nothing does."""
        connection = connections[Conf.ORM]
        # As Django writes it: the database compares the text of a moment, not the moment.
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        until = connection.ops.adapt_datetimefield_value(self.timeout(None))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, payload, lock FROM django_q_ormq WHERE key = %s AND lock < %s LIMIT %s",
                [self.list_key, now, Conf.BULK],
            )
            if not (waiting := cursor.fetchall()):
                return None
            taken = []
            with unsynced(connection):  # a hint that is taken twice does no harm
                for pk, payload, lock in waiting:
                    cursor.execute("UPDATE django_q_ormq SET lock = %s WHERE id = %s AND lock = %s", [until, pk, lock])
                    if cursor.rowcount:  # else another cluster was faster
                        taken.append((pk, payload))
        return taken

    def bell(self, connection: BaseDatabaseWrapper) -> Bell | None:
        """The bell of this process, None where there is none."""
        owner, bell = self._bell
        if owner != os.getpid():
            bell = _hung(connection)
            self._bell = os.getpid(), bell
        return bell

    def doze(self, connection: BaseDatabaseWrapper, written: int | None, *, rang: bool = False) -> None:
        """Sleep until the next look is due, or somebody has written; `rang`: somebody may just be about to."""
        if written is None:
            sleep(Conf.POLL)
            return
        longest = Conf.POLL / GLANCES
        bell = self.bell(connection)
        if bell is None:
            _glance(connection, written, longest, longest, REST)
        elif rang or self._stirred or (rang := bell.rang(REST)):
            self._heard = True
            # The rest of the commit rings too. It is there only some time after its last byte has been written.
            sleep(FIRST)
            # What rings here may be the next commit already, and be seen only by the next glance.
            self._stirred = bell.rang(0) or rang
            _glance(connection, written, FIRST, longest, REST)
        elif not self._heard and _written(connection) != written:  # it never rings on this disk
            self._bell = os.getpid(), None


def _glance(connection: BaseDatabaseWrapper, written: int, nap: float, longest: float, seconds: float) -> None:
    """Nap until somebody has written; naps double up to the longest."""
    end = monotonic() + seconds
    while _written(connection) == written and monotonic() < end:
        sleep(nap)
        nap = min(2 * nap, longest)


def _hung(connection: BaseDatabaseWrapper) -> Bell | None:
    if connection.vendor != "sqlite":
        return None
    try:
        return Bell(Path(connection.settings_dict["NAME"]).parent)
    except OSError:
        return None


def _written(connection: BaseDatabaseWrapper) -> int | None:
    """A number that changes whenever another connection commits; None where the database has none."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    version: int = connection.connection.execute("PRAGMA data_version").fetchone()[0]
    return version
