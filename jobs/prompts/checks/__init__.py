"""The checks, by subject. Each function looks at one prompt and reports what it finds."""

from collections.abc import Callable

from jobs.prompts.checks import names, numbers, ratios, references, repeats, syntax, together, words
from jobs.prompts.checks.subject import Subject

CHECKS: tuple[Callable[[Subject], None], ...] = (
    syntax.check,
    names.check,
    numbers.check,
    ratios.check,
    references.check,
    together.check,
    words.check,
    repeats.check,
)
"""In the order in which a person would correct things."""
