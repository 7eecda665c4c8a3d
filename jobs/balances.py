"""What our accounts at image services hold, and how much they let us do at once: asked now and then, for nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from django.utils import timezone

from jobs import breaker, engines
from jobs.engines.base import Account, Engine, Metered
from jobs.errors import NotReachable
from jobs.models import Upstream
from jobs.times import after, times

log = logging.getLogger(__name__)

# What is asked in a thread, and what is done with the answer.
Errand = tuple[Callable[[], Account | None], Callable[[Future[Account | None]], None]]


def due() -> list[Errand]:
    """A question for each account whose time has come. The next time is written first: of any followers one asks."""
    now = timezone.now()
    return [
        (partial(ask, upstream), partial(hear, upstream))
        for upstream in Upstream.objects.filter(enabled=True, ask_at__lte=now)
        if Upstream.objects.filter(pk=upstream.pk, ask_at__lte=now).update(ask_at=after(times().account))
    ]


def ask(upstream: Upstream) -> Account | None:
    """In a thread; None where the engine knows no accounts."""
    engine: Engine | Metered = engines.of(upstream)
    return engine.account() if isinstance(engine, Metered) else None


def hear(upstream: Upstream, answer: Future[Account | None]) -> None:
    """Write down what was said, and that somebody was there or not: who gets no jobs is heard of in no other way.

    What else went wrong is for the next job to meet, which does something about it.
    """
    try:
        account = answer.result()
    except NotReachable:
        breaker.silent(upstream)
        return
    except Exception as error:  # noqa: BLE001  # whatever it was: nothing is concluded, and it is asked again
        log.warning("upstream %s could not be asked what it holds: %s", upstream, error)
        return
    if account is None:  # nobody was asked
        return
    breaker.answered(upstream)
    Upstream.objects.filter(pk=upstream.pk, sealed_key=upstream.sealed_key, address=upstream.address).update(
        balance=account.balance, most=account.most or None
    )
