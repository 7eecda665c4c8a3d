"""What a later release brings to the tables while this one is at work, by the means of every migration."""

from __future__ import annotations

import random
import time

from django.db import migrations, models

PATIENCE, PAUSE = 60.0, 0.2  # seconds for getting at the tables, and between two tries
STAYS = (0.5, 3.0)  # seconds until the release is taken back


class Later(migrations.Migration):
    """Columns that this release leaves out of what it writes, an index, and a table.

    For that of an attempt SQLite makes its whole table anew. Of jobs and pictures it could not: the trigger that keeps
    the words for the search (mjweb.gallery) names both.
    """

    operations = [
        migrations.AddField("attempt", "later", models.PositiveIntegerField(db_default=7)),
        migrations.AddField("job", "later", models.CharField(max_length=20, null=True)),
        migrations.AddIndex("job", models.Index(fields=["later", "state"], name="jobs_job_later")),
        migrations.CreateModel(
            "later", [("id", models.BigAutoField(primary_key=True)), ("at", models.DateTimeField())]
        ),
    ]


def come_and_go(chance: random.Random) -> str:
    """Bring the tables to the later release and, after a while, back again; what was done."""
    tries = _until_there(True)
    time.sleep(chance.uniform(*STAYS))
    tries += _until_there(False)
    return f"the tables were those of a later release for a while (it took {tries} tries)"


def _until_there(wanted: bool) -> int:
    """The number of tries: who cannot get at the tables in time leaves them as they were and may try again."""
    from django.db import OperationalError, connection

    end = time.monotonic() + PATIENCE
    tries = 0
    while True:
        tries += 1
        try:
            _step(wanted)
            return tries
        except OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(PAUSE)
        finally:
            connection.close()


def _step(wanted: bool) -> None:
    """As `migrate` does it: what is done stands written down in the same transaction."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from mjweb.database import one_at_a_time

    with one_at_a_time(connection):
        executor = MigrationExecutor(connection)
        later = Later("9999_later", "jobs")
        if (("jobs", later.name) in executor.loader.applied_migrations) == wanted:
            return
        state = executor.loader.project_state()
        if wanted:
            executor.apply_migration(state, later)
        else:
            executor.unapply_migration(state, later)
