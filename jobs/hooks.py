"""Tells the hookUrl of a job how the job ended: judged when it is asked for, called in threads, three attempts at most.

No worker of the queue ever waits for somebody's server. `run` is one thread for the database and a pool for the calls;
any number of processes may run it, because `Delivery.objects.begin` gives each attempt to one of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import JsonResponse
from django.utils import timezone

from jobs import faults, wire
from jobs.addresses import AddressRefused, Judge, NotConnected, Resolver, parts, system_resolver
from jobs.api.facts import facts
from jobs.errors import HookRefused, JobError
from jobs.http import Client, Limits
from jobs.models import Delivery, DeliveryAttempt
from jobs.models.delivery import Outcome
from jobs.times import times

log = logging.getLogger(__name__)

THREADS = 16
# Of the calls in progress: a slow host, or a person with many slow hosts, leaves room for the others.
MOST_A_HOST = 4
MOST_A_PERSON = 8
BATCH = 64
IDLE = 0.2  # seconds between two looks at the table
ANSWER = 64 * 1024  # bytes of an answer that are read; nobody looks at them
LONGEST = 2000
PATIENCE = 2.0  # seconds that a submission waits for a name to be looked up
LOOK_UPS = 4  # names that are looked up at a time for submissions, each in a thread that may be left behind
KEPT = timedelta(days=30)

_look_ups = threading.BoundedSemaphore(LOOK_UPS)


# At submission --------------------------------------------------------------------------------------------------------


def check(url: str) -> None:
    """Refuse a hookUrl that would never be called. Raises HookRefused with a sentence.

    A name that nobody knows is refused; one whose look-up takes long, or has no room beside others that do, is let in,
    since every call judges it anew.
    """
    if len(url) > LONGEST:
        raise HookRefused(f"This hookUrl is longer than {LONGEST} characters. Nothing was held.")
    try:
        judge(_quick_resolver).check(url)
    except _TooSlow:
        return
    except (AddressRefused, NotConnected) as error:
        advice = "Nothing was held. Correct it, or leave it out and ask fetch."
        raise HookRefused(f"This hookUrl cannot be called: {error.message} {advice}") from None


def judge(resolve: Resolver | None = None) -> Judge:
    """What a hookUrl may be: a public https address, or one in MJWEB_ALLOW_NETWORKS."""
    return Judge(settings.ENV.allow_networks, None, resolve or system_resolver)


class _TooSlow(Exception):
    """A name server takes its time, or as many look-ups as there may be wait for theirs."""


def _quick_resolver(host: str, port: int) -> list[str]:
    """The resolver of the system, which knows no patience of its own, in a thread that may be left behind."""
    if not _look_ups.acquire(blocking=False):
        raise _TooSlow
    answer: Future[list[str]] = Future()

    def look_up() -> None:
        try:
            try:
                found = list(system_resolver(host, port))
            finally:
                _look_ups.release()
            answer.set_result(found)
        except (OSError, ValueError) as error:
            answer.set_exception(error)

    threading.Thread(target=look_up, name="hook-name", daemon=True).start()
    if not wait([answer], timeout=PATIENCE).done:
        raise _TooSlow
    return answer.result()


# What is sent ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a thread needs to make one call."""

    url: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


def write(delivery: Delivery) -> Letter:
    """The call as it would be made now: the body is what fetch answers now, to the byte."""
    job = delivery.job
    prefetch_related_objects([job], "pictures")
    body = JsonResponse(wire.render_fetch(facts(job))).content
    headers = {"Content-Type": "application/json", "Connection": "close"}
    key = job.batch.api_key
    if key is not None and key.sign_hooks:
        headers |= signature(key.signing_secret, f"msg_{job.uid.hex}", int(time.time()), body)
    return Letter(delivery.url, body, headers)


def signature(secret: str, name: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0. `secret` is `whsec_` and base64, `at` in seconds of the epoch.

    `name` is the same at every attempt, so that a receiver can tell a repetition.
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"{name}.{at}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def call(letter: Letter) -> Outcome:
    """Make one call, in a thread. A redirect is an answer like any other and leads nowhere."""
    faults.at("delivering")
    start = time.monotonic()
    status, error = None, ""
    limits = Limits(size=ANSWER, total=times().hook, gap=times().hook, connect=min(times().hook, 5))
    try:
        with Client(judge()) as client:
            status = client.knock(letter.url, limits=limits, headers=letter.headers, body=letter.body)
    except JobError as trouble:
        error = trouble.message
    except Exception:
        log.exception("a call to %s broke", parts(letter.url)[0])
        error = "mjweb could not make this call."
    return Outcome(status, error, round((time.monotonic() - start) * 1000))


# The sender -----------------------------------------------------------------------------------------------------------


def run(stop: Callable[[], bool]) -> None:
    """Send what is due until `stop` says so, then hear what is on its way. The database stays with this thread."""
    calls: dict[Future[Outcome], DeliveryAttempt] = {}
    next_sweep = 0.0
    with ThreadPoolExecutor(THREADS, "hook") as pool:
        while calls or not stop():
            if not stop():
                if time.monotonic() >= next_sweep:
                    sweep()
                    next_sweep = time.monotonic() + times().sweep
                for attempt in take(calls.values()):
                    if letter := compose(attempt):
                        calls[pool.submit(call, letter)] = attempt
            if not calls:
                time.sleep(IDLE)
                continue
            done, _rest = wait(calls, timeout=IDLE, return_when=FIRST_COMPLETED)
            for answer in done:
                hear(calls.pop(answer), answer.result())


def take(going: Collection[DeliveryAttempt]) -> list[DeliveryAttempt]:
    """Begin as many attempts as there is room for beside those that are on their way."""
    hosts = Counter(attempt.delivery.host for attempt in going)
    people = Counter(attempt.delivery.user_id for attempt in going)
    room = THREADS - len(going)
    if room <= 0 or not Delivery.objects.any_due():
        return []
    due = Delivery.objects.due()
    due = due.exclude(host__in=[host for host, count in hosts.items() if count >= MOST_A_HOST])
    due = due.exclude(user_id__in=[person for person, count in people.items() if count >= MOST_A_PERSON])
    begun: list[DeliveryAttempt] = []
    for pk, host, person in due.values_list("pk", "host", "user_id")[:BATCH]:
        if len(begun) == room:
            break
        if hosts[host] >= MOST_A_HOST or people[person] >= MOST_A_PERSON:
            continue
        attempt = Delivery.objects.begin(pk, times().hook_lease)
        if attempt is not None:
            begun.append(attempt)
            hosts[host] += 1
            people[person] += 1
    return begun


def compose(attempt: DeliveryAttempt) -> Letter | None:
    """Its letter; where that cannot be written the attempt has failed, and the others go on."""
    try:
        return write(attempt.delivery)
    except Exception:
        log.exception("the end of job %s could not be written", attempt.delivery.job.uid)
        hear(attempt, Outcome(None, "mjweb could not write this down.", 0))
        return None


def hear(attempt: DeliveryAttempt, outcome: Outcome) -> None:
    """Note how an attempt went."""
    job = attempt.delivery.job.uid
    log.info("job %s, attempt %d to deliver: %s", job, attempt.number, outcome.status or outcome.error)
    if not attempt.end(outcome, times().hook_pauses):
        log.warning("job %s, attempt %d to deliver: its outcome came too late", job, attempt.number)


def sweep() -> None:
    """Fail what nobody will try again, and forget what is old."""
    Delivery.objects.give_up()
    Delivery.objects.purge(timezone.now() - KEPT, 500)
