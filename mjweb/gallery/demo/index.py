"""The gallery's index while a library is filled: it is written at the end, at once, as its triggers would have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_ENTRY = re.compile(r"INSERT INTO gallery_search [^;]*")
_BEFORE = ("gallery_search_new", "gallery_search_changed")


@contextmanager
def found_afterwards(first: int) -> Iterator[None]:
    """Let the triggers that write the index stand aside; then take in the pictures from this number on.

    Those that turn marks, tags and collections into labels of pictures stay. To be used in a transaction, and only
    for what nobody had found before.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'gallery_search_keep'")
            (entry,) = cursor.fetchone()
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'gallery_search_words'")
            (words,) = cursor.fetchone()
            away = ["DROP INDEX gallery_search_words", *_turned("DISABLE")]
            back = ["SET LOCAL maintenance_work_mem = '256MB'", words, *_turned("ENABLE")]
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name IN (%s, %s)", _BEFORE)
            back = [sql for (sql,) in cursor.fetchall()]
            (entry,) = (sql for sql in back if _BEFORE[0] in sql)
            away = [f"DROP TRIGGER {name}" for name in _BEFORE]
        for statement in away:
            cursor.execute(statement)
    yield
    if connection.vendor == "postgresql":  # what is still to be checked would keep it from changing a table
        connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in (_of_all(entry, first), *back):
            cursor.execute(statement)


def _turned(how: str) -> list[str]:
    return [f"ALTER TABLE jobs_picture {how} TRIGGER {name}" for name in _BEFORE]


def _of_all(trigger: str, first: int) -> str:
    """What a trigger does for the row `new`, for all rows from a number on."""
    found = _ENTRY.search(trigger)
    assert found is not None
    entry, _where, condition = found[0].rpartition(" WHERE ")
    return f"{entry} FROM jobs_picture AS new WHERE new.id >= {first} AND {condition}"
