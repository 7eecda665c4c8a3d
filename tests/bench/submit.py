"""From a person's press of Create to the moment the engine is called, beside a bare hint through the same queue.

A real cluster of the queue runs as a child. The two kinds take turns after pauses of random length, so that each finds
the cluster as a person does: idle, anywhere in its rounds of looking. The engine's own log says when it was called.
"""

from __future__ import annotations

import html
import io
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeVar
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings

settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
django.setup()

from django.core.management import call_command  # noqa: E402  # after setup
from django.test import Client  # noqa: E402

from jobs import engines, queue  # noqa: E402
from jobs.engines.sketch.accepts import Accepts  # noqa: E402
from jobs.engines.sketch.files import Folder  # noqa: E402
from jobs.models import Attempt, Heartbeat, Job, Upstream  # noqa: E402
from jobs.processes import die_with_parent  # noqa: E402
from jobs.states import State  # noqa: E402
from mjweb.accounts.models import User  # noqa: E402
from mjweb.quotas.models import Purse  # noqa: E402
from mjweb.wsgi import application  # noqa: E402
from tests.bench.figures import QUICK, fsync_milliseconds, percentile, say  # noqa: E402

ROUNDS = 60 if QUICK else 300
WARM = 3  # presses that are not counted
PAUSES = (0.1, 0.4)  # seconds
PATIENCE = 60.0
LOOK = 0.02  # seconds between looks for what became of a press, few enough to leave the cluster its processor
PLACES = 1000
SCENES = (
    "a lighthouse on a basalt cliff, dusk light --ar 3:2",
    "portrait of an old sailor, rembrandt light",
    "isometric greenhouse, morning haze --stylize 250",
    "a red kite above the dunes --ar 16:9 --chaos 10",
    "still life with pears and a pewter jug",
)

T = TypeVar("T")


def prepare() -> User:
    """A person with more than enough to spend, and an upstream with more than enough places."""
    call_command("migrate", verbosity=0)
    user = User.objects.add("alice@example.org", name="Alice Archer")
    Purse.objects.of(user, 1_000_000_000)
    Upstream.objects.filter(pk=Upstream.objects.seed().pk).update(limit=PLACES)
    return user


@contextmanager
def cluster() -> Iterator[None]:
    """The workers of the dispatch queue as `up` runs them, from their first sign of life on."""
    log = settings.HOME / "cluster.log"
    us = os.getpid()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "guard", queue.DISPATCH],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "MJWEB_NO_VENV": "1"},
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(us),  # noqa: PLW1509  # no thread of Python beside this one
        )
    try:
        roles = (queue.worker_of(queue.DISPATCH), queue.monitor_of(queue.DISPATCH))
        await_(lambda: all(Heartbeat.objects.age(role) is not None for role in roles) or None, "no cluster came up")
        yield
    except BaseException:
        sys.stderr.write(log.read_text())
        raise
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()  # what it forked is tied to it
            process.wait()


@contextmanager
def accept_log() -> Iterator[sqlite3.Connection]:
    """The engine's log, held open as its drawers do: else each call would have to tidy it up when it closes it."""
    path = Folder(settings.HOME / "sketch").make().log
    Accepts(path).close()
    with closing(sqlite3.connect(path)) as log:
        log.execute("SELECT count(*) FROM accept").fetchone()
        yield log


def await_(look: Callable[[], T | None], otherwise: str) -> T:
    """What `look` finds, as soon as it finds something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = look()
        if found is not None:
            return found
        time.sleep(LOOK)
    raise SystemExit(otherwise)


class Page:
    """The Create page as the person's browser holds it: its cookies and the fields that the next press sends."""

    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        page = client.get("/create/", HTTP_HOST="localhost:8000").content.decode()
        self._cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        self._fields: dict[str, str] = {}
        self._take(page)

    def _take(self, page: str) -> None:
        """Keep what the hidden fields of the bar and of the pulse say now."""
        for name, value in re.findall(r'<input type="hidden" name="(\w+)"[^>]*? value="([^"]*)"', page):
            self._fields[name] = html.unescape(value)

    def press(self, prompt: str) -> tuple[str, float, float]:
        """Ask for a grid: the press's key, the moment before the request, and the seconds that it took."""
        key = self._fields["key"]
        controls = {"prompt": prompt, "mode": "fast", "ar": "1:1", "s": "100", "c": "0", "w": "0", "seed": "", "no": ""}
        body = urlencode({**self._fields, **controls, "q": "", "v": settings.DEFAULT_VERSION}).encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/create/",
            "HTTP_HOST": "localhost:8000",
            "HTTP_ORIGIN": "http://localhost:8000",
            "HTTP_COOKIE": self._cookies,
            "HTTP_HX_REQUEST": "true",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        setup_testing_defaults(environ)
        status = ""

        def start(line: str, _headers: list[tuple[str, str]], _error: Any = None) -> Any:
            nonlocal status
            status = line

        at, begin = time.time(), time.perf_counter()
        response = application(environ, start)
        answer = b"".join(response).decode()
        if hasattr(response, "close"):
            response.close()
        took = time.perf_counter() - begin
        if not status.startswith("200"):
            raise SystemExit(f"a press was answered by {status}: {answer[:500]}")
        self._take(answer)
        if self._fields["key"] == key:
            raise SystemExit(f"a press created nothing: {answer[:500]}")
        return key, at, took


def called(key: str, accepts: sqlite3.Connection) -> float:
    """When the engine was called for the press `key`, by the engine's own clock; then the job is canceled."""
    attempt = await_(
        lambda: Attempt.objects.filter(job__batch__key=key, outcome="accepted").select_related("job").first(),
        "the engine was not called",
    )
    row = accepts.execute("SELECT accepted_at FROM accept WHERE tag = ?", (attempt.tag,)).fetchone()
    # Nobody draws here: a person with hundreds of jobs under way would be another thing to measure.
    engines.named("sketch").cancel(str(attempt.job.engine_id))
    Job.objects.move(attempt.job_id, State.RUNNING, State.CANCELED, reason="canceled")
    return float(row[0])


def hinted(number: int) -> float:
    """Seconds from sending a bare hint to its first statement."""
    name = f"bench{number}"
    at = time.time()
    queue.send(queue.DISPATCH, "jobs.tasks.canary", name)
    stamp = await_(lambda: Heartbeat.objects.filter(role=queue.worker_of(name)).first(), "a hint was not followed")
    return stamp.at.timestamp() - at


def warmed(page: Page) -> Page:
    """The page, when this process has answered some presses as a web server has; nobody works on these."""
    for number in range(WARM):
        page.press(f"{SCENES[0]} --seed {number}")
    for pk in Job.objects.waiting().values_list("pk", flat=True):
        Job.objects.move(pk, State.QUEUED, State.CANCELED, reason="canceled")
    return page


def pause() -> None:
    """Leave the cluster to itself for a moment of random length."""
    time.sleep(random.uniform(*PAUSES))


def main() -> None:
    page = warmed(Page(prepare()))
    fsync = fsync_milliseconds(settings.HOME)
    hint, request, engine = [], [], []
    with accept_log() as accepts, cluster():
        for number in range(ROUNDS):
            pause()
            hint.append(hinted(number))
            pause()
            key, at, took = page.press(f"{SCENES[number % len(SCENES)]} --seed {number}")
            request.append(took)
            engine.append(called(key, accepts) - at)
    say("submit.fsync", fsync, "ms")
    say("submit.queue_hint.p50", 1000 * statistics.median(hint), "ms")
    say("submit.queue_hint.p99", 1000 * percentile(hint, 99), "ms")
    say("submit.request.p50", 1000 * statistics.median(request), "ms")
    say("submit.to_engine.p50", 1000 * statistics.median(engine), "ms", goal=50)
    say("submit.to_engine.p99", 1000 * percentile(engine, 99), "ms", goal=300)


if __name__ == "__main__":
    main()
