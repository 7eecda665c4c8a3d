"""A whole site that is told to stop in the middle of its work, and comes back with another secret key.

Its workers are replaced after every second task (tests/chaos/low.py), its service misbehaves as in a storm. While it is
away, hints wait that were signed with the old key, and some that name a task which this release does not have.

`python -m tests.chaos.turnover` prints one line of JSON; MJWEB_HOME is in a folder that is thrown away.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import django

from mjweb.trial import Trial
from tests.chaos.shop import Shop, say
from tests.chaos.simulator import Taken
from tests.chaos.storm import PATIENCE, at_rest, caller, postgresql_if_wished, upstream, variables, wait_until
from tests.chaos.tab import sign_in

JOBS, LIMIT, SEED = 16, 4, 7
UNDER_WAY = 3  # jobs at the service, or coming home, when the site is told to stop
UNHEARD_OF = "jobs.tasks.of_another_release"


def under_way() -> bool:
    from jobs.models import Job
    from jobs.states import State

    return Job.objects.filter(state__in=[State.RUNNING, State.FETCHING]).count() >= UNDER_WAY


def change_key(site: Trial) -> list[int]:
    """Give the stopped site another secret key; the hints that wait for it: of the old key, and of another release."""
    from django_q.models import OrmQ

    from jobs import queue
    from jobs.models import Job

    # What a stopped queue had taken already is tried again only when its time is over; the ticker does not wait for it.
    taken = set(OrmQ.objects.values_list("pk", flat=True))
    queue.send(queue.DISPATCH, "jobs.tasks.dispatch")
    for pk in Job.objects.unfinished().values_list("pk", flat=True):
        queue.send(queue.MEDIA, "jobs.tasks.collect", pk)
    (site.home / "secret_key").write_text(secrets.token_urlsafe(64))
    # By a process that has the new key.
    lines = [f"queue.send({name!r}, {UNHEARD_OF!r}, 1)" for name in queue.QUEUES]
    site.command("shell", "-c", "\n".join(["from jobs import queue", *lines]))
    return list(OrmQ.objects.exclude(pk__in=taken).values_list("pk", flat=True))


def run(folder: Path) -> dict[str, object]:
    from django.conf import settings
    from django.db import connections
    from django_q.models import OrmQ

    from tests.chaos.checker import judge

    with upstream(folder, SEED, LIMIT) as service:
        site = Trial(
            folder=folder,
            variables=variables(service, LIMIT, DJANGO_SETTINGS_MODULE="tests.chaos.low", MJWEB_MAX_QUEUE=str(JOBS)),
        )
        over = threading.Event()
        try:
            site.start()
            key, link = caller(JOBS)
            shop = Shop(site.address, key, service["hook"], sign_in(site.address, link.url(site.address)))
            with ThreadPoolExecutor(JOBS) as pool:
                try:
                    orders = [
                        pool.submit(shop.order, number, random.Random(SEED + number), over) for number in range(JOBS)
                    ]
                    busy = wait_until(under_way, PATIENCE)
                    left = site.stop()
                    hints = change_key(site)
                    site.start()
                    wait_until(lambda: all(order.done() for order in orders), PATIENCE)
                finally:
                    over.set()
            connections.close_all()
            wait_until(at_rest, PATIENCE)
            wait_until(lambda: not OrmQ.objects.filter(pk__in=hints).exists(), PATIENCE)
            said = site.said
            left += site.stop()
        finally:
            site.kill()
    verdict = judge(
        shop.answers, Taken.read(folder / "accepts.jsonl"), LIMIT, settings.HOME / "pictures", shop.canceled
    )
    say(said)
    return asdict(verdict) | {
        "clean": verdict.is_clean,
        "busy": busy,
        "left": left,
        "hints": len(hints),
        "hints_left": OrmQ.objects.filter(pk__in=hints).count(),
        "recycled": said.lower().count("recycled worker"),
        "old_key": said.count("BadSignature: "),
        "unheard_of": said.count(f"ERROR django-q Failed '{UNHEARD_OF}'"),
    }


def main() -> None:
    postgresql_if_wished()
    django.setup()
    print(json.dumps(run(Path(os.environ["MJWEB_HOME"]).parent)), flush=True)


if __name__ == "__main__":
    main()
