"""Finds pictures by the words of their prompts, newest first."""

from __future__ import annotations

import re

from django.db import connection
from django.db.models.expressions import RawSQL

from jobs.models.picture import PictureQuerySet

# A quoted phrase or a run without blanks; an unclosed quote reaches to the end.
_PART = re.compile(r'"([^"]*)(?:"|$)|(\S+)')
MOST_PARTS = 20
MOST_CHARACTERS = 200


def parts(query: str) -> list[tuple[str, bool]]:
    """The words and quoted phrases of a query: (text, is a phrase)."""
    found = [(phrase or word, not word) for phrase, word in _PART.findall(query[:MOST_CHARACTERS])]
    unquoted = [(text.replace('"', ""), phrase) for text, phrase in found]
    return [(text, phrase) for text, phrase in unquoted if text.strip()][:MOST_PARTS]


def by_words(pictures: PictureQuerySet, query: str) -> PictureQuerySet:
    """Those whose prompt has every word (by its beginning) and every quoted phrase of the query.

    A person's text is always quoted for the index, where it would be a language of its own. Where a query has
    nothing that can be looked for, nothing is found.
    """
    wanted = parts(query)
    if not wanted:
        return pictures.none()
    if connection.vendor == "sqlite":
        ids = RawSQL("SELECT rowid FROM gallery_search WHERE gallery_search MATCH %s", [for_sqlite(wanted)])
        return pictures.filter(pk__in=ids)
    jobs = RawSQL("SELECT job_id FROM gallery_search WHERE words @@ gallery_query(%s, %s)", for_postgresql(wanted))
    return pictures.filter(job__in=jobs)


def for_sqlite(wanted: list[tuple[str, bool]]) -> str:
    """What MATCH is asked: each part quoted."""
    return " ".join(f'"{text}"' + ("" if phrase else "*") for text, phrase in wanted)


def for_postgresql(wanted: list[tuple[str, bool]]) -> tuple[list[str], list[str]]:
    """What gallery_query is asked: the parts, and by what each of them ends."""
    return [text for text, _phrase in wanted], ["" if phrase else ":*" for _text, phrase in wanted]
