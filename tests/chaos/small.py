"""A small run of `manage.py chaos` for tests that read what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mjweb.env import ROOT
from tests.blank import VARIABLE, blank
from tests.once import once

# Each of them counts what must not be.
FIGURES = (
    *("vanished", "submitted_twice", "over_limit", "charged_twice"),
    *("ledger_drift", "pictures_missing", "stuck"),
)


@dataclass(frozen=True)
class Run:
    """How it ended, what it told meanwhile, and its line of figures."""

    code: int
    said: str
    figures: dict[str, Any]


def run(factory: pytest.TempPathFactory, name: str, *flags: str, **asked: int) -> Run:
    """The one run of this name, with so much of everything."""

    def make(_folder: Path, record: Path) -> None:
        words = [word for option, count in asked.items() for word in (f"--{option}", str(count))]
        environ = os.environ | {"MJWEB_NO_VENV": "1", "DJANGO_SETTINGS_MODULE": "mjweb.settings"}
        environ[VARIABLE] = str(blank(factory))
        done = subprocess.run(
            [sys.executable, "manage.py", "chaos", *flags, *words],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        (line,) = done.stdout.splitlines() or [done.stderr]
        assert line.startswith("{"), line
        record.write_text(json.dumps({"code": done.returncode, "said": done.stderr, "figures": json.loads(line)}))

    return Run(**json.loads(once(factory, name, make).read_text()))
