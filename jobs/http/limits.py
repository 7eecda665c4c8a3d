"""How much an exchange may take, and the clock that holds it to that."""

from __future__ import annotations

import math
import time
from contextvars import ContextVar
from dataclasses import dataclass

GRACE = 10.0  # seconds before the least rate counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an answer may take: `size` in bytes once decoded, times in seconds, `rate` in bytes a second.

    `total` runs from the first connection to the last byte, the sending of a body included; `connect` is for each
    number of the host and for the handshake, `gap` the longest silence: that long may the other side take for a piece
    of what is sent, and be still before a piece of its answer. `rate` counts after 10 s. From the moment `before` of
    the monotonic clock on nothing is begun: the first byte has gone out by then, or none does.
    """

    size: int
    total: float
    gap: float
    connect: float = 5.0
    rate: float = 0.0
    before: float = math.inf


PICTURE = Limits(size=40 * 1024 * 1024, total=60, gap=10, rate=10_000)
HOOK = Limits(size=64 * 1024, total=15, gap=10)


class Clock:
    """The time and the pace of one exchange, which everything that waits for its socket asks."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.start = time.monotonic()
        self.received = 0
        self._begun = False

    def may_send(self) -> bool:
        """Whether a piece may go out: always when one has already, since half a request is no request."""
        self._begun = self._begun or time.monotonic() < self.limits.before
        return self._begun

    def left(self) -> float:
        """Seconds that remain. Raises TimeoutError when none do."""
        left = self.start + self.limits.total - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole exchange took too long")
        return left

    def patience(self) -> float:
        """Seconds that the next piece may take. Raises TimeoutError when none remain."""
        return min(self.limits.gap, self.left())

    def count(self, received: int) -> None:
        """Note bytes that came in. Raises TimeoutError when they come too slowly."""
        self.received += received
        elapsed = time.monotonic() - self.start
        if elapsed > GRACE and self.received < self.limits.rate * elapsed:
            raise TimeoutError("the answer comes too slowly")


clock_now: ContextVar[Clock] = ContextVar("clock_now")
"""The clock of the exchange that this thread is at."""
