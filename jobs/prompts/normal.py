"""What a prompt says without the way it is written: two prompts with the same normal form ask for the same.

Blanks, the case of names, aliases, the order of parameters, values that are the usual ones anyway and parameters that
have nothing to act on make no difference. Words, their order and their case, links and seeds do.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from jobs.prompts import values, weights
from jobs.prompts.facts import Facts
from jobs.prompts.links import is_link
from jobs.prompts.parse import CHOOSE_MODEL, SPEEDS, Given, Prompt, reference
from jobs.prompts.table import Kind, Model
from jobs.prompts.versions import PARAMETERS

Values = tuple[str, ...]


class Normal(NamedTuple):
    """Links of pictures, the words cut apart, and the parameters by name, each with its values.

    A word begins with a blank unless it is glued to the one before, as marks and weights are. Among the parameters
    "version" is the model and always there: "7", "niji 6".
    """

    images: tuple[str, ...]
    words: tuple[str, ...]
    parameters: tuple[tuple[str, Values], ...]

    @property
    def text(self) -> str:
        """The words as one line."""
        return "".join(self.words).removeprefix(" ")


# What is told by the model, by a field of its own, or by the number of jobs.
_APART = (*CHOOSE_MODEL, *SPEEDS, "repeat", "sd")
# These act on something else in the prompt; without it they do nothing.
_NEEDS = {"sw": "sref", "sv": "sref", "cw": "cref", "ow": "oref"} | dict.fromkeys(("motion", "loop", "bs"), "video")
# Where facts have the value with its default, and how it is written.
_WRITTEN: dict[str, Callable[[Facts], str]] = {
    "aspect": lambda facts: "{}:{}".format(*facts.aspect),
    "chaos": lambda facts: str(facts.chaos),
    "stylize": lambda facts: str(facts.stylize),
    "weird": lambda facts: str(facts.weird),
    "exp": lambda facts: str(facts.exp),
    "quality": lambda facts: values.shown(facts.quality),
    "stop": lambda facts: str(facts.stop),
    "iw": lambda facts: values.shown(facts.iw),
    "sw": lambda facts: str(facts.sw),
    "cw": lambda facts: str(facts.cw),
    "ow": lambda facts: str(facts.ow),
    "motion": lambda facts: facts.motion,
    "bs": lambda facts: str(facts.clips),
}
_MARKS = re.compile(r"(.*?[^,.;:!?])([,.;:!?]+)", re.DOTALL)


def normal(prompt: Prompt) -> Normal:
    """The normal form of a prompt. Never raises."""
    facts, usual = prompt.facts(), _usual(prompt.model)
    found: dict[str, Values] = {"version": (prompt.model.key,)}
    if facts.raw:
        found["raw"] = ()
    for given in prompt.without(*_APART, "raw").parameters:
        if not _is_idle(given, prompt, facts, usual):
            found[given.name] = _said(given, facts)
    return Normal(prompt.images, tuple(_words(prompt.text, prompt.model)), tuple(sorted(found.items())))


@cache
def _usual(model: Model) -> Facts:
    return Prompt((), "", (), model.key).facts() if not model.is_test else Prompt((), "", (Given(model.key),)).facts()


def _is_idle(given: Given, prompt: Prompt, facts: Facts, usual: Facts) -> bool:
    """Whether the prompt asks for the same without it."""
    name = given.name
    if given.extra or not given.is_known:
        return False
    if name == "style":
        return facts.style is None and facts.raw
    if name in _NEEDS and not prompt.has(_NEEDS[name]):
        return True
    if name == "iw" and not prompt.images:
        return True
    if name == "aspect" and (prompt.has("edit") or prompt.has("video")):
        return False  # there the usual ratio is that of a picture
    written = _WRITTEN.get(name)
    return written is not None and written(facts) == written(usual)


def _said(given: Given, facts: Facts) -> Values:
    name, parameter = given.name, PARAMETERS.get(given.name)
    if given.extra or parameter is None:
        return (*given.values, *given.extra)
    if name in _WRITTEN:
        return (_WRITTEN[name](facts),)
    if parameter.kind is Kind.SWITCH:
        return ()
    if parameter.kind is Kind.WHOLE:
        return tuple(_whole(value) for value in given.values)
    if parameter.kind is Kind.LIST:
        return tuple(sorted(given.values))
    if parameter.kind is Kind.STYLES:
        return tuple(_style(word) for word in given.values)
    return tuple(value if is_link(value) else value.lower() for value in given.values)


def _whole(value: str) -> str:
    number = values.whole(value)
    return value if number is None else str(number)


def _style(word: str) -> str:
    style = reference(word)
    value = "random" if style.value.lower() == "random" else style.value
    return value if style.weight == 1 else f"{value}::{values.shown(style.weight)}"


def _words(text: str, model: Model) -> Iterator[str]:
    """The words of a text; joined they are the text again, with a blank in front."""
    for word in text.split(" ") if text else ():
        first, *others = _cut(word, model)
        yield f" {first}"
        yield from others


def _cut(word: str, model: Model) -> list[str]:
    """A word, its weights and the marks at its end."""
    found, at = [], 0
    for cut in weights.cuts(word):
        written = word[cut.start : cut.end]
        if model.weights:  # a weight without a number is 1
            written = "::" if cut.weight == 1 else f"::{values.shown(cut.weight)}"
        found += [word[at : cut.start], written]
        at = cut.end
    last = word[at:]
    match = None if is_link(last) else _MARKS.fullmatch(last)
    found += match.groups() if match else [last]
    return [piece for piece in found if piece] or [word]
