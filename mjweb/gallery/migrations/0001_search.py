"""A full-text index over the words of prompts, kept by a trigger: one of SQLite's, or a table of PostgreSQL."""

import unicodedata
from typing import Any

from django.db import migrations

# SQLite: one row for each picture. Letters, figures and symbols are words' stuff, so that a prompt of emoji or money
# can be found as well.
_SQLITE = (
    """
CREATE VIRTUAL TABLE gallery_search USING fts5(
    words, content='', tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co So Sc'"
)
""",
    """
CREATE TRIGGER gallery_search_new AFTER INSERT ON jobs_picture WHEN new.part <> 'grid' BEGIN
    INSERT INTO gallery_search (rowid, words) VALUES (new.id, (SELECT prompt FROM jobs_job WHERE id = new.job_id));
END
""",
    """
INSERT INTO gallery_search (rowid, words)
SELECT p.id, j.prompt FROM jobs_picture p JOIN jobs_job j ON j.id = p.job_id WHERE p.part <> 'grid'
""",
)
_DROP_SQLITE = ("DROP TRIGGER gallery_search_new", "DROP TABLE gallery_search")

# PostgreSQL: one row for each job that has pictures. Its own parser would take addresses and hyphens apart otherwise,
# drop symbols, and fold letters as the server's locale says; these functions make of a text the words that SQLite does.
# ASCII, which is most of what people write, goes without the two tables of signs.
_WORDS = """
CREATE FUNCTION gallery_words(prompt text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_to_array(btrim(CASE
        WHEN octet_length(prompt) = length(prompt)
        THEN regexp_replace(translate(prompt, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
            '[^a-z0-9$]+', ' ', 'g')
        ELSE regexp_replace(translate(prompt, '{folded}', '{folds}'), '[^a-z0-9${signs}]+', ' ', 'g')
    END), ' ')
$$
"""
_VECTOR = """
CREATE FUNCTION gallery_vector(prompt text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg('''' || left(word, 500) || ''':' || least(place, 16383), ' '), '')::tsvector
    FROM unnest(gallery_words(prompt)) WITH ORDINALITY AS words (word, place)
$$
"""
_QUERY = """
CREATE FUNCTION gallery_query(parts text[], endings text[]) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(phrase, ' & '), '')::tsquery FROM (
        SELECT string_agg('''' || left(word, 500) || '''', ' <-> ' ORDER BY place) || ending AS phrase
        FROM unnest(parts, endings) WITH ORDINALITY AS wanted (part, ending, number),
            unnest(gallery_words(part)) WITH ORDINALITY AS words (word, place)
        GROUP BY number, ending
    ) AS phrases
$$
"""
_POSTGRESQL = (
    _VECTOR,
    _QUERY,
    "CREATE TABLE gallery_search (job_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX gallery_search_words ON gallery_search USING gin (words)",
    """
CREATE FUNCTION gallery_search_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO gallery_search (job_id, words)
    SELECT id, gallery_vector(prompt) FROM jobs_job WHERE id = new.job_id ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER gallery_search_new AFTER INSERT ON jobs_picture FOR EACH ROW
WHEN (new.part <> 'grid') EXECUTE FUNCTION gallery_search_add()
""",
    """
INSERT INTO gallery_search (job_id, words) SELECT id, gallery_vector(prompt) FROM jobs_job j
WHERE EXISTS (SELECT FROM jobs_picture p WHERE p.job_id = j.id AND p.part <> 'grid')
""",
)
_DROP_POSTGRESQL = (
    "DROP TRIGGER gallery_search_new ON jobs_picture",
    "DROP FUNCTION gallery_search_add",
    "DROP TABLE gallery_search",
    "DROP FUNCTION gallery_query, gallery_vector, gallery_words",
)

# The marks that SQLite takes for part of the letter before, and skin tones, which it takes for part of an emoji.
_MARKS = [chr(0x300 + place) for place in range(64) if 0x000361F8_08029FDF >> place & 1]
_TONES = range(0x1F3FB, 0x1F400)


def _is_sign(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind[0] in "LN" or kind in {"Co", "So", "Sc", "Cn"} or ord(sign) in _TONES  # Cn: emoji of next year


def _fold(sign: str) -> str:
    """Small, and without the marks of a Latin letter."""
    letter, *marks = unicodedata.normalize("NFD", sign)
    if marks and letter.isascii() and all(map(unicodedata.combining, marks)):
        return letter.lower()
    return next((folded for folded in (sign.casefold(), sign.lower()) if len(folded) == 1), sign)


def _words() -> str:
    """The function with its tables: what is folded into what, and the ranges of the signs that make words."""
    signs = [chr(code) for code in range(0x80, 0x110000) if not 0xD800 <= code <= 0xDFFF and _is_sign(chr(code))]
    folded = {sign: _fold(sign) for sign in [*map(chr, range(ord("A"), ord("Z") + 1)), *signs]}
    folded = {sign: fold for sign, fold in folded.items() if sign != fold}
    ranges: list[list[int]] = []
    for code in map(ord, signs):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    # What is folded into nothing, because the second text is shorter, is left out.
    return _WORDS.format(
        folded="".join([*folded, *_MARKS]),
        folds="".join(folded.values()),
        signs="".join(f"{chr(first)}-{chr(last)}" for first, last in ranges),
    )


def make(_apps: Any, editor: Any) -> None:
    for statement in _SQLITE if editor.connection.vendor == "sqlite" else (_words(), *_POSTGRESQL):
        editor.execute(statement)


def drop(_apps: Any, editor: Any) -> None:
    for statement in _DROP_SQLITE if editor.connection.vendor == "sqlite" else _DROP_POSTGRESQL:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_prices")]
    operations = [migrations.RunPython(make, drop)]
