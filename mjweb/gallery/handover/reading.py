"""Finds the prompt in a file: as we write it, and as other programs do."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import IO, Any

from mjweb.gallery.handover import exif, files, xmp
from mjweb.gallery.handover.facts import TRAINED, Facts
from mjweb.gallery.handover.notes import Notes
from mjweb.gallery.handover.plain import line, plain
from mjweb.gallery.handover.splice import Damaged

MOST_WORDS = 10_000
"""Characters of a prompt that are kept."""
_JOB_ID = re.compile(r"\s*\bJob ID: ([0-9a-fA-F-]{36})\s*$")
_SWITCHES = re.compile(r"(?:^|\s)(?=--[a-z])")
_SETTINGS = re.compile(r"^(?:Negative prompt:|Steps: \d)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says of itself, and which program said it; "" where that is not told."""

    facts: Facts
    program: str = ""


def found(file: IO[bytes], extension: str) -> Found:
    """What is written in a file, in the order in which it is to be trusted. Raises nothing for damage."""
    try:
        noted = files.notes(file, extension)
    except Damaged:
        return Found(Facts())
    told = xmp.read(noted.xmp)
    if told.job:
        return Found(_bounded(told), "mjweb")
    further = exif.read(noted.exif)
    words, program = _words(noted, further)
    words = replace(
        words,
        prompt=words.prompt or told.prompt,
        author=words.author or told.author or further.author or noted.texts.get("Author", ""),
        date=told.date,
        licence=told.licence or further.licence or noted.texts.get("Copyright", ""),
        # Whoever writes a prompt in one of these dialects had a model make of it.
        source_type=told.source_type or (TRAINED if program else ""),
    )
    return Found(_bounded(words), program)


def _bounded(facts: Facts) -> Facts:
    return replace(
        facts,
        prompt=plain(facts.prompt, MOST_WORDS).strip(),
        parameters=plain(facts.parameters, MOST_WORDS).strip(),
        job=line(facts.job, 40),
        author=line(facts.author, 120),
        licence=plain(facts.licence, 2000),
        source_type=line(facts.source_type),
        model=line(facts.model),
        version=line(facts.version, 40),
    )


def _words(noted: Notes, further: Facts) -> tuple[Facts, str]:
    """Prompt and parameters by the first dialect that fits, and whose it is."""
    texts = noted.texts
    if (words := _invoke(texts.get("invokeai_metadata", ""))) is not None:
        return words, "InvokeAI"
    for text in (texts.get("parameters", ""), further.prompt):
        if _SETTINGS.search(text):
            return _split(text), "AUTOMATIC1111"
    if (words := _comfy(texts.get("prompt", ""))) is not None:
        return words, "ComfyUI"
    text = texts.get("parameters") or texts.get("Description") or further.prompt
    if job := _JOB_ID.search(text):
        words = _switched(text[: job.start()])
        return replace(words, author=texts.get("Author", ""), model="Midjourney"), "Midjourney"
    return _switched(text), ""


def _switched(text: str) -> Facts:
    """A prompt whole, and its `--` parameters once more."""
    start = _SWITCHES.search(text)
    return Facts(prompt=text, parameters=text[start.end() :] if start else "")


def _split(text: str) -> Facts:
    """The words, and behind them lines of settings."""
    start = _SETTINGS.search(text)
    assert start is not None  # asked before
    return Facts(prompt=text[: start.start()].strip(), parameters=text[start.start() :].strip())


def _invoke(text: str) -> Facts | None:
    said = _json(text)
    if said is None or not isinstance(said.get("positive_prompt"), str):
        return None
    named = ("negative_prompt", "seed", "steps", "cfg_scale", "scheduler", "width", "height")
    parameters = ", ".join(f"{name}: {said[name]}" for name in named if isinstance(said.get(name), str | int | float))
    return Facts(prompt=said["positive_prompt"], parameters=parameters)


def _comfy(text: str) -> Facts | None:
    """A graph of nodes: the text that goes into a sampler as what is wanted, else the longest text of all."""
    nodes = _json(text)
    if nodes is None:
        return None
    inputs = {key: node["inputs"] for key, node in nodes.items() if _is_node(node)}
    wanted = [_text(inputs, given.get("positive")) for given in inputs.values() if "positive" in given]
    every = [_text(inputs, [key]) for key in inputs]
    prompt = next((words for words in wanted if words), "") or max(every, key=len, default="")
    return Facts(prompt=prompt) if prompt else None


def _is_node(node: object) -> bool:
    return isinstance(node, dict) and isinstance(node.get("inputs"), dict) and isinstance(node.get("class_type"), str)


def _text(inputs: dict[str, dict[str, Any]], link: object) -> str:
    """The text of the node that a link names; links are lists that begin with its number."""
    for _step in range(20):
        given = inputs.get(str(link[0])) if isinstance(link, list) and link else None
        if given is None:
            return ""
        for name in ("text", "text_g", "prompt", "string", "value"):
            if isinstance(given.get(name), str):
                return str(given[name])
        link = next((given[name] for name in ("text", "conditioning", "positive") if name in given), None)
    return ""


def _json(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
