"""One job for each named point: a process that does everything for it dies there, another one picks it up.

At some points it only stands still meanwhile and comes back when the other one has finished. At the end the same with
rules of the engine that are broken on purpose (tests/chaos/broken.py).

`python -m tests.chaos.crashes` prints a line of JSON for each point; MJWEB_HOME is in a folder that is thrown away.
There is no tree and no chance in it: what dies is a fork that presses, sends, follows, collects and tells in turn.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import django

from jobs.faults import POINTS, STOP, Point
from tests.chaos.broken import RULES
from tests.chaos.simulator import Taken
from tests.chaos.storm import at_rest, caller, postgresql_if_wished, upstream, variables

PATIENCE = 30  # seconds for all that a job needs
# Where whoever comes back finds that somebody else has his job, and holds no transaction open meanwhile.
STOPS: tuple[Point, ...] = ("claimed", "sending", "calling", "answered", "told", "collected")
# Leases of half a second: what is waited for here is only that they run out.
QUICK: dict[str, Any] = {
    "claim": 0.3,
    "send": 0.5,
    "poll": 0.4,
    "collect": 0.5,
    "engine": 2.5,
    "slack": 0.5,
    "sweep": 0.1,
    "hook": 0.4,
    "hook_lease": 0.6,
}


def live(folder: Path, key: str, secret: str, hook: str) -> None:
    """Order a job as a program does, and do all that is to be done until it has ended and its end is told."""
    from django.test import Client

    from jobs import collect, dispatch, follow, hooks
    from jobs.models import Job
    from jobs.states import State

    client = Client(HTTP_HOST="localhost")
    body = {"prompt": f"a harbour at dawn, {key}", "hookUrl": hook}
    headers = {"TT-API-KEY": secret, "Idempotency-Key": key}
    answer = client.post("/midjourney/v1/imagine", body, content_type="application/json", headers=headers)
    with (folder / "answers").open("a") as answers:
        answers.write(f"{key} {answer.json()['data']['jobId']}\n")
    end = time.monotonic() + PATIENCE
    while not at_rest() and time.monotonic() < end:
        dispatch.run()
        for taken in Taken.read(folder / "accepts.jsonl"):
            if key in taken.prompt:
                call = {"jobId": taken.engine_id, "status": "SUCCESS"}
                client.post(f"/hook/{taken.tag}", call, content_type="application/json")
        follow.run(passed(0.2))
        for pk in Job.objects.filter(state=State.FETCHING).values_list("pk", flat=True):
            collect.run(pk)
        hooks.run(passed(0.05))


def load() -> None:
    """Have at hand what every fork would have to read anew: views, engines, what decodes pictures."""
    from django.urls import get_resolver

    from jobs import engines

    assert get_resolver().url_patterns
    engines.named("ttapi")


def passed(seconds: float) -> Callable[[], bool]:
    """Whether so much time has gone by since now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def forked(work: Callable[[], None]) -> int:
    """Do it in a process of its own, until that ends or stops; its number."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return pid


def awaited(pid: int) -> int:
    """The signal that ended or stopped this process, 0 when it came to its end."""
    _pid, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return os.WSTOPSIG(status)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("a process broke before it could be killed, or when it came back")
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """Somebody dies or stops (`wish`) at a point, and perhaps a rule is `broken` in whoever has to do with it."""

    point: Point
    wish: str = ""
    broken: str = ""

    def __str__(self) -> str:
        return self.broken or f"{self.wish} {self.point}".strip()


CRASHES = [
    *(Crash(point=point) for point in POINTS),
    *(Crash(point=point, wish=STOP) for point in STOPS),
    *(Crash(point=rule.point, wish=rule.wish, broken=name) for name, rule in RULES.items()),
]


def crash(what: Crash, folder: Path, secret: str, hook: str) -> dict[str, object]:
    """Die or stop, let another process pick up, come back, and judge what all crashes so far have left."""
    from django.conf import settings

    from jobs.models import Job
    from tests.chaos.checker import judge

    def work() -> None:
        if what.broken:
            RULES[what.broken].spoil()
        live(folder, str(what), secret, hook)

    (folder / "faults" / what.point).write_text(what.wish)
    first = forked(work)
    met = awaited(first)
    awaited(forked(work))
    if met == signal.SIGSTOP:
        os.kill(first, signal.SIGCONT)
        awaited(first)
    answers = defaultdict(list)
    for line in (folder / "answers").read_text().splitlines():
        key, _, uid = line.rpartition(" ")
        answers[key].append(uid)
    verdict = judge(answers, Taken.read(folder / "accepts.jsonl"), 1, settings.HOME / "pictures")
    job = Job.objects.order_by("pk").last()
    assert job is not None
    hit = met == (signal.SIGSTOP if what.wish == STOP else signal.SIGKILL)
    return {"point": str(what), "hit": hit, "state": job.state, "clean": verdict.is_clean, **asdict(verdict)}


@contextmanager
def stage(folder: Path, jobs: int) -> Iterator[tuple[dict[str, str], str]]:
    """A site without any process of its own, at its quickest: its service, and the key of who can pay for the jobs."""
    with upstream(folder, 1, 1, "--calm") as service:
        os.environ |= variables(service, 1, MJWEB_FAULTS=str(folder / "faults"))
        (folder / "faults").mkdir()
        postgresql_if_wished()
        django.setup()
        from django.core.management import call_command

        from jobs import times
        from jobs.models import Upstream

        times.PROFILES["chaos"] = replace(times.PROFILES["chaos"], **QUICK)
        call_command("migrate", verbosity=0)
        Upstream.objects.seed()
        secret, _link = caller(jobs)
        load()
        yield service, secret


def main() -> None:
    folder = Path(os.environ["MJWEB_HOME"]).parent
    with stage(folder, len(CRASHES)) as (service, secret):
        for what in CRASHES:
            print(json.dumps(crash(what, folder, secret, service["hook"])), flush=True)


if __name__ == "__main__":
    main()
