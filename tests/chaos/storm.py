"""A whole site whose processes are killed while orders come in and its image service misbehaves; then it is judged.

`python -m tests.chaos.storm --kills N --jobs M --seed S` is what `manage.py chaos` starts, with MJWEB_HOME in a folder
that is thrown away. It prints one line of JSON; what happens meanwhile goes to the standard error output.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import django

from jobs.faults import POINTS
from mjweb.env import ROOT
from mjweb.trial import Trial, TrialError
from tests import postgresql
from tests.chaos import hunter
from tests.chaos.shop import Shop, say
from tests.chaos.tab import sign_in

if TYPE_CHECKING:
    from mjweb.accounts.models import SignInLink

GAP = (0.5, 3.0)  # seconds between two kills
NAMED = 0.5  # of the kills so many again at named points (jobs.faults), each point once at most
PATIENCE = 240  # seconds that everything may take to come to rest when the last kill is over
CALLERS = 6
PLACES = 10  # jobs in progress at most; fewer in a small run, so that some have to wait


@contextlib.contextmanager
def upstream(folder: Path, seed: int, limit: int, *words: str) -> Iterator[dict[str, str]]:
    """The misbehaving service as a process of its own: its address and key."""
    command = [sys.executable, "-m", "tests.chaos.simulator", str(folder), "--seed", str(seed), "--limit", str(limit)]
    command += words
    with (folder / "upstream.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: (folder / "upstream.json").exists() or process.poll() is not None, 60)
        yield json.loads((folder / "upstream.json").read_text())
    finally:
        process.terminate()
        process.wait()


def wait_until(fact: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (true := fact()) and time.monotonic() < end:
        time.sleep(0.1)
    return true


def caller(jobs: int) -> tuple[str, SignInLink]:
    """A person who can pay for all: the secret of their key, and a link by which they sign in."""
    from mjweb.accounts.models import ApiKey, SignInLink, User
    from mjweb.quotas.models import Purse

    user = User.objects.add("alice@example.org", name="Alice Archer")
    Purse.objects.of(user, 100_000 * jobs)
    return str(ApiKey.objects.issue(user).secret), SignInLink.objects.issue(user)


def postgresql_if_wished() -> None:
    """Let the settings find a server where the run is to be on one."""
    if os.environ.get(postgresql.VARIABLE):
        os.environ["DATABASE_URL"] = postgresql.database(os.environ["MJWEB_HOME"])


def at_rest() -> bool:
    """Whether nothing is left to do: every job has ended, and every end has been told."""
    from jobs.models import Delivery, Job
    from jobs.models.delivery import Fate

    return not Job.objects.unfinished().exists() and not Delivery.objects.filter(state=Fate.WAITING).exists()


def name_points(folder: Path, kills: int, span: float, dice: random.Random) -> list[tuple[float, Path]]:
    """The files that have somebody killed at a named point, with the moments at which to write them."""
    folder.mkdir()
    points = dice.sample(POINTS, min(len(POINTS), int(kills * NAMED)))
    return sorted((dice.uniform(0, span), folder / point) for point in points)


def storm(site: Trial, shop: Shop, jobs: int, kills: int, dice: random.Random) -> Counter[str]:
    """Let orders come in and processes go, until all orders have their answer and as many kills were made."""
    over = threading.Event()
    moments = [dice.uniform(*GAP) for _ in range(kills)]
    span = sum(moments)
    orders = sorted((dice.uniform(0, span), number, random.Random(dice.random())) for number in range(jobs))
    named = name_points(site.folder / "faults", kills, span, dice)
    dead: Counter[str] = Counter()
    begun = time.monotonic()

    def bring(at: float, number: int, chance: random.Random) -> None:
        over.wait(max(begun + at - time.monotonic(), 0))
        shop.order(number, chance, over)

    with ThreadPoolExecutor(CALLERS) as pool:
        brought = [pool.submit(bring, *order) for order in orders]
        try:
            for moment in moments:
                time.sleep(moment)
                while named and named[0][0] < time.monotonic() - begun:
                    named.pop(0)[1].touch()
                while (prey := hunter.kill_one(site.pid, dice)) is None:
                    time.sleep(0.1)
                dead[prey.part] += 1
                say(f"{time.monotonic() - begun:6.1f} s  killed {prey}")
            wait_until(lambda: all(one.done() for one in brought), PATIENCE)
        finally:
            over.set()
    for one in brought:
        one.result()
    for _at, point in named:
        point.touch()
    return dead


def run(folder: Path, jobs: int, kills: int, seed: int) -> bool:
    """The whole run; True when nothing was lost, doubled or left behind."""
    dice = random.Random(seed)
    limit = max(3, min(PLACES, jobs // 4))
    with upstream(folder, seed, limit) as service:
        site = Trial(
            folder=folder,
            variables={
                "MJWEB_PACE": "chaos",
                "MJWEB_ENGINE": "ttapi",
                "TTAPI_KEY": service["key"],
                "TTAPI_BASE_URL": service["url"],
                "MJWEB_ALLOW_NETWORKS": "127.0.0.0/8",
                "MJWEB_WEBHOOKS": "on",
                "MJWEB_FAULTS": str(folder / "faults"),
                "MJWEB_UPSTREAM_LIMIT": str(limit),
                "MJWEB_MAX_QUEUE": str(jobs),
            },
        )
        try:
            site.start()
            key, link = caller(jobs)
            shop = Shop(site.address, key, service["hook"], sign_in(site.address, link.url(site.address)))
            dead = storm(site, shop, jobs, kills, dice)
            begun = time.monotonic()
            rested = wait_until(at_rest, PATIENCE)
            say(f"{'at rest' if rested else 'still busy'} {time.monotonic() - begun:.1f} s after the storm")
            left = stop(site)
        finally:
            site.kill()
    return tell(folder, seed, limit, shop, dead, left)


def stop(site: Trial) -> list[int]:
    """Stop it; what it left behind. A cluster that a kill has just crippled is killed by its supervisor meanwhile."""
    try:
        return site.stop()
    except TrialError as error:
        say(str(error).splitlines()[0])
        return []


def tell(folder: Path, seed: int, limit: int, shop: Shop, dead: Counter[str], left: list[int]) -> bool:
    """Judge what is left and print it."""
    from django.conf import settings
    from django.db.models import Count

    from jobs.models import Job
    from tests.chaos.checker import judge
    from tests.chaos.simulator import Taken

    log = Taken.read(folder / "accepts.jsonl")
    verdict = judge(shop.answers, log, limit, settings.HOME / "pictures", shop.canceled)
    ends = Job.objects.values_list("state", "reason").annotate(n=Count("pk")).order_by("state", "reason")
    say(f"nobody came to: {', '.join(sorted(path.name for path in (folder / 'faults').iterdir())) or 'all were met'}")
    say(f"asked for: {dict(sorted(shop.did.items()))}; cancelled: {len(shop.canceled)}")
    say(f"kills: {dict(dead)}; taken upstream: {sum(not one.over for one in log)}; left running: {left}")
    say("; ".join(f"{state} {reason}".strip() + f": {count}" for state, reason, count in ends))
    print(json.dumps(asdict(verdict) | {"seed": seed}), flush=True)
    return verdict.is_clean and not left


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("kills", "jobs", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    asked = parser.parse_args()
    postgresql_if_wished()
    django.setup()
    from django.conf import settings

    sys.exit(0 if run(settings.HOME.parent, asked.jobs, asked.kills, asked.seed) else 1)


if __name__ == "__main__":
    main()
