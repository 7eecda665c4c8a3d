"""Tells when a file in a folder is written to, without looking: by inotify, which only Linux has."""

from __future__ import annotations

import ctypes
import os
import select
import sys
from pathlib import Path

_MODIFY = 2  # sys/inotify.h
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Bell:
    """Rings when a file of the folder, though not of one below it, is written to. Of one process; not for its forks.

    Raises OSError where there is no such thing. On some kinds of disk it never rings though nothing refuses it.
    """

    def __init__(self, folder: Path) -> None:
        if _LIBC is None:
            raise OSError("inotify is Linux's")
        self._line: int = _LIBC.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._line < 0:
            raise OSError(ctypes.get_errno(), "no inotify")
        if _LIBC.inotify_add_watch(self._line, os.fsencode(folder), _MODIFY) < 0:
            error = ctypes.get_errno()
            self.close()
            raise OSError(error, f"{folder} cannot be watched")

    def close(self) -> None:
        os.close(self._line)

    def rang(self, seconds: float) -> bool:
        """Whether it rang since it was asked last, or does so in this time."""
        if not select.select([self._line], [], [], seconds)[0]:
            return False
        os.read(self._line, 65_536)
        return True
