"""The drawing service as `up` runs it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from mjweb.env import ROOT
from tests.conftest import site_environ
from tests.jobs.engines.sketch.workshop import PATIENCE, until


def test_it_is_there_to_draw_and_ends_in_order_when_it_is_told_to(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "sketch", "--drawers", "1"]
    process = subprocess.Popen(command, env=site_environ(tmp_path))
    until(lambda: process.poll() is not None or any(tmp_path.rglob("accepts.sqlite3")))
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
