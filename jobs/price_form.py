"""The price table as a form: a field for each price, and a stamp that tells which table the page showed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django import forms
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from jobs.models import Mode, Work
from jobs.models.price import CELLS, DEFAULTS, MOST, Table
from mjweb.quotas.units import plain, units


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


class PriceForm(forms.Form):
    """The whole table, one field a cell named `<work>-<mode>`; `opened` carries the prices that the page showed."""

    use_required_attribute = False
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, str] | None = None, *, table: Table | None = None) -> None:
        shown = table or {}
        super().__init__(
            data, initial={"opened": stamp(shown)} | {name_of(*cell): plain(shown[cell]) for cell in shown}
        )
        self.seen = shown if data is None else read_stamp(data.get("opened", ""))
        for work in Work:
            for mode in Mode:
                self.fields[name_of(work, mode)] = PriceField(
                    label=format_html('<span class="sr">{}, </span>{}', work.label, mode.label),
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                    error_messages={"required": _("Give a price; 0 is free.")},
                )
        for cell, amount in self.seen.items():
            if amount != DEFAULTS[cell]:
                self.hint(cell, _("Usually %(price)s") % {"price": plain(DEFAULTS[cell])})

    def hint(self, cell: tuple[str, str], words: str) -> None:
        """Say something below a field."""
        self.fields[name_of(*cell)].help_text = words

    @property
    def wanted(self) -> Table:
        """The table as it was written; only of a valid form."""
        return {cell: self.cleaned_data[name_of(*cell)] for cell in CELLS}

    @property
    def rows(self) -> list[tuple[str, list[BoundField]]]:
        return [(str(work.label), [self[name_of(work, mode)] for mode in Mode]) for work in Work]

    def beside(self, table: Table) -> PriceForm:
        """The same form, once valid, for a table that was changed meanwhile: what was typed, and the prices of now.

        Fields that were left alone follow the table, so that saving again does not take back what another did.
        """
        wanted, seen = self.wanted, self.seen
        typed = {cell for cell in CELLS if wanted[cell] != seen.get(cell)}
        data = {name_of(*cell): self.data[name_of(*cell)] if cell in typed else plain(table[cell]) for cell in CELLS}
        form = PriceForm({"opened": stamp(table), **data})
        for cell in CELLS:
            moved, price = table[cell] != seen.get(cell), {"price": plain(table[cell])}
            if cell not in typed and moved:
                form.hint(cell, _("Was %(price)s") % {"price": plain(seen[cell])})
            elif cell in typed and wanted[cell] != table[cell]:
                words = _("Now %(price)s") % price
                form.hint(cell, "" if moved else words)
                if moved:
                    form.add_error(name_of(*cell), words)
        return form

    def point_at_first_error(self) -> None:
        """Put the cursor into the first field that needs another look."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["autofocus"] = True
                return


def name_of(work: str, mode: str) -> str:
    return f"{work}-{mode}"


def stamp(table: Table) -> str:
    """A table in one line: its amounts in the order of the cells."""
    return " ".join(str(table[cell]) for cell in CELLS) if table else ""


def read_stamp(text: str) -> Table:
    """The table that was stamped; an empty one, which no table equals, for anything else."""
    amounts = text.split() if re.fullmatch(r"[0-9 ]{1,500}", text) else []
    return dict(zip(CELLS, map(int, amounts), strict=True)) if len(amounts) == len(CELLS) else {}
