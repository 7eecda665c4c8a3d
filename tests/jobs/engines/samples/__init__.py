"""Answers of TT API as its public pages print them, under the names of their files."""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def sample(name: str) -> dict[str, object]:
    """One answer, read anew each time."""
    value = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert isinstance(value, dict)
    return value
