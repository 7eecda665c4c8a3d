"""One database by its settings: which it is, and what a session on a server holds to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from mjweb import database, env
from tests import postgresql

ADDRESS = "postgresql://u:p%40ss@db.example.org:5433/mjweb?sslmode=require"


def server() -> env.Postgresql:
    found = env.read({"DATABASE_URL": ADDRESS}).database
    assert found is not None
    return found


def test_without_an_address_the_rows_are_in_the_data_folder(tmp_path: Path) -> None:
    assert database.settings(None, tmp_path)["NAME"] == tmp_path / "mjweb.sqlite3"


def test_with_an_address_nothing_is_kept_in_the_data_folder(tmp_path: Path) -> None:
    found = database.settings(server(), tmp_path)
    assert str(tmp_path) not in str(found)
    assert (found["NAME"], found["HOST"], found["PORT"], found["USER"], found["PASSWORD"]) == (
        *("mjweb", "db.example.org", "5433", "u", "p@ss"),
    )
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_queue_keeps_a_connection_and_looks_whether_it_still_works(tmp_path: Path) -> None:
    found = database.settings(server(), tmp_path)
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"], "pool" in found["OPTIONS"]) == (600, True, False)


def test_a_web_server_takes_connections_from_a_pool(tmp_path: Path) -> None:
    found = database.settings(server(), tmp_path)
    database.pooled(found)
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (0, True)
    assert found["OPTIONS"]["pool"]["max_size"] > 8  # threads of a server process


def test_sqlite_has_no_pool(tmp_path: Path) -> None:
    found = database.settings(None, tmp_path)
    database.pooled(found)
    assert found == database.settings(None, tmp_path)


def test_the_tests_run_on_the_database_that_was_asked_for() -> None:
    assert connection.vendor == ("postgresql" if os.environ.get(postgresql.VARIABLE) else "sqlite")


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("transaction_isolation", "read committed"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("synchronous_commit", "on"),
    ],
)
def test_a_session_holds_to_our_settings(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone() == (value,)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_commit_is_on_the_disk_before_anybody_acts_on_it() -> None:
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)


def test_nobody_but_the_settings_says_when_a_commit_is_on_the_disk() -> None:
    sources = [path for folder in ("jobs", "mjweb") for path in (env.ROOT / folder).rglob("*.py")]
    found = {path.relative_to(env.ROOT).as_posix() for path in sources if "synchronous" in path.read_text()}
    assert found == {"mjweb/database.py", "jobs/engines/sketch/accepts.py"}  # that one has a database of its own


def waits_for_the_disk() -> bool:
    """Whether a commit of this connection does."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit")
        return cursor.fetchone()[0] in (2, "on")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_may_be_forgotten_does_not_wait_for_the_disk_and_what_follows_does() -> None:
    with database.unsynced(connection):
        assert not waits_for_the_disk()
    assert waits_for_the_disk()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_after_an_error_commits_wait_for_the_disk_again() -> None:
    with pytest.raises(ZeroDivisionError), database.unsynced(connection):
        raise ZeroDivisionError
    assert waits_for_the_disk()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_in_a_transaction_nothing_is_forgotten() -> None:
    with transaction.atomic(), database.unsynced(connection):
        assert waits_for_the_disk()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_cannot_be_set_back_is_closed() -> None:
    def refuse(execute: Any, sql: str, *told: Any) -> Any:
        if sql.startswith(("RESET", "PRAGMA synchronous=FULL")):
            raise OperationalError
        return execute(sql, *told)

    with pytest.raises(OperationalError), connection.execute_wrapper(refuse), database.unsynced(connection):
        pass
    assert connection.connection is None
    assert waits_for_the_disk()
