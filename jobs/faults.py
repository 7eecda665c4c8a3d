"""Named places in the life of a job at which a test can have whoever comes by killed; otherwise nothing happens there.

A run of kills (docs/job-lifecycle.md) puts a file named like a point into the folder MJWEB_FAULTS: who reaches the
point first takes the file away and dies, as by `kill -9`, or stands still until somebody lets it go on, where the file
says STOP. Without a folder a point is one look at a setting.
"""

from __future__ import annotations

import errno
import os
import signal
from typing import Literal, get_args

from django.conf import settings

Point = Literal[
    "holding",  # a job and its hold are written, not committed
    "accepted",  # a job is in line, its caller has no answer yet
    "claimed",  # it has a place, nothing was sent
    "sending",  # the intent to send is written down
    "calling",  # on the way to the engine
    "answered",  # the engine has answered, nobody has written it down
    "heard",  # the answer is written down
    "asking",  # before a question after a job
    "told",  # the engine has said how it is, nobody has written it down
    "settling",  # a job is done and its hold settled, not committed
    "downloading",  # before a picture is fetched
    "renaming",  # a file is whole under its draft's name
    "keeping",  # the rows of pictures are written, not committed
    "collected",  # the pictures are kept, their job is not done yet
    "called",  # a call to our webhook is noted, its caller has no answer yet
    "delivering",  # an attempt to deliver is written down, the call is not made
]
POINTS: tuple[Point, ...] = get_args(Point)
STOP = "stop"
FULL = "full"


def at(point: Point) -> None:
    """Die or stop here if a test wants it."""
    if settings.FAULTS is None:
        return
    file = settings.FAULTS / point
    try:
        wish = file.read_text()
        file.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGSTOP if wish == STOP else signal.SIGKILL)


def disk() -> None:
    """Fail as a full disk does, for as long as a test wants it: while there is a file `full` in the folder."""
    if settings.FAULTS is not None and (settings.FAULTS / FULL).exists():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
