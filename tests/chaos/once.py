"""Runs that are too dear to be made by every worker of the suite: the first that asks makes one, the others wait."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mjweb.env import ROOT


def told(factory: pytest.TempPathFactory, name: str) -> list[dict[str, Any]]:
    """What `python -m tests.chaos.NAME` says, a line of JSON each, run once on a data folder of its own."""

    def make(folder: Path, record: Path) -> None:
        environ = os.environ | {"MJWEB_HOME": str(folder / "home"), "DJANGO_SETTINGS_MODULE": "mjweb.settings"}
        environ.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", f"tests.chaos.{name}"]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        record.write_text(done.stdout)

    return [json.loads(line) for line in once(factory, name, make).read_text().splitlines()]


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path, Path], None]) -> Path:
    """The record of the one run; `make` gets an empty folder and the path that it writes the record to.

    Pytest's workers share nothing but the base folder of their temporary files. A run that fails leaves no record and
    is made again by the next who asks.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    record = shared / f"{name}.json"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not record.exists():
            folder = shared / name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder, record)
    return record
