"""Rules of the job engine, each broken as a mistake would break it: the net of tests/chaos has to catch every one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from unittest.mock import patch

from jobs.faults import STOP, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What breaks it in the process that calls `spoil`, where somebody dies or stops, and the figure that shows it."""

    spoil: Callable[[], None]
    figure: str
    point: Point = "heard"
    wish: str = ""


def resend() -> None:
    """What may have been sent goes back into line, as if its answer had never been worth anything."""
    from jobs import follow
    from jobs.models import Job
    from jobs.states import State

    sweep = follow.sweep

    def impatient() -> None:
        for pk in Job.objects.filter(state=State.SENDING).values_list("pk", flat=True):
            Job.objects.move(pk, State.SENDING, State.QUEUED)
        sweep()

    patch.object(follow, "sweep", impatient).start()


def send_late() -> None:
    """Nobody asks the clock before the first byte."""
    from jobs.http.limits import Clock

    patch.object(Clock, "may_send", lambda _clock: True).start()


def keep_holds() -> None:
    """The end of a job returns nothing."""
    from mjweb.quotas.models import Window

    patch.object(type(Window.objects), "give_back", lambda *_: None).start()


def charge_for_nothing() -> None:
    """The end of a job settles its hold, whatever the end."""
    from mjweb.quotas.models import Window

    manager = type(Window.objects)
    patch.object(manager, "give_back", lambda self, reference, _reason: manager.settle(self, reference)).start()


def store_nothing() -> None:
    """The rows of pictures are written, and no file."""
    from jobs.looks import Look

    patch.object(Look, "store", lambda look: look).start()


RULES = {
    "resend": Rule(spoil=resend, point="answered", figure="submitted_twice"),
    "send late": Rule(spoil=send_late, point="calling", wish=STOP, figure="vanished"),
    "keep holds": Rule(spoil=keep_holds, point="calling", figure="ledger_drift"),
    "charge for nothing": Rule(spoil=charge_for_nothing, point="calling", figure="charged_twice"),
    "store nothing": Rule(spoil=store_nothing, figure="pictures_missing"),
}
