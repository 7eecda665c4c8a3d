"""What a prompt was remixed from; and no job comes from a later one, so that no line of descent goes in a circle."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

NAME = "ancestors_are_older"
# A constraint would make SQLite write the table anew and drop what hangs on it: there triggers hold it. They look at
# the row as it became, since a new one has no number before.
_TRIGGER = """
CREATE TRIGGER jobs_job_{name}_{when} AFTER {event} ON jobs_job
WHEN new.parent_id >= new.id OR new.remix_of_id >= new.id BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: {name}');
END
"""
_EVENTS = {"new": "INSERT", "changed": "UPDATE OF id, parent_id, remix_of_id"}


def hold(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for when, event in _EVENTS.items():
            editor.execute(_TRIGGER.format(name=NAME, when=when, event=event))
    else:
        editor.execute(f"ALTER TABLE jobs_job ADD CONSTRAINT {NAME} CHECK (parent_id < id AND remix_of_id < id)")


def let_go(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for when in _EVENTS:
            editor.execute(f"DROP TRIGGER jobs_job_{NAME}_{when}")
    else:
        editor.execute(f"ALTER TABLE jobs_job DROP CONSTRAINT {NAME}")


def _heed(editor: Any, *, triggers: bool) -> None:
    """On the way back SQLite writes jobs_job anew; while its name is free, triggers that speak of it would stop that."""
    if editor.connection.vendor == "sqlite":
        editor.execute(f"PRAGMA legacy_alter_table = {'OFF' if triggers else 'ON'}")


def begin_back(_apps: Any, editor: Any) -> None:
    _heed(editor, triggers=False)


def end_back(_apps: Any, editor: Any) -> None:
    _heed(editor, triggers=True)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0025_labels_of_pictures")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, end_back),
        migrations.AddField(
            model_name="job",
            name="remix_of",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="remixes",
                to="jobs.job",
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(Coalesce("parent", "remix_of"), name="job_of_origin"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="job",
                    constraint=models.CheckConstraint(
                        condition=Q(parent__lt=F("id"), remix_of__lt=F("id")), name=NAME
                    ),
                ),
            ],
            database_operations=[migrations.RunPython(hold, let_go)],
        ),
        migrations.RunPython(migrations.RunPython.noop, begin_back),
    ]
