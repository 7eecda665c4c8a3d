"""The states of a job and the legal arrows between them, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    CLAIMED = "claimed", _("Starting")
    SENDING = "sending", _("Starting")
    UNKNOWN = "unknown", _("Waiting for an answer")
    RUNNING = "running", _("Running")
    FETCHING = "fetching", _("Collecting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELED = "canceled", _("Cancelled")
    LOST = "lost", _("Failed")

    @classmethod
    def _missing_(cls, value: object) -> State:
        """A release that works beside this one may know more states: whoever has such a job is at it."""
        return cls.RUNNING


ARROWS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.CLAIMED, State.CANCELED, State.FAILED}),
    State.CLAIMED: frozenset({State.QUEUED, State.SENDING, State.CANCELED, State.FAILED}),
    State.SENDING: frozenset({State.RUNNING, State.QUEUED, State.FAILED, State.UNKNOWN}),
    # Back into line only by a definite no that came late, under the lease of the one who sent it.
    State.UNKNOWN: frozenset({State.RUNNING, State.QUEUED, State.FAILED, State.LOST}),
    State.RUNNING: frozenset({State.FETCHING, State.FAILED, State.LOST, State.CANCELED, State.DONE}),
    State.FETCHING: frozenset({State.DONE, State.FAILED}),
    State.DONE: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELED: frozenset(),
    State.LOST: frozenset(),
}

FINAL = frozenset(state for state, arrows in ARROWS.items() if not arrows)
# Only these may occupy a place at the upstream; a job that may be running there keeps its place.
HOLDS_SLOT = frozenset({State.CLAIMED, State.SENDING, State.UNKNOWN, State.RUNNING})
UNFINISHED = frozenset(State) - FINAL
ALIVE = UNFINISHED - {State.QUEUED}
# What a person sees: several inner states are one word outside.
SEEN = {
    State.QUEUED: "queued",
    State.CLAIMED: "queued",
    State.SENDING: "running",
    State.UNKNOWN: "running",
    State.RUNNING: "running",
    State.FETCHING: "running",
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELED: "canceled",
    State.LOST: "failed",
}
