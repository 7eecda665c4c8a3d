"""What a process and all processes below it take of the machine, as Linux counts it."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from tests.chaos.hunter import parents

_PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")


def below(root: int) -> list[int]:
    """The process and all that hang below it."""
    above = parents()
    found = []
    for pid in above:
        line = pid
        while line != root and line in above:
            line = above[line]
        if line == root:
            found.append(pid)
    return found


def processor(pids: list[int]) -> float:
    """Seconds of processor that these processes have had, and those that they have buried."""
    spent = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = (_PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()
            spent += sum(map(int, fields[11:15]))
    return spent / _TICK


def memory(pids: list[int]) -> float:
    """MiB that these processes need, what they share counted once: the sum of their proportional set sizes."""
    kilobytes = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            found = re.search(r"^Pss:\s+(\d+) kB", (_PROC / f"{pid}/smaps_rollup").read_text(), re.MULTILINE)
            kilobytes += int(found[1]) if found else 0
    return kilobytes / 1024
