"""Answers of TT API and of what stands before it, and what each of them means.

One file for each question (`submit`, `fetch`, `info`, `check`), one case a line: `from` says where the answer is known
from; the body is `json`, `text` (`times` over) or `bytes` (base64). In it {key}, {KEY} and {escaped} stand for the key
of the test and {id}, {ID} for the id of its job. The other fields are what the engine makes of it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """One answer, and `expected`, what it means."""

    name: str
    status: int
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    expected: dict[str, Any]

    def body(self, key: str, job_id: str = "") -> bytes:
        """The bytes, for a key and a job."""
        names = {"{key}": key, "{KEY}": key.upper(), "{escaped}": f"\\u{ord(key[0]):04x}{key[1:]}"}
        names |= {"{id}": job_id, "{ID}": job_id.upper()}
        body = self.raw
        for name, value in names.items():
            body = body.replace(name.encode(), value.encode())
        return body


@cache
def cases(question: str) -> list[Case]:
    """All cases of a question, in the order of their file."""
    return [_case(row) for row in json.loads((FOLDER / f"{question}.json").read_text("utf-8"))]


def _case(row: dict[str, Any]) -> Case:
    if "json" in row:
        raw = json.dumps(row["json"], ensure_ascii=False).encode()
    elif "text" in row:
        raw = row["text"].encode() * row.get("times", 1)
    else:
        raw = base64.b64decode(row["bytes"])
    assert row["from"]
    about = {"name", "from", "status", "headers", "json", "text", "times", "bytes"}
    expected = {name: value for name, value in row.items() if name not in about}
    return Case(row["name"], row["status"], tuple(row.get("headers", {}).items()), raw, expected)
