"""Prices as forms: the whole table with a field for each, and one new row for the admin; each with its first day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jobs import prompts
from jobs.actions import SIZES
from jobs.models import Mode, Price
from jobs.tariff import DEFAULTS, MOST, Cell, Table, in_order, looked_up
from mjweb.quotas.units import plain, units

if TYPE_CHECKING:
    # Only the stubs know what it is of.
    FormOfPrice = forms.ModelForm[Model]
else:
    FormOfPrice = forms.ModelForm


class PriceField(forms.CharField):
    """A price as people write it, in credits; read as thousandths."""

    MISREAD = _("Write it like 2 or 0.25.")
    TOO_FINE = _("Three decimals at most.")
    BEYOND = _("From 0 to 1,000,000.")
    # "2,5" can only mean one thing, "1,000" two.
    COMMA = re.compile(r"(\d+),(\d{1,2})", re.ASCII)
    LONGEST = 20  # characters: past it a decimal number is no longer exact

    def clean(self, value: str | None) -> int:
        text: str = super().clean(value)
        digits = text.removeprefix("-")
        if self.COMMA.fullmatch(digits):
            digits = digits.replace(",", ".")
        try:
            amount = units(digits if len(digits) <= self.LONGEST else "")
        except ValueError:
            too_fine = re.fullmatch(r"\d+\.\d{4,}", digits, re.ASCII)
            raise forms.ValidationError(self.TOO_FINE if too_fine else self.MISREAD) from None
        if amount > MOST or text.startswith("-"):
            raise forms.ValidationError(self.BEYOND)
        return amount


class FirstDay(forms.DateField):
    """The first day of a price, by the site's calendar; read as a moment, None where that is at once."""

    PAST = _("What was cannot get another price. Today is the first day there is.")

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=_("Valid from"), initial=timezone.localdate, widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        day: date | None = super().clean(value)
        zone = timezone.get_default_timezone()
        today = timezone.localdate(timezone=zone)
        if day is not None and day < today:
            raise forms.ValidationError(self.PAST)
        return None if day in (None, today) else datetime.combine(day, time.min, zone)


class PriceForm(forms.Form):
    """The whole table, one field a cell named as `name_of` does; `opened` carries the prices that the page showed.

    It has the lines that the page showed: those that a site starts with, and what operators have added to them.
    """

    use_required_attribute = False
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, str] | None = None, *, table: Table | None = None) -> None:
        shown = in_order(table or {})
        super().__init__(data, initial={"opened": stamp(shown)} | {name_of(cell): plain(shown[cell]) for cell in shown})
        self.seen = shown if data is None else read_stamp(data.get("opened", ""))
        self.cells = list(in_order(self.seen or DEFAULTS))
        for cell in self.cells:
            self.fields[name_of(cell)] = PriceField(
                label=format_html('<span class="sr">{}, </span>{}', cell.line, Mode(cell.mode).label),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                error_messages={"required": _("Give a price; 0 is free.")},
            )
        self.fields["day"] = FirstDay(required=False)
        for cell, amount in self.seen.items():
            if amount != usual(cell):
                self.hint(cell, _("Usually %(price)s") % {"price": plain(usual(cell))})

    def hint(self, cell: Cell, words: str) -> None:
        """Say something below a field."""
        self.fields[name_of(cell)].help_text = words

    @property
    def wanted(self) -> Table:
        """The table as it was written; only of a valid form."""
        return {cell: self.cleaned_data[name_of(cell)] for cell in self.cells}

    @property
    def rows(self) -> list[tuple[str, list[BoundField | None]]]:
        """Each line with its fields; None at a speed at which it has no price of its own."""
        found: dict[str, list[BoundField | None]] = {}
        for cell in self.cells:
            line = found.setdefault(cell.line, [None] * len(Mode))
            line[Mode.values.index(cell.mode)] = self[name_of(cell)]
        return list(found.items())

    def beside(self, table: Table) -> PriceForm:
        """The same form, once valid, for a table that was changed meanwhile: what was typed, and the prices of now.

        Fields that were left alone follow the table, so that saving again does not take back what another did.
        """
        wanted, seen = self.wanted, self.seen
        typed = {cell for cell in self.cells if wanted[cell] != seen.get(cell)}
        data = {name_of(cell): self.data[name_of(cell)] if cell in typed else plain(table[cell]) for cell in table}
        form = PriceForm({"opened": stamp(table), "day": self.data.get("day", ""), **data})
        for cell in table:
            if cell not in wanted:
                continue
            moved, price = table[cell] != seen.get(cell), {"price": plain(table[cell])}
            if cell not in typed and moved:
                form.hint(cell, _("Was %(price)s") % {"price": plain(seen.get(cell, 0))})
            elif cell in typed and wanted[cell] != table[cell]:
                words = _("Now %(price)s") % price
                form.hint(cell, "" if moved else words)
                if moved:
                    form.add_error(name_of(cell), words)
        return form

    def point_at_first_error(self) -> None:
        """Put the cursor into the first field that needs another look."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["autofocus"] = True
                return


class NewPriceForm(FormOfPrice):
    """One new row; `by` and the moment are for the table itself to say."""

    amount = PriceField(label=_("price"), help_text=_("In credits, like 2 or 0.25; 0 is free."))
    version = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("all that have none of their own")),
            *((key, model.name) for key, model in prompts.MODELS.items()),
        ],
    )
    day = FirstDay(help_text=_("Today is at once; a later day begins at midnight by the site’s calendar."))

    class Meta:
        model = Price
        fields = ("work", "mode", "version", "size", "amount", "day")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        size, work = cleaned.get("size"), cleaned.get("work", "")
        if size and size not in SIZES.get(work, ()):
            known = ", ".join(SIZES.get(work, ())) or _("none")
            self.add_error("size", _("This work has no such size; it has: %(known)s.") % {"known": known})
        return cleaned

    @property
    def cell(self) -> Cell:
        """What it is a price of; only of a valid form."""
        return Cell(*(self.cleaned_data[name] for name in Cell._fields))


def usual(cell: Cell) -> int:
    """What a site starts with; of a line that operators added the price that it would have without."""
    return looked_up(DEFAULTS, cell) or 0


def name_of(cell: Cell) -> str:
    """The name of its field: 'imagine-fast', 'imagine-6-fast'."""
    return "-".join(word.replace(" ", "_") for word in cell.words if word)


def stamp(table: Table) -> str:
    """A table in one line: each price behind what it is of."""
    return ";".join(f"{','.join(cell)},{amount}" for cell, amount in table.items())


def read_stamp(text: str) -> Table:
    """The table that was stamped; an empty one, which no table equals, for anything else."""
    found: Table = {}
    for part in text.split(";") if len(text) < 20_000 else ():
        *words, amount = part.split(",")
        if len(words) != len(Cell._fields) or not re.fullmatch(r"[0-9]{1,10}", amount, re.ASCII):
            return {}
        cell = Cell(*words)
        if not cell.is_known:
            return {}
        found[cell] = int(amount)
    return found
