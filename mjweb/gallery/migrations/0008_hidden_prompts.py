"""The index of pictures knows no word of a prompt that is hidden: what it does not hold, nobody finds."""

import importlib
from typing import Any

from django.db import migrations, models

_INDEX = importlib.import_module("mjweb.gallery.migrations.0004_index")


def _shown(row: str) -> str:
    return f"CASE WHEN {row}.hidden_at IS NULL THEN {row}.prompt ELSE '' END"


def _unworded(statement: str) -> str:
    """A statement of the index as it was, which asks for a prompt only where it may be read."""
    prompt = "CASE WHEN hidden_at IS NULL THEN prompt ELSE '' END"
    return statement.replace("(SELECT prompt FROM jobs_job", f"(SELECT {prompt} FROM jobs_job")  # noqa: S608  # pieces of this file


_CHANGED = "old.prompt IS {} new.prompt OR old.hidden_at IS {} new.hidden_at"
_REWORDED = "CREATE TRIGGER gallery_search_reworded AFTER UPDATE OF prompt, hidden_at ON jobs_job"


def _sqlite() -> list[str]:
    _reworded, *others = _INDEX._triggers_of_sqlite()[:4]
    mine = "FROM jobs_picture p"
    was, now = (
        f"{change('p', mine, _shown(row))} AND p.job_id = new.id"
        for change, row in ((_INDEX._drop, "old"), (_INDEX._add, "new"))
    )
    return [f"{_REWORDED} WHEN {_CHANGED.format('NOT', 'NOT')} BEGIN {was}; {now}; END", *map(_unworded, others)]


def _postgresql() -> list[str]:
    when = _CHANGED.format("DISTINCT FROM", "DISTINCT FROM")
    return [
        *(_unworded(one).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") for one in (_INDEX._KEEP, _INDEX._REWORD)),
        f"{_REWORDED} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION gallery_search_reword()",
    ]


_OF_SQLITE = ("gallery_search_reworded", "gallery_search_new", "gallery_search_gone", "gallery_search_changed")


def make(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        statements = [*(f"DROP TRIGGER {name}" for name in _OF_SQLITE), *_sqlite()]
    else:
        statements = ["DROP TRIGGER gallery_search_reworded ON jobs_job", *_postgresql()]
    for statement in statements:
        editor.execute(statement)


def drop(_apps: Any, editor: Any) -> None:
    """Words that are hidden come back into the index with the triggers that know nothing of that."""
    editor.execute("UPDATE jobs_job SET hidden_at = NULL WHERE hidden_at IS NOT NULL")
    if editor.connection.vendor == "sqlite":
        statements = [*(f"DROP TRIGGER {name}" for name in _OF_SQLITE), *_INDEX._triggers_of_sqlite()[:4]]
    else:
        functions = [one.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") for one in (_INDEX._KEEP, _INDEX._REWORD)]
        reworded = next(one for one in _INDEX._triggers_of_postgresql() if "gallery_search_reworded" in one)
        statements = ["DROP TRIGGER gallery_search_reworded ON jobs_job", *functions, reworded]
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("gallery", "0007_changes_to_forget"), ("jobs", "0031_hidden_prompts")]
    operations = [
        migrations.RunPython(make, drop),
        migrations.AlterField(
            model_name='change',
            name='kind',
            field=models.CharField(choices=[('marked', 'Marked'), ('tagged', 'Tagged'), ('untagged', 'Tag removed'), ('collected', 'Added to a collection'), ('taken_out', 'Taken out of a collection'), ('moved', 'Put in another place'), ('binned', 'Deleted'), ('restored', 'Restored'), ('hidden', 'Made private'), ('shown', 'Shown to the team'), ('unworded', 'Prompt hidden'), ('worded', 'Prompt shown')], max_length=10),
        ),
    ]
