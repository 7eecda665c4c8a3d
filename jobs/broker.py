"""The queue's broker: django-q2's own on the database, with a cheap look at the queue."""

from __future__ import annotations

from time import sleep

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf

GLANCES = 5  # at SQLite's counter of commits, between two looks


class Peek(ORM):  # type: ignore[misc]  # django-q2 has no types
    """Looks and takes by raw statements instead of query sets, so that it can look forty times a second.

    On SQLite it glances at the counter of commits in between, which costs a fifth of a look, and looks at once when
    another process has written. A hint is then followed within about five thousandths of a second, elsewhere within
    a few hundredths; an idle second costs no more than the parent's five looks.
    """

    def dequeue(self) -> list[tuple[int, str]] | None:
        connection = connections[Conf.ORM]
        # Before the look: what is written between the two must not be slept through.
        written = _written(connection)
        # As Django writes it: the database compares the text of a moment, not the moment.
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        until = connection.ops.adapt_datetimefield_value(self.timeout(None))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, payload, lock FROM django_q_ormq WHERE key = %s AND lock < %s LIMIT %s",
                [self.list_key, now, Conf.BULK],
            )
            taken = []
            for pk, payload, lock in (waiting := cursor.fetchall()):
                cursor.execute("UPDATE django_q_ormq SET lock = %s WHERE id = %s AND lock = %s", [until, pk, lock])
                if cursor.rowcount:  # else another cluster was faster
                    taken.append((pk, payload))
        if not waiting:
            _doze(connection, written)
            return None
        return taken


def _written(connection: BaseDatabaseWrapper) -> int | None:
    """A number that changes whenever another connection commits; None where the database has none."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    version: int = connection.connection.execute("PRAGMA data_version").fetchone()[0]
    return version


def _doze(connection: BaseDatabaseWrapper, written: int | None) -> None:
    """Sleep until the next look is due, or somebody has written."""
    if written is None:
        sleep(Conf.POLL)
        return
    for _ in range(GLANCES):
        sleep(Conf.POLL / GLANCES)
        if _written(connection) != written:
            return
