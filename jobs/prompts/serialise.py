"""Writes a prompt down again: links, text, parameters, single blanks, no repeats."""

from jobs.prompts.parse import Given, Prompt
from jobs.prompts.split import opens
from jobs.prompts.table import Kind
from jobs.prompts.versions import PARAMETERS


def serialise(prompt: Prompt) -> str:
    """The prompt as one line. Parsing it again gives an equal prompt."""
    return " ".join(part for part in (*prompt.images, prompt.text, *map(_written, prompt.parameters)) if part)


def serialise_parameters(prompt: Prompt) -> str:
    """Its parameters alone, as they would follow the text."""
    return " ".join(map(_written, prompt.parameters))


def _written(given: Given) -> str:
    known = PARAMETERS.get(given.name)
    name = known.flag if known else f"--{given.name}"
    is_list = known is not None and known.kind is Kind.LIST
    words = [_listed(given.values)] if is_list and given.values else given.values
    return " ".join((name, *words, *given.extra))


def _listed(things: tuple[str, ...]) -> str:
    """Comma and blank between things; no blank where the next would then start a parameter."""
    written = ""
    for thing in things:
        head = thing.split(" ", 1)[0]
        if opens(head):
            written += "," + thing
        else:
            written += (", " if written else "") + thing
    return written
