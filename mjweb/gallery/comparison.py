"""What varies between a few pictures, and how they are laid out so that it can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from jobs.actions import Action, Step
from jobs.models import Job, Picture
from jobs.prompts import Normal
from jobs.views.verbs import label_of
from mjweb.gallery import difference

FEWEST, MOST = 2, 6


@dataclass(frozen=True, slots=True)
class Trait:
    """Something in which the pictures differ: what it is called, and its value for each picture in turn."""

    label: str
    values: tuple[str, ...]

    @property
    def choices(self) -> list[str]:
        """Each value once: numbers by size, others as they come."""
        found = list(dict.fromkeys(self.values))
        numbers = {value: _number(value) for value in found}
        if all(number is not None for number in numbers.values()):
            return sorted(found, key=lambda value: numbers[value] or 0.0)
        return found


@dataclass(frozen=True, slots=True)
class Axes:
    """Two traits as columns and rows; a cell holds the place of its picture, or None."""

    columns: Trait
    rows: Trait
    cells: list[tuple[str, list[int | None]]]


def traits(pictures: Sequence[Picture]) -> list[Trait]:
    """Everything in which they differ; not the prompts, where one of them is hidden from whoever looks."""
    is_told = all(picture.job.is_told for picture in pictures)
    read = [difference.read(picture.job) for picture in pictures]
    found = [*_words(read), *_parameters(read)] if is_told else []
    found.append(Trait(_("Step"), tuple(_step(picture.job) for picture in pictures)))
    if len({picture.job_id for picture in pictures}) < len(pictures):
        found.append(Trait(_("Tile"), tuple(str(picture.index) for picture in pictures)))
    return [trait for trait in found if len(set(trait.values)) > 1]


def _words(read: Sequence[Normal]) -> Iterator[Trait]:
    """The words, without those that all begin and end with."""
    texts = [one.words for one in read]
    start = _common(texts)
    rest = [words[start:] for words in texts]
    end = _common([words[::-1] for words in rest])
    middles = ["".join(words[: len(words) - end]).strip() for words in rest]
    yield Trait(_("Words"), tuple(Truncator(middle).chars(60) or _("none") for middle in middles))


def _common(texts: Sequence[Sequence[str]]) -> int:
    """With how many same words all begin."""
    count = 0
    for words in zip(*texts, strict=False):
        if len(set(words)) > 1:
            break
        count += 1
    return count


def _parameters(read: Sequence[Normal]) -> Iterator[Trait]:
    given = [dict(one.parameters) | ({"images": one.images} if one.images else {}) for one in read]
    for name in sorted({name for one in given for name in one}):
        if len({one.get(name) for one in given}) > 1:
            yield Trait(difference.label(name), tuple(difference.said(name, one.get(name)) for one in given))


def _step(job: Job) -> str:
    return label_of(Step(Action(job.action), job.index))


def axes(found: Sequence[Trait], count: int) -> Axes | None:
    """Two traits that put each picture into a place of its own, with few places left empty; None where none do."""
    pairs = [(one, other) for one, other in combinations(found, 2) if _fit(one, other, count)]
    if not pairs:
        return None
    columns, rows = max(pairs, key=lambda pair: -len(pair[0].choices) * len(pair[1].choices))
    if len(columns.choices) < len(rows.choices):
        columns, rows = rows, columns
    place = {pair: number for number, pair in enumerate(zip(rows.values, columns.values, strict=True))}
    cells = [(row, [place.get((row, column)) for column in columns.choices]) for row in rows.choices]
    return Axes(columns, rows, cells)


def _fit(one: Trait, other: Trait, count: int) -> bool:
    places = len(one.choices) * len(other.choices)
    return len(set(zip(one.values, other.values, strict=True))) == count and places <= count + count // 2


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
