"""Searching by the words of prompts: any text is safe, and finds what has all of its words."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import search
from tests.mjweb.gallery.conftest import Make

PROMPTS = (
    "a lighthouse on a basalt cliff, dusk light --ar 3:2",
    "Café at night, neon",
    "€528,695 poker scam at a WSOP final table, poker, realistic",
    "🦊🌲",
    "منارة في الضباب",
    "<script>alert('x')</script> in a bottle",
)


@pytest.fixture
def gallery(alice: User, made: Make) -> None:
    for prompt in PROMPTS:
        made(alice, prompt, 1)


def found(query: str) -> list[str]:
    pictures = search.by_words(Picture.objects.shown(), query).select_related("job").newest_first()
    return [picture.job.prompt for picture in pictures]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("lighthouse", [0]),
        ("LIGHT", [0]),
        ("cliff dusk", [0]),
        ("dusk cliff", [0]),
        ('"basalt cliff"', [0]),
        ('"cliff basalt"', []),
        ("cafe", [1]),
        ("€528", [2]),
        ("🦊", [3]),
        ("الضباب", [4]),
        ("<script>", [5]),
        ("in", [5]),
        ("lighthouse poker", []),
        ("nothing", []),
    ],
)
def test_what_has_every_word_is_found(gallery: None, query: str, numbers: list[int]) -> None:
    assert found(query) == [PROMPTS[number] for number in numbers]


@pytest.mark.parametrize(
    "query", ['"', '""', "*", "OR", "NOT cat", "a AND", "near(", "words:x", "--", "'; DROP TABLE x", "\\"]
)
def test_signs_of_the_index_are_only_text(gallery: None, query: str) -> None:
    found(query)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text(max_size=60))
@pytest.mark.django_db
def test_no_text_is_an_error(gallery: None, query: str) -> None:
    found(query.replace("\0", ""))


# Letters with and without marks and capitals, figures, money, dashes, blanks, and the signs of several scripts; not
# those few that have come to Unicode, or gone over to another kind, since SQLite wrote them down.
_RANGES = (
    *((0x20, 0x1DF), (0x1E2, 0x24F), (0x300, 0x377), (0x391, 0x45F), (0x5D0, 0x5EA), (0x621, 0x6FF), (0x2010, 0x2060)),
    *((0x2190, 0x27BF), (0x3041, 0x30FF), (0x4E00, 0x4E40), (0x1F300, 0x1F6C0)),
)
SIGNS = [chr(code) for first, last in _RANGES for code in range(first, last + 1)]
TEXTS = st.one_of(
    st.text(st.sampled_from('aAé e\u0301-$7Жж🦊👍🏽ا"'), max_size=30), st.text(st.sampled_from(SIGNS), max_size=30)
)


@pytest.fixture
def fts5() -> Iterator[sqlite3.Connection]:
    """The index as SQLite has it, in memory."""
    index = sqlite3.connect(":memory:")
    index.execute(importlib.import_module("mjweb.gallery.migrations.0001_search")._SQLITE[0])
    yield index
    index.close()


@pytest.mark.postgresql
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(prompt=TEXTS, query=TEXTS, part=st.tuples(st.integers(0, 30), st.integers(1, 9)))
@pytest.mark.django_db
def test_postgresql_finds_what_sqlite_finds(
    fts5: sqlite3.Connection, prompt: str, query: str, part: tuple[int, int]
) -> None:
    # A query out of nowhere finds little: some are pieces of the prompt as well.
    for asked in (query, prompt[part[0] : sum(part)], f'"{prompt[part[0] : sum(part)]}" {query[:1]}'):
        wanted = search.parts(asked)
        with connection.cursor() as cursor:
            query_of = search.for_postgresql(wanted)
            cursor.execute("SELECT gallery_vector(%s) @@ gallery_query(%s, %s)", [prompt, *query_of])
            (answer,) = cursor.fetchone()
        with fts5:
            (number,) = fts5.execute("SELECT coalesce(max(rowid), 0) + 1 FROM gallery_search").fetchone()
            fts5.execute("INSERT INTO gallery_search (rowid, words) VALUES (?, ?)", [number, prompt])
            match = "SELECT count(*) FROM gallery_search WHERE gallery_search MATCH ? AND rowid = ?"
            (count,) = fts5.execute(match, [search.for_sqlite(wanted), number]).fetchone() if wanted else (0,)
        assert (answer or False, asked) == (bool(count), asked)
