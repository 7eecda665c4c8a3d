"""Names of processes that no later process bears, and children that die with their parent."""

import subprocess
import sys
import time

from jobs.processes import certainly_gone, identity


def test_a_living_process_keeps_its_name() -> None:
    assert identity() == identity()
    assert not certainly_gone(identity())


def test_a_process_that_ended_is_certainly_gone() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = identity(child.pid)
    assert not certainly_gone(name)
    child.communicate()
    assert certainly_gone(name)


def test_a_name_from_elsewhere_cannot_be_judged() -> None:
    assert [certainly_gone(name) for name in ("", "other:1:2", "no name at all", "a:b:c:d")] == [False] * 4


def test_a_child_dies_with_its_parent() -> None:
    child = "import os, sys, time; from jobs.processes import die_with_parent, identity;"
    child += "die_with_parent(int(sys.argv[1])); print(identity(), flush=True); time.sleep(600)"
    code = "import os, subprocess, sys, time;"
    code += "subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid())]); time.sleep(600)"
    parent = subprocess.Popen([sys.executable, "-c", code, child], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    name = parent.stdout.readline().strip()
    assert name
    assert not certainly_gone(name)
    parent.kill()
    parent.communicate()
    for _ in range(500):
        if certainly_gone(name):
            break
        time.sleep(0.02)
    assert certainly_gone(name)
