"""The cluster of a queue: set up in a process that has read django-q2 already."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from jobs import queue
from mjweb.env import ROOT

TELL = """
import json
from django_q.conf import Conf
options = {name: repr(value) for name, value in vars(Conf).items() if name[0] != "_" and name.isupper()}
print(json.dumps(options))
"""
SETUP = "import django; django.setup()"


def options(code: str, **environ: str) -> dict[str, str]:
    """What django-q2 goes by in a new process."""
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **environ}
    command = [sys.executable, "-c", f"{SETUP}\n{code}\n{TELL}"]
    said = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, str] = json.loads(said.stdout)
    return {name: value for name, value in found.items() if " at 0x" not in value and name != "SECRET_KEY"}


@pytest.mark.parametrize("name", queue.QUEUES)
def test_a_cluster_goes_by_what_its_queue_says(name: str) -> None:
    ours = options(f"from jobs.management.commands.guard import serve; serve({name!r})")
    theirs = options("", Q_CLUSTER_NAME=name)
    assert ours["CLUSTER_NAME"] == repr(name)
    assert ours == theirs
