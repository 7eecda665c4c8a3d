"""Reads numbers and ratios as people type them. Digits are ASCII digits; nothing here raises."""

import re
from fractions import Fraction

LONGEST_WHOLE = 18
"""Digits beyond which a whole number is out of every range anyway."""

LARGEST = 1e15
"""Decimal numbers are cut off here, so that none becomes infinite."""

_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_RATIO = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")


def whole(value: str) -> int | None:
    """The whole number, or None; more than 18 digits count as the largest (or smallest) 18-digit number."""
    if _WHOLE.fullmatch(value) is None:
        return None
    digits = value.lstrip("-").lstrip("0") or "0"
    number = int(digits) if len(digits) <= LONGEST_WHOLE else 10**LONGEST_WHOLE - 1
    return -number if value[0] == "-" else number


def decimal(value: str) -> float | None:
    """The number, ".5" being 0.5, or None; its size is cut at LARGEST."""
    return min(max(float(value), -LARGEST), LARGEST) if _DECIMAL.fullmatch(value) else None


def ratio(value: str) -> tuple[int, int] | None:
    """Width and height as written, both at least 1 and at most nine digits long, or None."""
    match = _RATIO.fullmatch(value)
    if match is None:
        return None
    width, height = int(match[1]), int(match[2])
    return (width, height) if width and height else None


def exact(value: str) -> Fraction | None:
    """A decimal number of reasonable length as a fraction, for rewriting a ratio, or None."""
    return Fraction(value) if len(value) <= LONGEST_WHOLE and _DECIMAL.fullmatch(value) else None


def shown(number: float) -> str:
    """A number as a person writes it: no trailing zeros, no exponent for what prompts hold."""
    return f"{number:.6f}".rstrip("0").rstrip(".") if number != int(number) else str(int(number))
