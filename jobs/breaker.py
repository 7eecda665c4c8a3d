"""Whether an image service is reached: each call counts, and one that was parked takes up again what it left first.

The counts themselves are in its row (see `Upstream.objects`), shared by all processes.
"""

from __future__ import annotations

from concurrent.futures import Future
from datetime import timedelta
from typing import Any

from django.utils import timezone

from jobs import engines, queue
from jobs.engines.base import Listing
from jobs.errors import NotReachable
from jobs.models import Job, Upstream
from jobs.states import State
from jobs.times import times


def silent(upstream: Upstream, *, probe: bool = False) -> None:
    """A call found nobody; `probe` where it was the one by which a parked service is tried."""
    Upstream.objects.missed(upstream, probe=probe)


def count(upstream: Upstream, answer: Future[Any]) -> None:
    """Count a call by whether it found somebody, whatever that one said."""
    if isinstance(answer.exception(), NotReachable):
        silent(upstream)
    else:
        answered(upstream)


def answered(upstream: Upstream, *, listed: bool = False) -> None:
    """A call was answered, whatever was said; `listed` where it gave the whole list of what the service has.

    `upstream` is the row as it was before the call.
    """
    if not listed and reconciles(upstream):
        Upstream.objects.heard(upstream.pk)
    elif Upstream.objects.answered(upstream):
        queue.kick()


def reconciles(upstream: Upstream) -> bool:
    """Whether a parked service gets nothing new, since first its list shall say what became of orders without answer.

    A list that cannot be had keeps nothing back for ever: only for a while after the first answer.
    """
    if not upstream.is_parked:
        return False
    if upstream.heard_at and upstream.heard_at < timezone.now() - timedelta(seconds=times().reconcile):
        return False
    unknown = Job.objects.filter(upstream=upstream, state=State.UNKNOWN, engine_id=None)
    return unknown.exists() and listing(upstream) is not None


def listing(upstream: Upstream) -> Listing | None:
    """The engine of an upstream, where it has a list."""
    engine: object = engines.of(upstream)
    return engine if isinstance(engine, Listing) else None
