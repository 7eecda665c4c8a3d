"""What comes over the servers and the disk of a site from outside: they are held, cut off, filled or emptied."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from pathlib import Path

from jobs.faults import FULL
from tests.redis import Server

# Seconds. SQLite waits for 30 (mjweb.database), so the longest lock is one in which everybody gives up.
LOCKED, LONGEST = (2.0, 8.0), 33.0
FILLED = (3.0, 8.0)
# The last outage of Redis is longer than a queue may be silent (MJWEB_PACE=chaos): no watchdog may take it for dead.
LOST, LOST_LONGEST = (1.0, 5.0), 15.0
FLUSHED = (2.0, 5.0)


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


def flush(redis: Server, seconds: float) -> str:
    """Let Redis forget all that it has and, for so long, about every second hint that comes; what was done.

    Flushing alone would find nothing: a queue that waits for hints has each of them in the same moment.
    """
    from jobs import courier, queue

    lists, end = [courier.list_of(name) for name in queue.QUEUES], time.monotonic() + seconds
    count = redis.hints()
    redis.flush()
    while (left := end - time.monotonic()) > 0:
        count += redis.drop(lists, left)
    return f"Redis was flushed and forgot {count} hints in {seconds:.1f} s"


def lose(redis: Server, seconds: float) -> str:
    """Let Redis die with all that it holds, and come back empty after so long; what was done."""
    redis.stop()
    time.sleep(seconds)
    redis.start()
    return f"Redis was gone for {seconds:.1f} s"


def stun(redis: Server, seconds: float) -> str:
    """Let Redis answer nobody for so long, and everybody after it; what was done."""
    redis.pause()
    time.sleep(seconds)
    redis.go_on()
    return f"Redis stood still for {seconds:.1f} s"
