"""A full-text index over the words of prompts, one row for each picture, kept by a trigger."""

from typing import Any

from django.db import migrations

# Letters, figures and symbols are words' stuff, so that a prompt of emoji or money can be found as well.
_TABLE = """
CREATE VIRTUAL TABLE gallery_search USING fts5(
    words, content='', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So Sc'"
)
"""
_TRIGGER = """
CREATE TRIGGER gallery_search_new AFTER INSERT ON jobs_picture WHEN new.part <> 'grid' BEGIN
    INSERT INTO gallery_search (rowid, words) VALUES (new.id, (SELECT prompt FROM jobs_job WHERE id = new.job_id));
END
"""
_FILL = """
INSERT INTO gallery_search (rowid, words)
SELECT p.id, j.prompt FROM jobs_picture p JOIN jobs_job j ON j.id = p.job_id WHERE p.part <> 'grid'
"""


def make(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        for statement in (_TABLE, _TRIGGER, _FILL):
            editor.execute(statement)


def drop(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER gallery_search_new")
        editor.execute("DROP TABLE gallery_search")


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_prices")]
    operations = [migrations.RunPython(make, drop)]
