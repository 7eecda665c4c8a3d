"""Fetches a picture from somebody else's address while a call waits: few at a time, since each keeps a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from jobs.addresses import Judge
from jobs.api.refusals import Refusal
from jobs.errors import Gone, NotReachable
from jobs.http import Client, Limits

MOST = 2  # fetches of this process at a time, each for another person
_TOTAL, _GAP = 20.0, 8.0  # seconds that a call waits for somebody else's server
_PAUSE = 5  # seconds after which to try again

_people: set[int] = set()  # for whom something is being fetched
_lock = threading.Lock()


def fetched(url: str, person: int) -> bytes:
    """The bytes behind an address, within size and time. Raises Refusal."""
    limits = Limits(size=settings.MOST_UPLOAD, total=_TOTAL, gap=_GAP, rate=10_000)
    try:
        with (
            turn(person),
            Client(Judge(settings.ENV.allow_networks)) as client,
            client.stream(url, limits=limits) as chunks,
        ):
            return b"".join(chunks)
    except (Gone, NotReachable) as error:
        raise Refusal(400, f"[Invalid link!] The picture at url cannot be fetched: {error.message}") from None


@contextmanager
def turn(person: int) -> Iterator[None]:
    """The right to keep a thread waiting. Raises Refusal (429) where this person or the process has no other."""
    with _lock:
        full = "Another picture is being fetched for you" if person in _people else ""
        full = full or ("Other pictures are being fetched" if len(_people) >= MOST else "")
        if full:
            raise Refusal(429, f"{full}. Try again in {_PAUSE} s, or send it in base64.", retry_after=_PAUSE)
        _people.add(person)
    try:
        yield
    finally:
        with _lock:
            _people.remove(person)
