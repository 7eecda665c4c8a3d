"""What a price is of: which of several holds for a job, and in which order a page lists them."""

from __future__ import annotations

import pytest

from jobs.actions import ASKED, RULES, Action
from jobs.tariff import DEFAULTS, Cell, Mode, Size, Work, in_order, looked_up

ANY = Cell("upscale", "fast")
OF_SIX = Cell("upscale", "fast", "6")
OF_4X = Cell("upscale", "fast", "", "4x")
BOTH = Cell("upscale", "fast", "6", "4x")


@pytest.mark.parametrize("work", Work)
def test_every_kind_of_work_starts_with_a_price_at_every_speed(work: Work) -> None:
    assert {Cell(work.value, mode.value) for mode in Mode} <= set(DEFAULTS)


def test_every_action_has_a_price() -> None:
    assert {rule.price for rule in ASKED.values()} == set(Work.values)


def test_every_size_of_an_action_is_one_that_prices_know() -> None:
    assert {rule.size for rule in RULES.values()} == {"", *Size.values}


def test_only_a_grid_of_version_6_in_fast_starts_with_half_as_much_more() -> None:
    dearer = {
        cell: amount
        for cell, amount in DEFAULTS.items()
        if cell.version and amount != DEFAULTS[Cell(cell.work, cell.mode)]
    }
    assert dearer == {Cell("imagine", "fast", "6"): 3000}


@pytest.mark.parametrize(
    ("known", "found"),
    [((ANY,), ANY), ((ANY, OF_SIX), OF_SIX), ((ANY, OF_SIX, OF_4X), OF_4X), ((ANY, OF_SIX, OF_4X, BOTH), BOTH)],
)
def test_what_names_most_is_what_holds(known: tuple[Cell, ...], found: Cell) -> None:
    table = {cell: number for number, cell in enumerate(known)}
    assert looked_up(table, BOTH) == table[found]


def test_what_is_of_another_version_or_size_holds_for_nothing_else() -> None:
    table = {ANY: 1, OF_SIX: 2, OF_4X: 3, BOTH: 4}
    assert looked_up(table, Cell("upscale", "fast", "7", "2x")) == 1


def test_without_a_row_there_is_no_price() -> None:
    assert looked_up({}, ANY) is None


def test_a_page_lists_what_has_a_version_or_a_size_after_what_has_none() -> None:
    table = {BOTH: 4, OF_4X: 3, OF_SIX: 2, Cell("upscale", "turbo"): 5, ANY: 1, Cell("imagine", "fast"): 0}
    assert list(in_order(table).values()) == [0, 1, 5, 3, 2, 4]


@pytest.mark.parametrize(
    ("cell", "known"),
    [
        (BOTH, True),
        (Cell("upscale", "fast", "niji 6"), True),
        (Cell("upscale", "fast", "6.0"), False),
        (Cell("pan", "fast", "", "2x"), False),
        (Cell("dance", "fast"), False),
        (Cell("pan", "slow"), False),
    ],
)
def test_only_what_exists_is_known(cell: Cell, known: bool) -> None:
    assert cell.is_known is known


def test_it_is_called_by_its_work_version_size_and_speed() -> None:
    assert Cell("zoom", "relax", "niji 6", "1.5x").what == "Zoom out, Niji 6, 1.5x, Relax"
    assert Cell("upscale", "fast", "", "4x").line == "Upscale, 4x"


def test_what_is_done_to_a_single_picture_is_told_apart_by_its_size() -> None:
    assert [RULES[action].size for action in (Action.UPSCALE_4X, Action.UPSCALE, Action.IMAGINE)] == ["4x", "", ""]
