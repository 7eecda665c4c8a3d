"""How well a whole site uses an account's ten places: two hundred jobs of mixed length beside the ideal list schedule.

`manage.py up` sends them to a service over HTTP, which calls back when one has ended, as it would call a site with a
public address. What counts is the time from the moment before the first order comes in to the last end at the service.
Ideal is what ten machines would need that take the same lengths in the same order and lose no time in between (Graham's
list schedule). Lengths are about a tenth of those of an image service, so what is lost between two jobs weighs tenfold.

Then two clusters send very short jobs side by side, which is where a place would be given twice.
"""

from __future__ import annotations

import heapq
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests

from mjweb.env import ROOT
from mjweb.trial import Trial
from tests.bench._service import Service, Taken
from tests.bench.figures import QUICK, say

LIMIT = 10
JOBS = 60 if QUICK else 200
SHORT = 40 if QUICK else 100
CALLERS = 4
PATIENCE = 300  # seconds
# Of a hundred jobs so many take so long, in seconds.
MIXED = ((60, (2.5, 4.0)), (30, (4.0, 8.0)), (10, (10.0, 15.0)))


def mixed(count: int) -> list[float]:
    """So many lengths, the same in every run."""
    dice = random.Random(7)
    spans = dice.choices([span for _share, span in MIXED], [share for share, _span in MIXED], k=count)
    return [dice.uniform(*span) for span in spans]


def ideal(lengths: Sequence[float]) -> float:
    """The end of the last when each begins as soon as one of the machines is free."""
    free = [0.0] * LIMIT
    for length in lengths:
        heapq.heapreplace(free, free[0] + length)
    return max(free)


def gaps(spans: Sequence[tuple[float, float]]) -> list[float]:
    """How long each place was empty between two jobs, the earliest end paired with the next beginning."""
    ends = sorted(end for _begin, end in spans)
    return [begin - end for (begin, _end), end in zip(sorted(spans)[LIMIT:], ends, strict=False)]


@contextmanager
def cluster(site: Trial) -> Iterator[None]:
    """One more cluster that sends what waits, beside that of the site's tree."""
    command = [sys.executable, str(ROOT / "manage.py"), "guard", "dispatch"]
    process = subprocess.Popen(command, env=site.environ(), start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def press(site: Trial, key: str, count: int) -> None:
    """So many orders from a program, some at once."""

    def order(number: int) -> None:
        answer = requests.post(
            f"{site.address}/midjourney/v1/imagine",
            json={"prompt": f"harbour number {number} at dawn", "mode": "fast"},
            headers={"TT-API-KEY": key},
            timeout=60,
        )
        answer.raise_for_status()

    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(order, range(count)))


def ended(service: Service, count: int) -> Taken:
    """What the service took, when it has taken so many and the last of them is over."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        taken = service.taken()
        if len(taken.spans) >= count:
            time.sleep(max(0.0, max(ends for _begin, ends in taken.spans) - time.monotonic()))
            return taken
        time.sleep(0.5)
    raise SystemExit("not all jobs were sent")


@contextmanager
def running(name: str, service: Service, count: int) -> Iterator[tuple[Trial, str]]:
    """A site that works with the service, and the key of somebody who may ask for so much."""
    folder = Path(os.environ["MJWEB_HOME"]) / name
    folder.mkdir()
    limits = {"MJWEB_UPSTREAM_LIMIT": str(LIMIT), "MJWEB_MAX_QUEUE": str(count), "MJWEB_WEBHOOKS": "on"}
    with Trial(folder=folder, variables={**service.variables(), **limits}) as site:
        site.command("adduser", "alice@example.org", "--name", "Alice Archer", "--allowance", str(100 * count))
        yield site, site.command("apikey", "alice@example.org")


def one() -> None:
    """Mixed lengths, and the site as it comes."""
    with Service.run(lengths=mixed(JOBS)) as service, running("one", service, JOBS) as (site, key):
        begun = time.monotonic()
        press(site, key, JOBS)
        pressed = time.monotonic() - begun
        taken = ended(service, JOBS)
    span = max(end for _begin, end in taken.spans) - begun
    best = ideal([end - begin for begin, end in taken.spans])
    say("makespan.orders: until all were taken in", pressed, "s")
    say("makespan.gap: a place between two jobs", 1000 * statistics.median(gaps(taken.spans)), "ms")
    say("makespan.ideal", best, "s")
    say("makespan.one dispatcher", span / best, "x ideal", goal=1.05)
    say("makespan.most at once, one dispatcher", taken.most, "jobs", goal=LIMIT)


def two() -> None:
    """Short lengths, and twice as many who send."""
    dice = random.Random(8)
    lengths = [dice.uniform(1.0, 3.0) for _ in range(SHORT)]
    with Service.run(lengths=lengths) as service, running("two", service, SHORT) as (site, key), cluster(site):
        press(site, key, SHORT)
        taken = ended(service, SHORT)
    say("makespan.most at once, two dispatchers", taken.most, "jobs", goal=LIMIT)


if __name__ == "__main__":
    one()
    two()
