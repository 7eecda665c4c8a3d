"""A database with all its tables and nothing in them: made once in a run of the tests, and copied by sites they start.

From nothing the tables take a processor as long as all else that a small site does. What is about just that, the first
start of `manage.py up` and the migrations, does not come here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mjweb.env import ROOT
from tests import postgresql
from tests.once import once

VARIABLE = "BLANK_DATABASE"  # names the file to processes that make a site of their own


def blank(factory: pytest.TempPathFactory) -> Path:
    """The file of the database."""

    def make(folder: Path, record: Path) -> None:
        environ = os.environ | {"MJWEB_HOME": str(folder), "MJWEB_NO_VENV": "1"}
        environ |= {"DJANGO_SETTINGS_MODULE": "mjweb.settings"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environ, check=True)
        shutil.copy(folder / "mjweb.sqlite3", record)

    return once(factory, "blank", make)


def furnish(home: Path, file: str | Path | None) -> None:
    """Put a copy into the folder of a site that has not started yet; nothing where there is none to copy."""
    if file and not os.environ.get(postgresql.VARIABLE):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(file, home / "mjweb.sqlite3")
