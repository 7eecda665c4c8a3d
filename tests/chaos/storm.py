"""A whole site whose processes are killed while orders come in and its image service misbehaves; then it is judged.

`python -m tests.chaos.storm --kills N …` is what `manage.py chaos` starts, with MJWEB_HOME in a folder that is thrown
away. It prints one line of JSON; what happens meanwhile goes to the standard error output.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import django

from mjweb.env import ROOT
from mjweb.trial import Trial, TrialError
from tests import postgresql
from tests.blank import VARIABLE, furnish
from tests.chaos.beside import beside
from tests.chaos.shop import Shop, say
from tests.chaos.tab import sign_in
from tests.chaos.troubles import GAP, Asked, Troubles
from tests.redis import Server

if TYPE_CHECKING:
    from mjweb.accounts.models import SignInLink

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


def variables(service: dict[str, str], limit: int, **more: str) -> dict[str, str]:
    """Of a site at its quickest that works with this service and is called by it."""
    return {
        "MJWEB_PACE": "chaos",
        "MJWEB_ENGINE": "ttapi",
        "TTAPI_KEY": service["key"],
        "TTAPI_BASE_URL": service["url"],
        "MJWEB_ALLOW_NETWORKS": "127.0.0.0/8",
        "MJWEB_WEBHOOKS": "on",
        "MJWEB_REFUSALS": "0",  # nobody shall wait because another order was one of bad words
        "MJWEB_UPSTREAM_LIMIT": str(limit),
        **more,
    }


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


def storm(troubles: Troubles, shop: Shop) -> None:
    """Let orders come in and troubles happen, until all orders have their answer and all troubles are over."""
    over, dice = threading.Event(), troubles.dice
    orders = sorted(
        (dice.uniform(0, troubles.span), number, random.Random(dice.random())) for number in range(troubles.asked.jobs)
    )
    events = troubles.plan()
    begun = time.monotonic()

    def bring(at: float, number: int, chance: random.Random) -> None:
        over.wait(max(begun + at - time.monotonic(), 0))
        shop.order(number, chance, over)

    with ThreadPoolExecutor(CALLERS) as pool:
        brought = [pool.submit(bring, *order) for order in orders]
        try:
            troubles.play(events)
            wait_until(lambda: all(one.done() for one in brought), PATIENCE)
        finally:
            over.set()
    for one in brought:
        one.result()
    troubles.name_points(math.inf)


def run(folder: Path, asked: Asked) -> bool:
    """The whole run; True when nothing was lost, doubled or left behind."""
    from django.db import connections

    dice = random.Random(asked.seed)
    limit = max(3, min(PLACES, asked.jobs // 4))
    (folder / "faults").mkdir()
    with upstream(folder, asked.seed, limit) as service, Server() if asked.redis else contextlib.nullcontext() as redis:
        site = Trial(
            folder=folder,
            variables=variables(
                service,
                limit,
                MJWEB_FAULTS=str(folder / "faults"),
                MJWEB_MAX_QUEUE=str(asked.jobs),
                REDIS_URL=redis.url if redis else "",
            ),
        )
        furnish(site.home, os.environ.get(VARIABLE))
        try:
            site.start()
            key, link = caller(asked.jobs)
            shop = Shop(site.address, key, service["hook"], sign_in(site.address, link.url(site.address)))
            moments = [dice.uniform(*GAP) for _ in range(asked.kills)]
            with beside(site, asked.trees - 1) as others:
                troubles = Troubles(asked, folder / "faults", dice, [site.pid, *others.roots], moments, redis)
                with woken(troubles):
                    storm(troubles, shop)
                    connections.close_all()  # ours may be among those that were cut off
                    begun = time.monotonic()
                    rested = wait_until(at_rest, PATIENCE)
                say(f"{'at rest' if rested else 'still busy'} {time.monotonic() - begun:.1f} s after the storm")
            left = others.left + stop(site)
        finally:
            site.kill()
    return tell(folder, limit, shop, troubles, left)


@contextlib.contextmanager
def woken(troubles: Troubles) -> Iterator[None]:
    """Let what stands still go on in time meanwhile, and all of it in the end."""
    warden = threading.Thread(target=troubles.wake, name="warden")
    warden.start()
    try:
        yield
    finally:
        troubles.rest()
        warden.join()


def stop(site: Trial) -> list[int]:
    """Stop it; what it left behind. A cluster that a kill has just crippled is killed by its supervisor meanwhile."""
    try:
        return site.stop()
    except TrialError as error:
        say(str(error).splitlines()[0])
        return []


def tell(folder: Path, limit: int, shop: Shop, troubles: Troubles, left: list[int]) -> bool:
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
    say(f"troubles: {dict(sorted(troubles.met.items()))}")
    say(f"taken upstream: {sum(not one.over for one in log)}; left running: {left}")
    say("; ".join(f"{state} {reason}".strip() + f": {count}" for state, reason, count in ends))
    print(json.dumps(asdict(verdict) | {"seed": troubles.asked.seed}), flush=True)
    return verdict.is_clean and not left


def main() -> None:
    parser = argparse.ArgumentParser()
    for each in fields(Asked):
        parser.add_argument(f"--{each.name}", type=int, required=True)
    asked = Asked(**vars(parser.parse_args()))
    postgresql_if_wished()
    django.setup()
    from django.conf import settings

    sys.exit(0 if run(settings.HOME.parent, asked) else 1)


if __name__ == "__main__":
    main()
