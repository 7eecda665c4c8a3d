"""The process that runs all others: what it reads before it forks them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mjweb.env import ROOT
from mjweb.management.commands.up import MODULES

READ = """
import os, sys
from mjweb import tree
tree.load(sys.argv[1:])
print(len(os.listdir("/proc/self/task")), "numpy" in sys.modules, "jobs.views" in sys.modules)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="forks are made there only")
def test_it_has_one_thread_and_no_pages_when_all_is_read() -> None:
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", READ, *MODULES, "jobs.engines.sketch.engine"]
    said = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.split() == ["1", "True", "False"]
