"""A library to try the site with: its rows are those of a site that was used."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone

from jobs.models import Event, Job, Picture
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.gallery import search
from mjweb.gallery.demo import files, library, makers, rows, words
from mjweb.gallery.models import Item, Mark, Tagging
from mjweb.gallery.wall import Query

pytestmark = pytest.mark.django_db

PICTURES = 200


@pytest.fixture(scope="module")
def file() -> files.File:
    return files.File("a" * 64, "png", 1000, 300, 200, "#336699", "hash")


@pytest.fixture
def grids(file: files.File) -> dict[str, list[files.Grid]]:
    """Files that nobody looks at."""
    return {ratio: [files.Grid(file, (file,) * 4)] for ratio in words.RATIOS}


@pytest.fixture
def shelf(alice: User, bob: User, grids: dict[str, list[files.Grid]]) -> library.Library:
    people = makers.makers([alice, bob], 100_000_000)
    return library.Library(people, grids, PICTURES, Random(1))


def index() -> list[tuple[Any, ...]]:
    """All that the gallery's index says, of each picture."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT picture_id, words::text FROM gallery_search ORDER BY picture_id")
        else:
            cursor.execute("CREATE VIRTUAL TABLE temp.told USING fts5vocab(main, gallery_search, instance)")
            cursor.execute("SELECT doc, col, offset, term FROM temp.told ORDER BY 1, 2, 3")
        found: list[tuple[Any, ...]] = cursor.fetchall()
        if connection.vendor != "postgresql":
            cursor.execute("DROP TABLE temp.told")
    return found


def test_it_has_as_many_pictures_as_were_asked_for(shelf: library.Library) -> None:
    jobs = shelf.write(timezone.now())
    assert (Picture.objects.shown().count(), Job.objects.count()) == (PICTURES, jobs)


def test_its_ledger_adds_up(shelf: library.Library) -> None:
    shelf.write(timezone.now())
    call_command("ledger", "check", stdout=StringIO())


def test_its_prompts_are_found(shelf: library.Library, alice: User) -> None:
    shelf.write(timezone.now())
    picture = Picture.objects.shown().filter(user=alice).select_related("job").first()
    assert picture is not None
    word = picture.job.text.split()[0]
    assert picture.pk in search.newest(Query(words=word).terms(alice), 10_000)


def test_who_goes_on_does_so_from_an_earlier_job_of_their_own(shelf: library.Library) -> None:
    shelf.write(timezone.now())
    children = Job.objects.exclude(parent=None)
    assert children.exists()
    assert not children.exclude(parent__user=F("user")).exists()
    assert not children.exclude(parent__pk__lt=F("pk")).exists()


def test_every_job_has_the_history_of_its_end(shelf: library.Library) -> None:
    shelf.write(timezone.now())
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE, State.FAILED}
    assert not Job.objects.exclude(events__state=F("state")).exists()
    assert Event.objects.filter(job=Job.objects.filter(state=State.DONE)[0]).count() == 6


def test_it_lies_behind_the_moment_it_was_made_for(shelf: library.Library) -> None:
    until = timezone.now() - timedelta(days=10)
    shelf.write(until)
    newest, oldest = Job.objects.order_by("-pk")[0], Job.objects.order_by("pk")[0]
    assert oldest.created_at < newest.created_at <= until
    assert newest.created_at - oldest.created_at > library.SPAN / 2


def test_it_has_judgements_projects_and_what_only_one_person_sees(shelf: library.Library) -> None:
    shelf.write(timezone.now())
    assert Mark.objects.exists()
    assert Tagging.objects.exists()
    assert Item.objects.filter(collection__query="").exists()
    assert Job.objects.exclude(project=None).exists()
    assert Picture.objects.shown().exclude(private_at=None).exists()
    assert Picture.objects.binned().exists()


def test_its_index_is_what_the_triggers_would_have_written(shelf: library.Library) -> None:
    shelf.write(timezone.now())
    before = index()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM jobs_picture")
        cursor.execute("DELETE FROM jobs_picture")
        gone = index()
        cursor.execute("INSERT INTO jobs_picture SELECT * FROM kept")
        again = index()
        cursor.execute("DROP TABLE kept")
    assert (again, gone) == (before, [])
    assert before


def test_no_trigger_is_missing_afterwards(shelf: library.Library, bob: User) -> None:
    shelf.write(timezone.now())
    picture = Picture.objects.shown().filter(private_at=None)[0]
    terms = Query(scope="team").terms(bob)
    assert picture.pk in search.newest(terms, 10_000)
    Picture.objects.filter(pk=picture.pk).update(private_at=timezone.now())
    assert picture.pk not in search.newest(terms, 10_000)


def test_no_index_is_missing_afterwards(shelf: library.Library) -> None:
    def indexes() -> set[str]:
        return {name for name, _made in rows._indexes(["jobs_job", "jobs_picture", "quotas_line"])}

    before = indexes()
    shelf.write(timezone.now())
    assert indexes() == before != set()


def test_what_is_made_next_has_a_number_of_its_own(shelf: library.Library, alice: User) -> None:
    shelf.write(timezone.now())
    last = Job.objects.order_by("-pk")[0]
    again = Job.objects.create(
        batch=last.batch, number=1, user=alice, team=last.team, action="imagine", mode="fast", quote=1, timeout=300
    )
    assert again.pk == last.pk + 1


def test_the_same_seed_makes_the_same_prompts() -> None:
    assert [words.prompt(Random(7)) for _ in range(3)] == [words.prompt(Random(7))] * 3
    assert words.prompt(Random(7)) != words.prompt(Random(8))


def test_people_have_names_of_their_own() -> None:
    assert len({words.name(number) for number in range(2000)}) == 2000
