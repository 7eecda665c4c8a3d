"""How far back the service's list is read, and when it is said to be incomplete."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from jobs import wire
from jobs.engines.base import Listed, Mark
from jobs.engines.ttapi import lists
from jobs.errors import NotReachable

SINCE = datetime(2026, 11, 30, 12, tzinfo=UTC)
OLD, NEW = SINCE - timedelta(hours=1), SINCE + timedelta(minutes=1)


class Pages:
    """A service whose list has these pages of finished jobs, and empty ones behind; `asked` is what was read."""

    def __init__(self, *pages: list[Listed]) -> None:
        self.pages, self.asked = pages, list[int]()

    def __call__(self, state: wire.State, number: int) -> tuple[Listed, ...]:
        if state != "success":
            return ()
        self.asked.append(number)
        return tuple(self.pages[number - 1]) if number <= len(self.pages) else ()


def rows(*ids: str, begun_at: datetime | None = None) -> list[Listed]:
    return [Listed(each, Mark(), begun_at) for each in ids]


def ids(pages: Pages, **known: datetime) -> list[str]:
    return [row.engine_id for row in lists.walk(pages, SINCE, known)]


def test_it_goes_on_to_the_empty_page_since_a_short_one_may_not_be_the_last() -> None:
    pages = Pages(rows("a", "b"), rows("c"))
    assert (ids(pages), pages.asked) == (["a", "b", "c"], [1, 2, 3])


def test_it_ends_at_a_page_with_a_job_of_ours_from_before() -> None:
    pages = Pages(rows("a", "b"), rows("c", "ours"), rows("d"))
    assert (ids(pages, ours=OLD), pages.asked) == (["a", "b", "c", "ours"], [1, 2])


def test_it_goes_on_where_a_job_of_ours_from_after_stands_on_the_same_page() -> None:
    pages = Pages(rows("old", "new"), rows("c"))
    assert (ids(pages, old=OLD, new=NEW), pages.asked) == (["old", "new", "c"], [1, 2, 3])


@pytest.mark.parametrize(("hours", "read"), [(27, [1]), (25, [1, 2, 3])])
def test_times_count_only_where_no_zone_could_make_them_later(hours: int, read: list[int]) -> None:
    pages = Pages(rows("a", begun_at=SINCE - timedelta(hours=hours)), rows("b"))
    ids(pages)
    assert pages.asked == read


def test_a_job_that_the_shifting_of_pages_shows_twice_is_one() -> None:
    assert ids(Pages(rows("a", "b"), rows("b", "c"))) == ["a", "b", "c"]


def test_a_list_that_does_not_turn_its_pages_is_incomplete() -> None:
    full = rows(*(f"j{n}" for n in range(lists.ROWS)))
    with pytest.raises(NotReachable):
        ids(Pages(full, full))


def test_a_list_that_does_not_turn_its_pages_is_whole_where_all_fit_on_one() -> None:
    assert ids(Pages(rows("a"), rows("a"))) == ["a"]


def test_a_list_without_end_is_incomplete() -> None:
    numbers = itertools.count()
    with pytest.raises(NotReachable):
        lists.walk(lambda _state, _number: tuple(rows(f"j{next(numbers)}")), SINCE, {})


def test_a_job_that_moves_on_during_the_walk_is_met_again() -> None:
    assert lists.STATES == ("waiting", "running", "success", "failed")


def test_the_roll_is_of_those_that_wait_and_those_that_run() -> None:
    def page(state: wire.State, number: int) -> tuple[Listed, ...]:
        asked.append((state, number))
        return tuple(rows(f"{state} {number}")) if number < 3 else ()

    asked: list[tuple[str, int]] = []
    found = [row.engine_id for row in lists.roll(page)]
    assert found == ["waiting 1", "waiting 2", "running 1", "running 2"]
    assert asked == [(state, number) for state in ("waiting", "running") for number in (1, 2, 3)]


def test_one_that_began_meanwhile_is_in_the_roll_once() -> None:
    def page(_state: wire.State, number: int) -> tuple[Listed, ...]:
        return tuple(rows("a")) if number == 1 else ()

    assert [row.engine_id for row in lists.roll(page)] == ["a"]


def test_a_service_that_does_not_turn_pages_has_no_roll() -> None:
    full = rows(*map(str, range(lists.ROWS)))
    with pytest.raises(NotReachable):
        lists.roll(lambda _state, _number: tuple(full))
