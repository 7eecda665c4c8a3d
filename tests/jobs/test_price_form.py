"""The price table as a form: what is read, what is refused, and a table that changed meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from jobs.price_form import PriceForm, name_of, read_stamp, stamp, usual
from jobs.tariff import DEFAULTS, Cell, Table
from mjweb.quotas.units import plain

FAST, TURBO = Cell("imagine", "fast"), Cell("imagine", "turbo")


def filled(table: Table = DEFAULTS, **typed: str) -> PriceForm:
    """The form as it comes back when it was opened on `table`; `imagine_fast="3"` is what was typed."""
    data = {name_of(cell): plain(amount) for cell, amount in table.items()} | {"opened": stamp(table)}
    return PriceForm(data | {name.replace("_", "-"): text for name, text in typed.items()})


def errors(text: str) -> list[str]:
    return [str(error) for error in filled(imagine_fast=text).errors.get("imagine-fast", [])]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2", 2000),
        (" 2.5 ", 2500),
        ("0.125", 125),
        ("2,5", 2500),
        ("0,25", 250),
        ("2.000", 2000),
        ("0", 0),
        ("1000000", 1_000_000_000),
    ],
)
def test_a_price_is_read_exactly(text: str, amount: int) -> None:
    form = filled(imagine_fast=text)
    assert form.is_valid()
    assert form.wanted[FAST] == amount


@pytest.mark.parametrize(
    "text",
    [
        "two", "1e3", ".", "1,000", "1.2.3", "٣", "2 credits", "+1", "--2", "<b>",
        "9" * 21, "9" * 5000, "00000000000000000000005",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    assert errors(text) == ["Write it like 2 or 0.25."]


@pytest.mark.parametrize("text", ["0.1234", "1.0001", "1.0000000000000000000000001"])
def test_a_fourth_decimal_is_refused(text: str) -> None:
    assert errors(text) == ["Three decimals at most."]


@pytest.mark.parametrize("text", ["-1", "-0.5", "1000000.001", "1000001", "99999999999999"])
def test_a_price_beyond_the_bounds_is_refused_with_them(text: str) -> None:
    assert errors(text) == ["From 0 to 1,000,000."]


def test_an_empty_field_is_told_how_to_say_free() -> None:
    assert errors(" ") == ["Give a price; 0 is free."]


def test_the_default_stands_below_a_price_that_differs() -> None:
    form = PriceForm(table={**DEFAULTS, FAST: 2500})
    hints = {name: str(field.help_text) for name, field in form.fields.items() if field.help_text}
    assert hints == {"imagine-fast": "Usually 2"}


def test_a_stamp_gives_its_table_back() -> None:
    table = {**DEFAULTS, FAST: 0}
    assert read_stamp(stamp(table)) == table


@pytest.mark.parametrize(
    "text",
    [
        "", "1 2 3", "x", "imagine,fast,,,-1", "imagine,fast,,,", "dance,fast,,,1", "imagine,fast,9,,1",
        "pan,fast,,2x,1", "imagine,fast,,,1;x", "9" * 30_000,
    ],
)  # fmt: skip
def test_what_is_no_stamp_is_no_table(text: str) -> None:
    assert read_stamp(text) == {}


def test_beside_a_changed_table_what_was_typed_stays_and_the_rest_follows() -> None:
    form = filled(imagine_fast="3", pan_fast="2.5")
    assert form.is_valid()
    again = form.beside({**DEFAULTS, FAST: 2500, TURBO: 5000})
    shown = {name: again[name].value() for name in ("imagine-fast", "imagine-turbo", "pan-fast")}
    assert shown == {"imagine-fast": "3", "imagine-turbo": "5", "pan-fast": "2.5"}
    assert again.errors == {"imagine-fast": ["Now 2.5"]}
    assert again.fields["imagine-turbo"].help_text == "Was 4"
    assert again.fields["pan-fast"].help_text == "Now 2"


def test_saving_again_is_meant_for_the_changed_table() -> None:
    form = filled(imagine_fast="3")
    assert form.is_valid()
    table = {**DEFAULTS, TURBO: 5000}
    again = form.beside(table)
    assert again.is_valid()
    assert again.seen == table
    assert again.wanted == {**table, FAST: 3000}


def test_the_cursor_goes_to_the_first_field_with_an_error() -> None:
    form = filled(imagine_turbo="x", pan_fast="y")
    form.point_at_first_error()
    assert [name for name, field in form.fields.items() if field.widget.attrs.get("autofocus")] == ["imagine-turbo"]


def test_a_line_that_operators_added_is_a_line_of_the_form() -> None:
    form = PriceForm(table={**DEFAULTS, Cell("upscale", "turbo", "", "4x"): 20_000})
    lines = dict(form.rows)
    assert [None if field is None else field.html_name for field in lines["Upscale, 4x"]] == [
        None, None, "upscale-4x-turbo",
    ]  # fmt: skip


def test_what_an_added_line_usually_costs_is_what_it_would_without() -> None:
    assert usual(Cell("imagine", "turbo", "7")) == DEFAULTS[TURBO]


def test_today_is_at_once() -> None:
    assert moment(timezone.localdate()) is None


def test_a_later_day_begins_at_midnight_by_the_calendar_of_the_site() -> None:
    found = moment(timezone.localdate() + timedelta(days=3))
    assert found is not None
    local = timezone.localtime(found, timezone.get_default_timezone())
    assert (local.date(), local.time()) == (timezone.localdate() + timedelta(days=3), time.min)


def test_a_day_of_the_past_is_refused_with_the_first_there_is() -> None:
    form = filled(day=str(timezone.localdate() - timedelta(days=1)))
    assert form.errors == {"day": ["What was cannot get another price. Today is the first day there is."]}


def moment(day: date) -> datetime | None:
    form = filled(day=str(day))
    assert form.is_valid()
    found: datetime | None = form.cleaned_data["day"]
    return found
