"""What it costs to follow a thousand running jobs: the processor of the real follower, beside the wall's clock.

`manage.py follow` asks a service over HTTP after a thousand jobs that have run for so long that the questions are as
far apart as they get (TT API's `poll_max`, 30 s); these are spread as chance spreads them on a site. What is counted
is the whole process: the questions, be they after a job or by a page of the service's list, what is written down of the
answers, the looks at the table, sweeps, mail.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from mjweb.env import ROOT
from tests.bench._service import Service
from tests.bench._tree import below, processor
from tests.bench.figures import QUICK, say

RUNNING = 1000
SETTLE = 35  # seconds, in which each job has been asked after once
SECONDS = 20 if QUICK else 60
PATIENCE = 60


def fill(engine_ids: tuple[str, ...]) -> None:
    """A site on which these jobs have been running for ten minutes and have as long to go."""
    import django  # reads the environment, in which the service's address stands only now

    django.setup()
    from django.core.management import call_command  # after setup
    from django.utils import timezone

    from jobs import engines
    from jobs.models import Batch, Job, Source, Upstream
    from jobs.states import State
    from mjweb.accounts.models import User

    call_command("migrate", verbosity=0)
    upstream = Upstream.objects.seed()
    user = User.objects.add("alice@example.org", name="Alice Archer")
    batch = Batch.objects.create(user=user, source=Source.PAGE, key="bench", fingerprint="bench")
    now = timezone.now()
    gap = engines.of(upstream).capabilities().poll_max
    Job.objects.bulk_create(
        Job(
            batch=batch,
            number=number,
            user=user,
            team=user.team,
            action="imagine",
            mode="relax",
            quote=2000,
            prompt=f"a lighthouse, number {number}",
            text="a lighthouse",
            timeout=1200,
            state=State.RUNNING,
            upstream=upstream,
            slot=number,
            engine_id=engine_id,
            progress=50,
            accepted_at=now - timedelta(minutes=10),
            deadline_at=now + timedelta(minutes=10),
            due_at=now + timedelta(seconds=random.uniform(0, gap)),
        )
        for number, engine_id in enumerate(engine_ids)
    )


@contextmanager
def follower() -> Iterator[int]:
    """`manage.py follow`, and its number."""
    environ = {**os.environ, "MJWEB_NO_VENV": "1"}
    process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "follow"], env=environ)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE)


def main() -> None:
    with Service.run(running=RUNNING) as service:
        os.environ |= {**service.variables(), "MJWEB_UPSTREAM_LIMIT": str(RUNNING)}
        fill(service.taken().ids)
        with follower() as pid:
            time.sleep(SETTLE)
            before, begun, asked = processor(below(pid)), time.monotonic(), service.taken().questions
            time.sleep(SECONDS)
            spent, span = processor(below(pid)) - before, time.monotonic() - begun
            questions = service.taken().questions - asked
    say("following.questions", questions / span, "a second")
    say("following.processor", 100 * spent / span, "% of a core", goal=5)


if __name__ == "__main__":
    main()
