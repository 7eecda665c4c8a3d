"""Finds the processes of a running tree and ends or stops one of them, and no other process ever. Linux only."""

from __future__ import annotations

import contextlib
import os
import random
import signal
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
PARTS = ("web", "dispatch", "media", "follow")


@dataclass(frozen=True, slots=True)
class Prey:
    """A process of the tree: the part of the site that it belongs to, and how deep below that part's head it is."""

    pid: int
    part: str
    depth: int

    def __str__(self) -> str:
        return f"{self.part}+{self.depth}"


def parents() -> dict[int, int]:
    """Of every living process the one that it hangs below."""
    found = {}
    for path in _PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, *_ = path.read_text().rpartition(")")[2].split()
            if state not in "ZX":
                found[int(path.parent.name)] = int(parent)
    return found


def part_of(pid: int) -> str:
    """The part of the site that a process says it is, "" for any other and of one that is gone."""
    try:
        name = (_PROC / f"{pid}/comm").read_text().strip()
    except OSError:
        return ""
    return next((part for part in PARTS if name == f"mjweb {part}"), "")


def tree(root: int) -> list[Prey]:
    """All processes below `root`, without itself."""
    above = parents()
    found = []
    for pid in above:
        line = [pid]
        while line[-1] != root and line[-1] in above:
            line.append(above[line[-1]])
        if line[-1] == root and pid != root and (part := part_of(line[-2])):
            found.append(Prey(pid, part, len(line) - 2))
    return found


def kill_one(root: int, dice: random.Random) -> Prey | None:
    """End a process by chance. None when there is nothing to end."""
    return _strike(signal.SIGKILL, root, dice)


def stop_one(root: int, dice: random.Random) -> Prey | None:
    """Let a process that is chosen by chance stand still. None when there is none that moves."""
    return _strike(signal.SIGSTOP, root, dice)


def _strike(number: signal.Signals, root: int, dice: random.Random) -> Prey | None:
    """Each part of the site is as likely as another; who stands still already is left alone."""
    found = [prey for prey in tree(root) if not stands_still(prey.pid)]
    parts = sorted({prey.part for prey in found})
    if not parts:
        return None
    part = dice.choice(parts)
    prey = dice.choice(sorted((one for one in found if one.part == part), key=lambda one: (one.depth, one.pid)))
    return prey if _signal(prey, root, number) else None


def kill(prey: Prey, root: int) -> bool:
    """End this process if it still hangs below `root`; False when it does not."""
    return _signal(prey, root, signal.SIGKILL)


def go_on(prey: Prey, root: int) -> bool:
    """Let this process go on if it still hangs below `root`; False when it does not."""
    return _signal(prey, root, signal.SIGCONT)


def stands_still(pid: int) -> bool:
    """Whether the process is stopped."""
    try:
        return (_PROC / f"{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False


def _signal(prey: Prey, root: int, number: signal.Signals) -> bool:
    try:
        handle = os.pidfd_open(prey.pid)
    except OSError:
        return False
    try:
        # The handle holds on to one process: if that one belongs to the tree now, no other will get the signal.
        if prey not in tree(root):
            return False
        signal.pidfd_send_signal(handle, number)
        return True
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
