"""The queue's broker: django-q2's own on the database, with a cheap look at an empty queue."""

from __future__ import annotations

from time import sleep

from django.db import connections
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf


class Peek(ORM):  # type: ignore[misc]  # django-q2 has no types
    """Waits by one raw indexed statement instead of a query set, so that it can look forty times a second.

    A hint is then followed within a few hundredths of a second; an idle look costs about a tenth of what
    the parent's costs.
    """

    def dequeue(self) -> list[tuple[int, str]] | None:
        connection = connections[Conf.ORM]
        # As Django writes it: the database compares the text of a moment, not the moment.
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_q_ormq WHERE key = %s AND lock < %s LIMIT 1", [self.list_key, now])
            if cursor.fetchone() is None:
                sleep(Conf.POLL)
                return None
        found: list[tuple[int, str]] | None = super().dequeue()
        return found
