"""Writes many rows at once, past models and their signals: by COPY on PostgreSQL, by one prepared statement else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Row = tuple[Any, ...]
ROOM = -400_000  # SQLite's word for so many kB


def moment(at: datetime) -> str:
    """As both databases read it."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:26]


class Rows:
    """Of one model, with these columns told of each row; the others have their defaults."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        self.model = model
        self._table = connection.ops.quote_name(model._meta.db_table)
        fields = {field.attname: field for field in model._meta.concrete_fields}
        others = [field for name, field in fields.items() if name not in names and name != "id"]
        self._usual = tuple(_usual(field) for field in others)
        columns = [str(field.column) for field in (*(fields[name] for name in names), *others)]
        self._columns = ", ".join(map(connection.ops.quote_name, columns))
        self._marks = ", ".join(["%s"] * len(columns))

    def write(self, rows: Iterable[Row]) -> None:
        """Add these rows."""
        usual = self._usual
        whole = (row + usual for row in rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self._table} ({self._columns}) FROM STDIN") as copy:
                    for row in whole:
                        copy.write_row(row)
            else:
                statement = f"INSERT INTO {self._table} ({self._columns}) VALUES ({self._marks})"  # noqa: S608  # names of ours
                cursor.executemany(statement, list(whole))

    def next_id(self) -> int:
        """The number that the next row would have."""
        return int(self.model._default_manager.aggregate(last=models.Max("pk", default=0))["last"]) + 1


def _usual(field: models.Field[Any, Any]) -> Any:
    default = field.get_default()
    return moment(default) if isinstance(default, datetime) else field.get_db_prep_save(default, connection)


@contextmanager
def indexed_afterwards(*tables: type[models.Model]) -> Iterator[None]:
    """Leave the indexes of these tables out and make them at the end, at once: sorting is cheaper than a million steps.

    Constraints stay. To be used in a transaction, since indexes that are missing would be missed.
    """
    names = [model._meta.db_table for model in tables]
    found = _indexes(names)
    with connection.cursor() as cursor:
        for name, _made in found:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    if connection.vendor == "postgresql":  # what is still to be checked would keep it from making an index
        connection.check_constraints()
    with connection.cursor() as cursor:
        for _name, made in found:
            cursor.execute(made)
        for sql in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(sql)


@contextmanager
def roomy() -> Iterator[None]:
    """In a transaction: let it take its time, and SQLite keep more in memory.

    Indexes in which rows come in no order would be read from the disk again and again.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield
            return
        cursor.execute("PRAGMA cache_size")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size = {ROOM}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")


def analyze() -> None:
    """Let the database look at what it has, so that it finds the shortest ways."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _indexes(tables: list[str]) -> list[tuple[str, str]]:
    marks = ", ".join(["%s"] * len(tables))
    if connection.vendor == "postgresql":
        ours = f"tablename IN ({marks}) AND indexname NOT IN (SELECT conname FROM pg_constraint)"  # noqa: S608  # as below
        asked = f"SELECT indexname, indexdef FROM pg_indexes WHERE {ours}"  # noqa: S608  # as below
    else:
        asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name IN ({marks})"  # noqa: S608  # marks
    with connection.cursor() as cursor:
        cursor.execute(asked, tables)
        return [(str(name), str(made)) for name, made in cursor.fetchall()]
