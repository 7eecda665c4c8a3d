"""What a run in a process of its own says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mjweb.env import ROOT
from tests.blank import blank, furnish
from tests.once import once


def told(factory: pytest.TempPathFactory, name: str) -> list[dict[str, Any]]:
    """What `python -m tests.chaos.NAME` says, a line of JSON each, run once on a data folder of its own."""

    def make(folder: Path, record: Path) -> None:
        environ = os.environ | {"MJWEB_HOME": str(folder / "home"), "DJANGO_SETTINGS_MODULE": "mjweb.settings"}
        environ.pop("DATABASE_URL", None)
        furnish(folder / "home", blank(factory))
        command = [sys.executable, "-m", f"tests.chaos.{name}"]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        record.write_text(done.stdout)

    return [json.loads(line) for line in once(factory, name, make).read_text().splitlines()]
