"""Processes of this machine: who they are, whether they live, and children that die with their parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(parent: int, signal_number: int = signal.SIGKILL) -> None:
    """Ask the kernel to end this process when its parent ends; call it first thing in a child.

    `parent` is the parent's process id as the parent saw it: if that one is already gone, this process ends at
    once. Linux only; elsewhere nothing is asked and only a parent that is gone already is noticed.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    if os.getppid() != parent:
        raise SystemExit(1)


def identity(pid: int | None = None) -> str:
    """A name for a process that no later process will bear: `space:pid:start`, "" when there is none such.

    `space` names the process-id namespace and the boot, so that a name from another container or an earlier boot
    is never mistaken for one of ours.
    """
    pid = os.getpid() if pid is None else pid
    start = _start(pid)
    return f"{_space()}:{pid}:{start}" if start else ""


def certainly_gone(name: str) -> bool:
    """Whether the process that bore this `identity` has ended; False whenever that cannot be known from here."""
    space, pid, _ = (*name.split(":"), "", "", "")[:3]
    if space != _space() or not pid.isdigit():
        return False
    return identity(int(pid)) != name


def _space() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot[:8]}-{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return "-"


def _start(pid: int) -> str:
    """Start time of a living process in clock ticks since boot, "" when it does not run (a zombie does not)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        if Path("/proc/self/stat").exists():
            return ""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return ""
        except PermissionError:
            pass
        return "0"
    return "" if fields[0] in "ZX" else fields[19]
