"""Where the rows are: an SQLite file in the data folder, or the PostgreSQL database that DATABASE_URL names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mjweb.env import Postgresql

if TYPE_CHECKING:
    from django.db import OperationalError
    from django.db.backends.base.base import BaseDatabaseWrapper

# What a session on a PostgreSQL server holds to, whatever the server's own settings are. A guarded update has to look
# at its row anew after it has waited for it, as READ COMMITTED does; and nobody waits for a lock or sits on one long.
_SESSION = {
    "default_transaction_isolation": r"read\ committed",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "synchronous_commit": "on",  # a commit that the server forgets could mean a job sent twice
}
_FULL = "53100"  # what PostgreSQL says of a full disk
# What PostgreSQL says when `lock_timeout` is over, and to whom it ends a deadlock or a conflict of transactions.
_IN_VAIN = {"55P03", "40P01", "40001"}
_UNSYNCED = {
    "sqlite": ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"),
    "postgresql": ("SET synchronous_commit = off", "RESET synchronous_commit"),
}
_TABLES = 0x6D6A776562  # "mjweb": the name of the lock under which tables are changed
_POOL = {"min_size": 1, "max_size": 32, "timeout": 10}  # connections of one server process, seconds to wait for one


def settings(database: Postgresql | None, home: Path) -> dict[str, Any]:
    """Django's settings of the one database."""
    return _sqlite(home) if database is None else _postgresql(database)


def pooled(found: dict[str, Any]) -> None:
    """Turn these settings into those of a web server: its threads take a connection for as long as a request lasts.

    Queues and the follower keep one of their own instead. Call it before the process has asked the database anything.
    """
    if found["ENGINE"].endswith("postgresql"):
        found["CONN_MAX_AGE"] = 0
        found["OPTIONS"]["pool"] = dict(_POOL)


@contextmanager
def one_at_a_time(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Keep other hosts away that begin the same on the same database; a data folder keeps its site alone by itself."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # the other one may take its time
        cursor.execute("SELECT pg_advisory_lock(%s)", [_TABLES])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_TABLES])
            cursor.execute("RESET lock_timeout")


@contextmanager
def unsynced(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Commit without waiting for the disk: for what a power cut may make us forget and crashes of processes may not.

    In a transaction nothing changes: it is synced with the rest of that.
    """
    if connection.in_atomic_block or connection.vendor not in _UNSYNCED:
        yield
        return
    before, after = _UNSYNCED[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(before)
        try:
            yield
        finally:
            try:
                cursor.execute(after)
            except BaseException:
                connection.close()  # it must not go on like that
                raise


def waited_in_vain(error: OperationalError) -> bool:
    """Whether somebody else had what was asked for, for longer than anybody waits: the same again may work.

    Nothing of the transaction came about.
    """
    cause = error.__cause__
    return getattr(cause, "sqlstate", "") in _IN_VAIN or getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY


def has_no_room(error: OperationalError) -> bool:
    """Whether the database's disk is full: nothing can be written down until somebody makes room."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", "") == _FULL or getattr(cause, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL


def _sqlite(home: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "mjweb.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A read that turns into a write fails at once under the default mode, whatever the timeout.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: a commit that a power cut forgets could mean a job sent twice.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
        },
        "TEST": {"NAME": home / "test.sqlite3"},
    }


def _postgresql(database: Postgresql) -> dict[str, Any]:
    session = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "HOST": database.host,
        "PORT": database.port,
        "USER": database.user,
        "PASSWORD": database.password,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "10", **dict(database.options), "options": session},
    }
