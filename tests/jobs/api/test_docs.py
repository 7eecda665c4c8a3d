"""Every example in docs/api.md: the command is run, and its answer has to be the one that is written below it."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from jobs.models import Upstream
from jobs.views import estimates
from mjweb.accounts.models import User
from tests.jobs.api.conftest import Caller, bare, done, png
from tests.jobs.conftest import press
from tests.jobs.upstream import Upstream as Service

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text()
BLOCK = re.compile(r"^```(sh|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What differs from run to run, and what stands for it.
KINDS = {
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "<job>",
    r"http://localhost:8000/p/\S+\.png": "<address>",
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d": "<moment>",
    r"\d{7,10}": "<seed>",
}


@dataclass(frozen=True)
class Example:
    command: str
    answer: str

    def __str__(self) -> str:
        return self.command.split("midjourney/", 1)[1][:40]


def examples() -> list[Example]:
    """Each command with the answer that follows it."""
    blocks = BLOCK.findall(PAGE)
    return [
        Example(command, answer)
        for (kind, command), (next_kind, answer) in pairwise(blocks)
        if (kind, next_kind) == ("sh", "json")
    ]


def run(caller: Caller, command: str, values: dict[str, str]) -> Any:
    """What curl would do."""
    for name, value in values.items():
        command = command.replace(f"${name}", value)
    line, _, here = command.replace("\\\n", " ").partition("<<END\n")
    words = iter(shlex.split(line))
    assert next(words) == "curl"
    method, url, data, headers = "", "", "", {}
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-X":
            method = next(words)
        elif word == "-d":
            data = next(words)
        else:
            url = word
    data = here.removesuffix("END\n") if data == "@-" else data
    caller.secret = headers.pop("TT-API-KEY", "")
    kind = "application/x-www-form-urlencoded"
    return caller.ask(method or ("POST" if data else "GET"), url, data, kind=kind, **headers)[1]


def alike(value: Any) -> Any:
    """An answer with what differs from run to run replaced by its kind."""
    if isinstance(value, dict):
        return {name: alike(each) for name, each in value.items()}
    if isinstance(value, list):
        return [alike(each) for each in value]
    if isinstance(value, str):
        for pattern, kind in KINDS.items():
            value = re.sub(rf"(?<![\w-]){pattern}(?![\w-])", kind, value)
    return value


@pytest.fixture
def values(alice: User, ttapi: Service) -> dict[str, str]:
    """What the variables of the page stand for."""
    estimates.forget()
    Upstream.objects.seed()
    caller = Caller(alice)
    (grid,) = press(alice, "a lighthouse in fog --ar 3:2 --seed 2718281828")
    done(grid)
    single = done(caller.made("action", {"jobId": str(grid.uid), "action": "upsample1"}))
    waiting = caller.made("imagine", {"prompt": "a harbour at dawn"})
    return {
        "MJWEB": "http://testserver",
        "KEY": caller.secret,
        "JOB": str(grid.uid),
        "SINGLE": str(single.uid),
        "WAITING": str(waiting.uid),
        "PICTURE": bare(png("red")),
        "MASK": bare(png("white")),
    }


@pytest.mark.parametrize("example", examples(), ids=str)
def test_an_example_is_true(alice: User, values: dict[str, str], example: Example) -> None:
    assert alike(run(Caller(alice), example.command, values)) == alike(json.loads(example.answer))


def test_every_endpoint_has_a_section_with_an_example() -> None:
    sections = {part.split("\n", 1)[0]: part for part in PAGE.split("\n## ")}
    endpoints = [title for title in sections if re.match(r"(GET|POST|DELETE) /", title)]
    assert len(endpoints) == 12
    assert [title for title in endpoints if "```sh" not in sections[title] or "```json" not in sections[title]] == []


def test_every_command_has_its_answer() -> None:
    assert len(examples()) == len(re.findall(r"^curl ", PAGE, re.MULTILINE)) == PAGE.count("```sh")
