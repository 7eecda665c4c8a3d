"""The ledger by filters: what is found, at what cost, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs import submit
from jobs.states import State
from mjweb import spreadsheet
from mjweb.accounts.models import ApiKey, User
from mjweb.gallery import ledger
from mjweb.gallery.ledger import Filters
from mjweb.gallery.scope import Scope
from mjweb.quotas.models import Kind, Line
from tests.mjweb.gallery.spend import end, press, spend


def found(scope: Scope, **query: str) -> list[tuple[str, str]]:
    """Kind and label of what a page shows."""
    return [(line.kind, line.label) for line in ledger.page(scope, Filters.of(query), None).lines]


def several(user: User) -> None:
    spend(user, "a cat", "turbo")
    end(press(user, "a dog", "relax"), State.FAILED)
    press(user, "a koi", "fast")


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ({"kind": "settle"}, ["a cat"]),
        ({"speed": "relax"}, ["a dog", "a dog"]),
        ({"work": "imagine"}, ["a koi", "a dog", "a dog", "a cat", "a cat"]),
        ({"work": "zoom"}, []),
        ({"kind": "hold", "speed": "fast"}, ["a koi"]),
        ({"kind": "return", "speed": "turbo"}, []),
        ({"key": "12345"}, []),
        ({"kind": "nonsense", "person": "x", "speed": "relax"}, ["a dog", "a dog"]),
    ],
)
def test_a_filter_finds_what_fits_newest_first(alice: User, query: dict[str, str], labels: list[str]) -> None:
    several(alice)
    assert [label for _kind, label in found(Scope(alice), **query)] == labels


def test_a_team_s_ledger_is_found_by_person(alice: User, bob: User) -> None:
    spend(alice, "a cat")
    press(bob, "a dog")
    assert found(Scope(alice, alice.team), person=str(bob.pk)) == [("hold", "a dog")]


@pytest.mark.parametrize("together", [{}, {"kind": "settle"}])
def test_a_key_finds_its_own_lines(alice: User, together: dict[str, str]) -> None:
    key = ApiKey.objects.issue(alice)
    spend(alice, "a cat", key=key)
    spend(alice, "a dog")
    assert {label for _kind, label in found(Scope(alice), key=str(key.pk), **together)} == {"a cat"}


def test_a_key_of_somebody_else_finds_nothing(alice: User, charlie: User) -> None:
    key = ApiKey.objects.issue(charlie)
    spend(charlie, "a secret cat", key=key)
    assert found(Scope(alice), key=str(key.pk)) == found(Scope(alice, alice.team), key=str(key.pk)) == []


def test_a_person_of_another_team_is_not_found(alice: User, charlie: User) -> None:
    spend(charlie, "a secret cat")
    assert found(Scope(alice, alice.team), person=str(charlie.pk)) == []


def test_days_are_found_with_both_their_ends(alice: User) -> None:
    press(alice, "a cat")
    today = Scope(alice).today
    for since, until, count in ((today, today, 2), (today - timedelta(days=9), today - timedelta(days=1), 0)):
        assert len(found(Scope(alice), since=str(since), until=str(until))) == count


def test_a_day_of_long_ago_is_found_among_what_came_since(alice: User) -> None:
    spend(alice, "a cat")
    spend(alice, "a dog")
    cats = Line.objects.filter(label="a cat").values("pk")
    with connection.cursor() as cursor:  # a line is never changed but by a test
        cursor.execute("UPDATE quotas_line SET at = '2020-05-05 12:00:00' WHERE label = 'a cat'")
    assert cats.count() == 2
    assert {label for _kind, label in found(Scope(alice), until="2020-05-05")} <= {"a cat", "Monthly allowance"}
    assert {label for _kind, label in found(Scope(alice), since="2020-05-06")} >= {"a dog"}


def test_pages_follow_one_another_without_a_gap(alice: User) -> None:
    for number in range(30):
        spend(alice, f"cat {number}", "relax")
    first = ledger.page(Scope(alice), Filters(), None)
    second = ledger.page(Scope(alice), Filters(), first.after)
    pages = [line.pk for page in (first, second) for line in page.lines]
    assert (pages, second.after) == (sorted(set(pages), reverse=True), None)
    assert len(pages) == 61


def test_of_several_filters_so_many_lines_are_looked_at_and_the_rest_is_asked_for(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST", 4)
    spend(alice, "the first cat", "turbo")
    for number in range(4):
        press(alice, f"cat {number}", "turbo")
    filters = Filters(kind=Kind.SETTLE, speed="turbo")
    page = ledger.page(Scope(alice), filters, None)
    assert (page.lines, page.is_short) == ([], True)
    onward = ledger.page(Scope(alice), filters, page.after)
    assert [line.label for line in onward.lines] == ["the first cat"]


def plans(scope: Scope, query: dict[str, str], after: int | None) -> Iterator[str]:
    """How the database goes about each question about lines that a page asks."""
    with CaptureQueriesContext(connection) as asked:
        ledger.page(scope, Filters.of(query), after)
    for question in asked.captured_queries:
        if 'FROM "quotas_line"' in question["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {question['sql']}")
                yield "; ".join(row[3] for row in cursor.fetchall())


SIEVES: list[dict[str, str]] = [
    {},
    *({name: value} for name, value in (("kind", "return"), ("speed", "turbo"), ("work", "zoom"), ("project", "7"))),
    {"key": "7"},
    {"person": "7"},
    {"since": "2026-01-01", "until": "2026-02-01"},
    {"speed": "turbo", "since": "2026-01-01", "until": "2026-02-01"},
    {"kind": "return", "speed": "turbo", "work": "zoom", "key": "7"},
    {"person": "7", "work": "zoom", "until": "2026-02-01"},
]


@pytest.mark.sqlite  # whose plans these are
@pytest.mark.parametrize("query", SIEVES, ids=str)
@pytest.mark.parametrize("after", [None, 1_000])
@pytest.mark.parametrize("ours", [False, True])
def test_no_filter_scans_or_sorts(alice: User, query: dict[str, str], after: int | None, ours: bool) -> None:
    several(alice)
    scope = Scope(alice, alice.team if ours else None)
    for plan in plans(scope, query, after):
        assert "SCAN" not in plan
        # The lines of a page, by their numbers, may be put into order: there are fifty.
        assert "TEMP B-TREE" not in plan or "INTEGER PRIMARY KEY (rowid=?)" in plan


def file(scope: Scope, **query: str) -> list[dict[str, Any]]:
    answer = spreadsheet.download("ledger", ledger.head(scope), ledger.rows(scope, Filters.of(query)))
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def test_a_file_has_every_line_that_fits_the_oldest_first(alice: User) -> None:
    several(alice)
    rows = file(Scope(alice), speed="relax")
    assert [(row["kind"], row["change"], row["work"]) for row in rows] == [
        ("hold", "-1", "imagine"),
        ("return", "1", "imagine"),
    ]


def test_a_file_of_a_team_names_people_and_keys_and_no_balance(alice: User, bob: User) -> None:
    spend(bob, "a cat", key=ApiKey.objects.issue(bob, "Shop"))
    row = file(Scope(alice, alice.team))[-1]
    assert (row["person"], row["key"], "balance" in row) == ("Bob Baker", "Shop · Bob Baker", False)


def test_a_file_is_written_line_by_line(alice: User) -> None:
    submit.cancel(press(alice, "a cat"))
    rows = ledger.rows(Scope(alice), Filters())
    assert "grant" in next(rows)
