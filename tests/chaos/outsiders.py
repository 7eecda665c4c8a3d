"""What comes over the database and the disk of a site from outside: somebody holds it, cuts it off, or fills it."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from pathlib import Path

from jobs.faults import FULL

# Seconds. SQLite waits for 30 (mjweb.database), so the longest lock is one in which everybody gives up.
LOCKED, LONGEST = (2.0, 8.0), 33.0
FILLED = (3.0, 8.0)


def hold(seconds: float) -> str:
    """Keep everybody else from writing to the site's database for so long; what was done.

    On PostgreSQL nobody can: there every connection is ended instead, and each of those who had one must come again.
    """
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"{_cut()} connections to the database are ended"
    path = settings.HOME / "mjweb.sqlite3"
    with contextlib.closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        database.execute("ROLLBACK")
    return f"the database was held for {seconds:.1f} s"


def _cut() -> int:
    from django.db import OperationalError, connection

    count = 0
    with contextlib.suppress(OperationalError), connection.cursor() as cursor:  # the server may be away itself
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        (count,) = cursor.fetchone()
    connection.close()
    return int(count)


def fill(folder: Path, seconds: float) -> str:
    """Let every write of a picture fail for so long, like on a full disk; what was done. See jobs.faults."""
    file = folder / FULL
    file.touch()
    time.sleep(seconds)
    file.unlink()
    return f"the disk was full for {seconds:.1f} s"
