"""What changed from the prompt of one job to that of another, as pages say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from jobs import prompts, references
from jobs.models import Job
from jobs.prompts import PARAMETERS, Difference, Normal
from jobs.prompts.difference import Kind, Run, Turned
from jobs.prompts.links import is_link
from jobs.prompts.normal import Values
from jobs.prompts.table import Takes

# So many words that stayed are shown beside those that did not.
_AROUND = 3
_MODEL = ("version", "niji")  # by what the facts of a job name it


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter that has another value: its name, and both values in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """`words` are runs of words with what became of them (`same`, `gone`, `new`, `left`, `moved`)."""

    words: list[tuple[str, str]]
    values: list[Value]


def read(job: Job) -> Normal:
    """What a job's prompt asks for, in the model that its site took for it."""
    version = str(job.facts.get("version", settings.DEFAULT_VERSION))
    return prompts.normal(prompts.parse(job.prompt, f"niji {version}" if job.facts.get("niji") else version))


def between(before: Job, after: Job) -> Changed | None:
    """None where both ask for the same, or it is not told what one of them asks for."""
    if not (before.is_told and after.is_told):
        return None
    if before.prompt == after.prompt and all(before.facts.get(name) == after.facts.get(name) for name in _MODEL):
        return None
    change = prompts.difference(read(before), read(after))
    return None if change.is_none else told(change)


def told(change: Difference) -> Changed:
    words = list(_words(change.runs)) if change.has_other_words else []
    return Changed(words, [_value(turned) for turned in change.parameters])


def _words(runs: tuple[Run, ...]) -> Iterator[tuple[str, str]]:
    for number, run in enumerate(runs):
        if run.kind is not Kind.SAME or len(run.words) <= 2 * _AROUND + 1:
            yield run.kind.value, run.text
            continue
        first = "".join(run.words[:_AROUND]).strip() if number else ""
        last = "".join(run.words[-_AROUND:]).strip() if number < len(runs) - 1 else ""
        yield run.kind.value, f"{first} … {last}".strip()


def _value(turned: Turned) -> Value:
    return Value(label(turned.name), said(turned.name, turned.before), said(turned.name, turned.after))


def label(name: str) -> str:
    """What a parameter is called."""
    if name == "images":
        return _("Image prompt")
    known = PARAMETERS.get(name)
    return _(known.label) if known else f"--{name}"


def said(name: str, values: Values | None) -> str:
    """A value in words, the usual one where none is given."""
    known = PARAMETERS.get(name)
    is_switch = known is not None and known.takes is Takes.NONE
    if values is None:
        return _("off") if is_switch else (known.default if known else "") or _("none")
    if not values:
        return _("on")
    return ", ".join(_short(value) for value in values)


def _short(value: str) -> str:
    """A link by what tells it from others."""
    if not is_link(value):
        return value
    if references.path_in(value):
        return _("a picture of this site")
    return "…/" + value.rstrip("/").rpartition("/")[2][-24:]
