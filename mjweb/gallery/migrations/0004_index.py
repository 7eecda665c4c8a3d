"""One index finds pictures by everything: words of the prompt, labels, whose they are, how they were judged.

Triggers keep it, so that whatever writes a picture or a mark keeps it right. It knows nothing of what is in the bin, and
of a private picture only that it is its person's.
"""

import importlib
from typing import Any

from django.db import migrations

from jobs import labels

_FIRST = importlib.import_module("mjweb.gallery.migrations.0001_search")
_WHOSE = "' u' || {row}.user_id || ' s' || {row}.team_id || CASE WHEN {row}.private_at IS NULL THEN ' t' || {row}.team_id ELSE '' END"
_LABELS = f"{_WHOSE} || coalesce({{row}}.labels, ' ')"
_INDEXED = "{row}.part <> 'grid' AND {row}.binned_at IS NULL"
_PROMPT = "(SELECT prompt FROM jobs_job WHERE id = {row}.job_id)"
_MUTABLE = ("user_id", "team_id", "private_at", "binned_at", "labels")
_CHANGED = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in _MUTABLE)
_UPDATED = f"AFTER UPDATE OF {', '.join(_MUTABLE)} ON jobs_picture"

# Labels that are judgements: the same statements on both databases. ` f12 ` is a favourite of person 12, ` r12x4 ` their
# grade, ` y12 ` and ` x12 ` what they kept and rejected, ` g5 ` the tag 5, ` c7 ` the collection 7.
_OF_A_MARK = (
    "' f' || {row}.user_id || ' '",
    "' r' || {row}.user_id || 'x' || {row}.grade || ' '",
    "' y' || {row}.user_id || ' '",
    "' x' || {row}.user_id || ' '",
)


def _entry(row: str, source: str = "", prompt: str = _PROMPT) -> str:
    """The words and labels of a picture, where it is to be found at all."""
    parts = (prompt.format(row=row), _LABELS.format(row=row), source, _INDEXED.format(row=row))
    return "{}, {} {} WHERE {}".format(*parts)


def _without(text: str, label: str) -> str:
    return f"replace({text}, {label}, ' ')"


def _unmarked(text: str) -> str:
    for label in _OF_A_MARK:
        text = _without(text, label.format(row="old"))
    return text


_MARKED = (
    "CASE WHEN new.favourite THEN 'f' || new.user_id || ' ' ELSE '' END"
    " || CASE WHEN new.grade > 0 THEN 'r' || new.user_id || 'x' || new.grade || ' ' ELSE '' END"
    " || CASE new.verdict WHEN 'keep' THEN 'y' || new.user_id || ' ' WHEN 'reject' THEN 'x' || new.user_id || ' ' ELSE '' END"
)
_OWN = "coalesce(labels, ' ')"


def _set(labels: str, row: str) -> str:
    return f"UPDATE jobs_picture SET labels = {labels} WHERE id = {row}.picture_id"  # noqa: S608  # pieces of this file


def _judgements() -> list[tuple[str, str, str, str]]:
    """(name, table, event, statement) of each trigger that keeps labels."""
    found = [
        ("gallery_marked", "gallery_mark", "INSERT", _set(f"{_OWN} || {_MARKED}", "new")),
        ("gallery_marked_anew", "gallery_mark", "UPDATE", _set(f"{_unmarked(_OWN)} || {_MARKED}", "new")),
        ("gallery_unmarked", "gallery_mark", "DELETE", _set(_unmarked(_OWN), "old")),
    ]
    for table, column, letter in (("gallery_tagging", "tag_id", "g"), ("gallery_item", "collection_id", "c")):
        label = f"'{letter}' || {{row}}.{column} || ' '"
        bare = _without(_OWN, "' ' || " + label.format(row="old"))
        found += [
            (f"{table}_new", table, "INSERT", _set(f"{_OWN} || {label.format(row='new')}", "new")),
            (f"{table}_gone", table, "DELETE", _set(bare, "old")),
        ]
    seeded = f"UPDATE jobs_picture SET labels = {_OWN} || '{labels.SEEDED} n' || new.seed || ' ' WHERE job_id = new.id"  # noqa: S608  # pieces of this file
    return [*found, ("gallery_seeded", "jobs_job", "UPDATE OF seed", seeded)]


_WHEN = {"gallery_seeded": "old.seed IS NULL AND new.seed IS NOT NULL"}


# SQLite: one row of a contentless table for each picture --------------------------------------------------------------

_FTS5 = """
CREATE VIRTUAL TABLE gallery_search USING fts5(
    words, labels, content='', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So Sc'"
)
"""


def _sqlite(text: str) -> str:
    # SQLite learned IS DISTINCT FROM with 3.39; before it says IS NOT for the same.
    return text.replace("IS DISTINCT FROM", "IS NOT")


def _add(row: str, source: str = "", prompt: str = _PROMPT) -> str:
    return f"INSERT INTO gallery_search (rowid, words, labels) SELECT {row}.id, {_entry(row, source, prompt)}"


def _drop(row: str, source: str = "", prompt: str = _PROMPT) -> str:
    entry = _entry(row, source, prompt)
    return f"INSERT INTO gallery_search (gallery_search, rowid, words, labels) SELECT 'delete', {row}.id, {entry}"


def _triggers_of_sqlite() -> list[str]:
    mine = "FROM jobs_picture p"
    was, now = (f"{change('p', mine, prompt)} AND p.job_id = new.id" for change, prompt in ((_drop, "old.prompt"), (_add, "new.prompt")))
    found = [
        # Prompts name the addresses of pictures, which change.
        f"CREATE TRIGGER gallery_search_reworded AFTER UPDATE OF prompt ON jobs_job WHEN old.prompt IS NOT new.prompt BEGIN {was}; {now}; END",
        f"CREATE TRIGGER gallery_search_new AFTER INSERT ON jobs_picture BEGIN {_add('new')}; END",
        f"CREATE TRIGGER gallery_search_gone AFTER DELETE ON jobs_picture BEGIN {_drop('old')}; END",
        f"CREATE TRIGGER gallery_search_changed {_UPDATED} WHEN {_sqlite(_CHANGED)} BEGIN {_drop('old')}; {_add('new')}; END",
    ]
    for name, table, event, statement in _judgements():
        when = f" WHEN {_WHEN[name]}" if name in _WHEN else ""
        found.append(f"CREATE TRIGGER {name} AFTER {event} ON {table}{when} BEGIN {statement}; END")
    return found


# PostgreSQL: one row for each picture, a stored vector with a GIN index -----------------------------------------------
# GIN finds everything but in no order. A label `c57` of each 16,384 pictures lets the newest be asked for piece by piece.

_VECTOR = """
CREATE FUNCTION gallery_labelled(prompt text, labels text, picture bigint) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT gallery_vector(coalesce(prompt, '')) || (
        SELECT string_agg('''=' || label || '''', ' ') FROM unnest(string_to_array(btrim(labels), ' ')) AS label
    )::tsvector || ('''=c' || (picture >> 14) || '''')::tsvector
$$
"""


def _add_vector(row: str, source: str = "") -> str:
    parts = (_PROMPT.format(row=row), _LABELS.format(row=row), row, source, _INDEXED.format(row=row))
    vector = "gallery_labelled({}, {}, {}.id) {} WHERE {}".format(*parts)
    return f"INSERT INTO gallery_search (picture_id, words) SELECT {row}.id, {vector}"


_KEEP = f"""
CREATE FUNCTION gallery_search_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM gallery_search WHERE picture_id = old.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        {_add_vector("new")};
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608  # pieces of this file


_REWORD = f"""
CREATE FUNCTION gallery_search_reword() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM gallery_search WHERE picture_id IN (SELECT id FROM jobs_picture WHERE job_id = new.id);
    {_add_vector("p", "FROM jobs_picture p")} AND p.job_id = new.id;
    RETURN NULL;
END $$
"""  # noqa: S608  # pieces of this file


def _triggers_of_postgresql() -> list[str]:
    run = "FOR EACH ROW {when} EXECUTE FUNCTION gallery_search_keep()"
    found = [
        _KEEP,
        _REWORD,
        # Prompts name the addresses of pictures, which change.
        "CREATE TRIGGER gallery_search_reworded AFTER UPDATE OF prompt ON jobs_job FOR EACH ROW WHEN (old.prompt IS DISTINCT FROM new.prompt) EXECUTE FUNCTION gallery_search_reword()",
        f"CREATE TRIGGER gallery_search_new AFTER INSERT ON jobs_picture {run.format(when='')}",
        f"CREATE TRIGGER gallery_search_gone AFTER DELETE ON jobs_picture {run.format(when='')}",
        f"CREATE TRIGGER gallery_search_changed {_UPDATED} {run.format(when=f'WHEN ({_CHANGED})')}",
    ]
    for name, table, event, statement in _judgements():
        when = f"WHEN ({_WHEN[name]})" if name in _WHEN else ""
        found += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()",
        ]
    return found


# ----------------------------------------------------------------------------------------------------------------------


def label(apps: Any, editor: Any) -> None:
    """Give the pictures that are here their labels."""
    pictures = apps.get_model("jobs", "Picture").objects.select_related("job").only(
        "part", "job__action", "job__facts", "job__mode", "job__quote", "job__seed"
    )
    batch = []
    for picture in pictures.iterator(chunk_size=2_000):
        picture.labels = labels.of(picture.job, is_tile=picture.part == "tile")
        batch.append(picture)
        if len(batch) == 2_000:
            pictures.bulk_update(batch, ["labels"])
            batch = []
    pictures.bulk_update(batch, ["labels"])


def make(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        statements = [
            *("DROP TRIGGER gallery_search_new", "DROP TABLE gallery_search", _FTS5),
            _add("p", "FROM jobs_picture p"),
            *_triggers_of_sqlite(),
        ]
    else:
        statements = [
            *("DROP TRIGGER gallery_search_new ON jobs_picture", "DROP FUNCTION gallery_search_add"),
            *("DROP TABLE gallery_search", _VECTOR),
            "CREATE TABLE gallery_search (picture_id bigint PRIMARY KEY, words tsvector NOT NULL)",
            _add_vector("p", "FROM jobs_picture p"),
            "CREATE INDEX gallery_search_words ON gallery_search USING gin (words)",
            *_triggers_of_postgresql(),
        ]
    for statement in statements:
        editor.execute(statement)


def drop(_apps: Any, editor: Any) -> None:
    """Back to the index of words alone."""
    names = ("gallery_search_new", "gallery_search_gone", "gallery_search_changed")
    reworded = "gallery_search_reworded"
    judging = [(name, table) for name, table, _event, _statement in _judgements()]
    if editor.connection.vendor == "sqlite":
        statements = [
            *(f"DROP TRIGGER IF EXISTS {name}" for name in (*names, reworded, *(name for name, _table in judging))),
            "DROP TABLE gallery_search",
            *_FIRST._SQLITE,
        ]
    else:
        statements = [
            *(f"DROP TRIGGER {name} ON jobs_picture" for name in names),
            *(f"DROP FUNCTION {name} CASCADE" for name, _table in judging),
            *("DROP FUNCTION gallery_search_reword CASCADE", "DROP FUNCTION gallery_search_keep", "DROP TABLE gallery_search", "DROP FUNCTION gallery_labelled"),
            *_FIRST._POSTGRESQL[2:],
        ]
    for statement in statements:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0025_labels_of_pictures"), ("gallery", "0003_choosing")]
    operations = [
        migrations.RunPython(label, migrations.RunPython.noop),
        migrations.RunPython(make, drop),
    ]
