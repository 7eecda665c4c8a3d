"""Searching by the words of prompts: any text is safe, and finds what has all of its words."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from jobs import labels
from jobs.models import Job, Picture
from mjweb.accounts.models import User
from mjweb.gallery import search, tokens, whose
from mjweb.gallery.models import Collection, Item, Mark, Tag, Tagging, Verdict
from mjweb.gallery.search import Label, Terms
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


def asked(user: User, query: str) -> Terms:
    return tokens.read(user, query, whose.own(user))


def found(user: User, query: str) -> list[str]:
    return [Picture.objects.get(pk=pk).job.prompt for pk in search.newest(asked(user, query), 100)]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("lighthouse", [0]),
        ("LIGHTHOUSES", [0]),
        ("lighthous", []),
        ("ligh*", [0]),
        ("dus* -basalt", []),
        ("-lighthouse -poker -neon -bottle ضباب*", []),
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
def test_what_has_every_word_is_found(gallery: None, alice: User, query: str, numbers: list[int]) -> None:
    assert found(alice, query) == [PROMPTS[number] for number in numbers]


@pytest.mark.parametrize(
    "query", ['"', '""', "*", "OR", "NOT cat", "a AND", "near(", "words:x", "--", "'; DROP TABLE x", "\\"]
)
def test_signs_of_the_index_are_only_text(gallery: None, alice: User, query: str) -> None:
    found(alice, query)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text(max_size=60))
@pytest.mark.django_db
def test_no_text_is_an_error(gallery: None, alice: User, query: str) -> None:
    found(alice, query)


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
    index.execute(importlib.import_module("mjweb.gallery.migrations.0004_index")._FTS5)
    yield index
    index.close()


@pytest.mark.postgresql
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(prompt=TEXTS, query=TEXTS, part=st.tuples(st.integers(0, 30), st.integers(1, 9)))
@pytest.mark.django_db
def test_postgresql_finds_what_sqlite_finds(
    fts5: sqlite3.Connection, alice: User, prompt: str, query: str, part: tuple[int, int]
) -> None:
    # A query out of nowhere finds little: some are pieces of the prompt as well.
    piece = prompt[part[0] : sum(part)]
    for text in (query, piece, f'"{piece}" {query[:1]}', f"-{piece}", f"{query[:2]}*"):
        terms = tokens.read(alice, text, (Label("t1"),))
        wanted, params = search.vector_query(terms)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT gallery_labelled(%s, ' t1 ', 1) @@ ({wanted})", [prompt, *params])
            (answer,) = cursor.fetchone()
        with fts5:
            (number,) = fts5.execute("SELECT coalesce(max(rowid), 0) + 1 FROM gallery_search").fetchone()
            fts5.execute("INSERT INTO gallery_search (rowid, words, labels) VALUES (?, ?, 't1')", [number, prompt])
            match = "SELECT count(*) FROM gallery_search WHERE gallery_search MATCH ? AND rowid = ?"
            (count,) = fts5.execute(match, [search.match(terms), number]).fetchone()
        assert (answer, text) == (bool(count), text)


# The order and the bounds ---------------------------------------------------------------------------------------------


@pytest.fixture
def cats(alice: User, made: Make) -> list[int]:
    return sorted(picture.pk for _ in range(3) for picture in made(alice, "a cat", 2))


def test_the_newest_come_first(alice: User, cats: list[int]) -> None:
    assert search.newest(asked(alice, "cat"), 4) == cats[:1:-1]


def test_the_oldest_come_first_where_that_is_asked(alice: User, cats: list[int]) -> None:
    assert search.oldest(asked(alice, "cat").above(cats[1]), 2) == cats[2:4]


def test_only_those_below_a_picture(alice: User, cats: list[int]) -> None:
    assert search.newest(asked(alice, "cat").below(cats[2]), 9) == [cats[1], cats[0]]


@pytest.mark.sqlite
@pytest.mark.parametrize("words", ["cat", "cat -dog is:grid", '"a cat" ca*'])
def test_a_list_is_walked_in_its_order_and_never_sorted(alice: User, words: str) -> None:
    sql, params = search._sqlite(asked(alice, words).below(100), 61, "DESC")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        (step,) = (row[-1] for row in cursor.fetchall())
    assert step.startswith("SCAN gallery_search VIRTUAL TABLE INDEX")


def test_the_newest_of_each_span_is_one_question(
    alice: User, cats: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    terms = asked(alice, "cat")
    with django_assert_num_queries(1):
        found = search.latest_of_each(terms, [(0, cats[0]), (cats[0], cats[3]), (cats[3], cats[-1] + 1)])
    assert found == [None, cats[2], cats[5]]


# What writes keeps the index ------------------------------------------------------------------------------------------


def labelled(label: str) -> list[int]:
    return search.newest(Terms(((Label(label),),)), 100)


def test_a_picture_in_the_bin_is_not_found(alice: User, cats: list[int]) -> None:
    Picture.objects.filter(pk=cats[0]).update(binned_at=timezone.now())
    assert cats[0] not in search.newest(asked(alice, "cat"), 9)


def test_one_that_comes_back_is_found_again(alice: User, cats: list[int]) -> None:
    Picture.objects.filter(pk=cats[0]).update(binned_at=timezone.now())
    Picture.objects.filter(pk=cats[0]).update(binned_at=None)
    assert search.newest(asked(alice, "cat"), 9) == cats[::-1]


def test_a_private_picture_is_its_persons_only(alice: User, cats: list[int]) -> None:
    Picture.objects.filter(pk=cats[0]).update(private_at=timezone.now())
    assert cats[0] in labelled(f"u{alice.pk}")
    assert cats[0] not in labelled(f"t{alice.team.pk}")


def test_a_picture_of_another_person_is_found_as_theirs(alice: User, bob: User, cats: list[int]) -> None:
    Picture.objects.filter(pk=cats[0]).update(user=bob)
    assert (labelled(f"u{bob.pk}"), cats[0] in labelled(f"u{alice.pk}")) == ([cats[0]], False)


def test_a_picture_that_is_gone_is_not_found(alice: User, cats: list[int]) -> None:
    Picture.objects.filter(pk=cats[0]).delete()
    assert cats[0] not in labelled(f"u{alice.pk}")


def test_a_prompt_that_is_written_anew_is_found_by_its_new_words(alice: User, cats: list[int]) -> None:
    Job.objects.filter(pictures=cats[0]).update(prompt="a harbour")
    assert (search.newest(asked(alice, "harbour"), 9), search.newest(asked(alice, "cat"), 9)) == (
        [cats[1], cats[0]],
        cats[:1:-1],
    )


def test_a_seed_is_not_taken_for_a_space(alice: User, cats: list[int]) -> None:
    elsewhere = alice.team.pk + 1
    Picture.objects.filter(pk=cats[0]).update(labels=labels.text([labels.SEEDED, labels.seeded(elsewhere)]))
    assert (labelled(f"s{elsewhere}"), labelled(f"n{elsewhere}")) == ([], [cats[0]])


def test_a_seed_that_comes_later_is_found(alice: User, cats: list[int]) -> None:
    mine = Picture.objects.filter(pk=cats[0])
    job = Job.objects.filter(pk=Picture.objects.get(pk=cats[0]).job_id)
    job.update(seed=None)
    mine.update(labels=" kgrid ")
    assert labelled("seed") == cats[:0:-1]
    job.update(seed=77)
    assert (cats[0] in labelled("n77"), labelled("seed")) == (True, cats[::-1])


def test_a_mark_is_found_as_it_stands(alice: User, cats: list[int]) -> None:
    mark = Mark.objects.create(user=alice, picture_id=cats[0], favourite=True, grade=2)
    mark.grade, mark.verdict = 4, Verdict.KEEP
    mark.save()
    labels = (f"f{alice.pk}", f"r{alice.pk}x2", f"r{alice.pk}x4", f"y{alice.pk}", f"x{alice.pk}")
    assert [labelled(label) for label in labels] == [[cats[0]], [], [cats[0]], [cats[0]], []]


def test_a_mark_that_is_gone_leaves_nothing(alice: User, cats: list[int]) -> None:
    before = Picture.objects.get(pk=cats[0]).labels
    Mark.objects.create(user=alice, picture_id=cats[0], favourite=True, grade=2, verdict=Verdict.REJECT).delete()
    assert Picture.objects.get(pk=cats[0]).labels == before


def test_a_tag_and_a_collection_are_found_while_they_hold_it(alice: User, cats: list[int]) -> None:
    tag = Tag.objects.named(alice.team, "sky")
    collection = Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    Tagging.objects.create(tag=tag, picture_id=cats[0])
    Item.objects.create(collection=collection, picture_id=cats[1], place=1)
    assert (labelled(f"g{tag.pk}"), labelled(f"c{collection.pk}")) == ([cats[0]], [cats[1]])
    number, label = tag.pk, f"c{collection.pk}"
    tag.delete()
    collection.delete()
    assert (labelled(f"g{number}"), labelled(label)) == ([], [])


@pytest.mark.django_db
def test_every_table_keeps_the_triggers_that_keep_the_index() -> None:
    kept = {name for name, *_rest in importlib.import_module("mjweb.gallery.migrations.0004_index")._judgements()}
    kept |= {f"gallery_search_{what}" for what in ("new", "gone", "changed", "reworded")}
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(names)
        assert kept <= {name for (name,) in cursor.fetchall()}
