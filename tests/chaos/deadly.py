"""Pictures over which whoever opens them dies, as the kernel lets those die who take more memory than there is.

`python -m tests.chaos.deadly` prints a line of JSON for each job; MJWEB_HOME is in a folder that is thrown away. What
dies is a fork that collects; another one follows it until the job has ended.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.chaos.crashes import PATIENCE, awaited, forked, passed, stage

# How wide a picture is at least over which its collector dies. A grid of the service is twice as wide as its tiles.
TILE, GRID = 64, 128
JOBS = {"every picture": TILE, "the grid": GRID, "none": 10 * GRID}


def draw(secret: str, prompt: str) -> int:
    """Order a job as a program does, and wait until the service has drawn it; its number."""
    from django.test import Client

    from jobs import dispatch, follow
    from jobs.models import Job
    from jobs.states import State

    headers = {"TT-API-KEY": secret}
    answer = Client(HTTP_HOST="localhost").post(
        "/midjourney/v1/imagine", {"prompt": prompt}, content_type="application/json", headers=headers
    )
    job = Job.objects.get(uid=answer.json()["data"]["jobId"])
    while Job.objects.get(pk=job.pk).state != State.FETCHING:
        dispatch.run()
        follow.run(passed(0.1))
    return job.pk


def collector(pk: int, deadly: int) -> Callable[[], None]:
    """Somebody who brings the pictures of the job home and dies over those that are so wide."""

    def work() -> None:
        from PIL import ImageFile

        from jobs import collect

        real = ImageFile.ImageFile.load

        def load(self: ImageFile.ImageFile) -> Any:
            if self.width >= deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(self)

        ImageFile.ImageFile.load = load  # type: ignore[method-assign]  # in this fork only
        collect.run(pk)

    return work


def bring(secret: str, name: str) -> dict[str, object]:
    """What became of a job, and how many died over it."""
    from jobs.models import Job
    from mjweb.quotas.models import Line

    pk = draw(secret, f"a harbour at dawn, deadly is {name}")
    deaths, end = 0, time.monotonic() + PATIENCE
    while Job.objects.unfinished().filter(pk=pk).exists() and time.monotonic() < end:
        deaths += awaited(forked(collector(pk, JOBS[name]))) == signal.SIGKILL
        time.sleep(0.05)
    job = Job.objects.get(pk=pk)
    lines = Line.objects.filter(reference=job.reference).order_by("pk").values_list("kind", flat=True)
    return {
        "deadly": name,
        "deaths": deaths,
        "state": job.state,
        "reason": job.reason,
        "pictures": sorted(job.pictures.values_list("index", flat=True)),
        "lines": list(lines),
    }


def main() -> None:
    with stage(Path(os.environ["MJWEB_HOME"]).parent, len(JOBS)) as (_service, secret):
        for name in JOBS:
            print(json.dumps(bring(secret, name)), flush=True)


if __name__ == "__main__":
    main()
