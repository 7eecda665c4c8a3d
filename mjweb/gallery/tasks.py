"""The doorways of the queue: load a row, call one verb."""

from __future__ import annotations

from mjweb.gallery import retention
from mjweb.gallery.handover import arriving


def arrive(arrival: int) -> None:
    """Import what somebody brought."""
    arriving.run(arrival)


def let_go(team: int) -> None:
    """Look for what nobody of a team keeps."""
    retention.run(team)
