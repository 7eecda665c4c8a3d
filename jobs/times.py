"""How long things may take: every lease, stamp and deadline of the job engine, in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

# Until somebody says otherwise. No calendar ends before it in any time zone.
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Times:
    """`production` is what a site runs with; `chaos` scales the same machine down for tests that kill it."""

    claim: float  # a claim that was not sent by then goes back into line
    turn: float  # a dispatch takes nothing new after that and leaves the rest to its successor
    send: float  # a sending that did not end by then is unknown; more than `handover` and the longest submit together
    upload: float  # the same of an order with pictures
    handover: float  # between the commit of `sending` and the first byte; later means not sent
    search: float  # how often ids of jobs without one are looked for
    census: float  # between two walks through an upstream's list, while it has jobs whose answer was lost
    quiet: float  # from the end of our waiting to the first list whose silence means that the job was never taken
    poll: float  # a fetch that did not end by then is asked again
    collect: float  # a collection that did not end by then is begun again
    bring: float  # a collection begins no further download after that; one more whole one and it is within its task
    slack: float  # after the engine's own timeout, before a job is given up
    engine: float  # the most that an engine is given for one job, whatever timeout was asked for
    again: float  # the pauses between two tries at pictures, as a share of those in jobs.collect
    waiting: float  # a job that nobody took by then is returned
    sweep: float
    beat: float
    canary: float
    stamp: float  # a queue whose stamps are older is dead
    kick: float  # a hint that nobody followed by then is sent again
    line: float  # how often the places in line may change on pages
    pause: float  # how long an upstream rests after trouble with its account
    late: tuple[float, float, float]  # after a job was given up: three looks whether something came of it
    account: float  # between two questions what an account holds
    park: float  # before the first probe of an upstream that nobody reaches; doubles, up to `park_max`
    park_max: float
    reconcile: float  # so long one that is back gets nothing new while its list cannot be read
    squeeze: float  # after that an upstream that refused for want of room is trusted with one place more
    backoff: float  # the first pause after "busy"; doubles, up to `backoff_max`
    backoff_max: float
    hook: float  # a call to a hookUrl that did not end by then has failed
    hook_lease: float  # an attempt whose outcome was not noted by then was cut off; well more than `hook`
    hook_pauses: tuple[float, float, float]  # before each of the three attempts

    def patience(self, timeout: int) -> float:
        """Seconds until a job is given up for which the engine was given `timeout`."""
        return min(timeout, self.engine) + self.slack


PROFILES = {
    "production": Times(
        claim=10, turn=20, send=75, upload=165, handover=5, search=1, census=30, quiet=60, poll=30,
        collect=150, bring=40, slack=90, engine=1200, again=1, waiting=86_400, sweep=5, beat=3, canary=5, stamp=60,
        kick=2, line=5, pause=300, account=600, park=15, park_max=300, reconcile=60, squeeze=60, backoff=2,
        backoff_max=120, hook=10, hook_lease=30, hook_pauses=(0, 5, 30), late=(600, 3600, 21_600),
    ),
    "chaos": Times(
        claim=2, turn=20, send=5, upload=5, handover=1, search=0.2, census=1, quiet=2, poll=3,
        collect=8, bring=4, slack=6, engine=10, again=0.02, waiting=600, sweep=0.5, beat=1, canary=2, stamp=12,
        kick=0.5, line=1, pause=3, account=5, park=0.3, park_max=2, reconcile=4, squeeze=2, backoff=0.2,
        backoff_max=2, hook=2, hook_lease=6, hook_pauses=(0, 0.2, 0.4), late=(1, 3, 9),
    ),
}  # fmt: skip


def times() -> Times:
    return PROFILES[settings.PACE]


def after(seconds: float) -> datetime:
    """The moment that many seconds from now."""
    return timezone.now() + timedelta(seconds=seconds)
