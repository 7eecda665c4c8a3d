"""Amounts in words: whole thousandths inside, credits for people, numbers for programs."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import ngettext

THOUSAND = 1000


def plain(amount: int) -> str:
    """'4', '1.5', '0.25': no grouping, no trailing zeros."""
    whole, rest = divmod(abs(amount), THOUSAND)
    text = str(whole) + (f".{rest:03d}".rstrip("0") if rest else "")
    return f"-{text}" if amount < 0 else text


def number(amount: int) -> int | float:
    """For JSON: an int when whole."""
    return amount // THOUSAND if amount % THOUSAND == 0 else amount / THOUSAND


def grouped(amount: int) -> str:
    """For people: '1,000', '1.5'."""
    text = plain(amount)
    return number_format(Decimal(text), decimal_pos=len(text.partition(".")[2]), force_grouping=True)


def credits(amount: int) -> str:
    """'1 credit', '1.5 credits', '1,000 credits'."""
    return ngettext("%(n)s credit", "%(n)s credits", 1 if amount == THOUSAND else 2) % {"n": grouped(amount)}


def units(text: str) -> int:
    """Read '200' or '1.5' as thousandths. Raises ValueError for anything else or more than three decimals."""
    amount = Decimal(text) * THOUSAND if text.isascii() and text.strip().replace(".", "", 1).isdigit() else None
    if amount is None or amount != amount.to_integral_value():
        raise ValueError("an amount such as 200 or 1.5")
    return int(amount)
