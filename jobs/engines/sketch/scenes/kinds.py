"""Which kind of its family a scene draws, from the words of the prompt."""

from __future__ import annotations

from collections.abc import Mapping

from jobs.engines.sketch.recipe import Recipe


def kind_of(r: Recipe, kinds: Mapping[str, str], default: str) -> str:
    """The kind named by the recipe, else the first whose words (split by "|") occur: the subject's own word first."""
    named = r.word("kind")
    if named in kinds or named == default:
        return named
    subject, words = r.word("subject"), f" {r.word('words')} "
    for kind, known in kinds.items():
        if subject and subject in known.split("|"):
            return kind
    for kind, known in kinds.items():
        if any(f" {word} " in words for word in known.split("|")):
            return kind
    return default
