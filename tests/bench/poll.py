"""What a page's pulse costs, beside a view that does nothing under the same middleware.

CPU time of this process for whole requests through the site's WSGI application, the three kinds in turn, many rounds.
"""

from __future__ import annotations

import html
import io
import re
import statistics
import time
from typing import Any
from urllib.parse import urlencode

import django
from django.conf import settings

settings.ROOT_URLCONF = "tests.bench._urls"
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
django.setup()

from django.core.management import call_command  # noqa: E402  # after setup
from django.test import Client  # noqa: E402

from jobs import submit, wishes  # noqa: E402
from jobs.models import Job, Source, Upstream  # noqa: E402
from jobs.states import State  # noqa: E402
from mjweb.accounts.models import User  # noqa: E402
from mjweb.quotas.models import Purse  # noqa: E402
from mjweb.wsgi import application  # noqa: E402
from tests.bench.figures import QUICK, say  # noqa: E402

ROUNDS = 150 if QUICK else 1500
WARM = 30


def ask(path: str, query: str, cookies: str) -> tuple[str, bytes, float]:
    """One request: its status, its body and the CPU seconds it took."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_COOKIE": cookies,
        "HTTP_HX_REQUEST": "true",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    status = ""

    def start(line: str, _headers: list[tuple[str, str]], _error: Any = None) -> Any:
        nonlocal status
        status = line

    begin = time.process_time()
    response = application(environ, start)
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return status, body, time.process_time() - begin


def prepare() -> tuple[str, Job, bytes]:
    """A person with twelve jobs, one of which is running: the cookies of their session, that job, their page."""
    call_command("migrate", verbosity=0)
    user = User.objects.add("alice@example.org", name="Alice Archer")
    Purse.objects.of(user, 1_000_000)
    upstream = Upstream.objects.seed()
    asked = wishes.checked("a lighthouse on a basalt cliff, dusk light --ar 3:2 --repeat 12", "fast").wishes
    jobs = list(submit.submit(user, Source.PAGE, "bench", asked).jobs.order_by("pk"))
    for number, job in enumerate(jobs):
        Job.objects.move(job.pk, State.QUEUED, State.CLAIMED, upstream=upstream, slot=number)
        Job.objects.move(job.pk, State.CLAIMED, State.SENDING)
        Job.objects.move(job.pk, State.SENDING, State.RUNNING, engine_id=str(number))
        if number:
            Job.objects.move(job.pk, State.RUNNING, State.FAILED, reason="engine")
    client = Client()
    client.force_login(user)
    page = client.get("/create/", HTTP_HOST="localhost:8000").content
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()), jobs[0], page


PULSE = "/create/pulse/"


def cursor(page: bytes) -> str:
    """What the pulse in a page or in an answer will send: its fields as a query."""
    element = re.search(r'<div id="pulse".*?</div>', page.decode(), re.DOTALL)
    if element is None:
        raise SystemExit(f"no pulse in {page[:500]!r}")
    fields = re.findall(r'name="([^"]+)" value="([^"]*)"', element[0])
    return urlencode([(name, html.unescape(value)) for name, value in fields])


def main() -> None:
    cookies, job, page = prepare()
    query = cursor(page)
    taken: dict[str, list[float]] = {"empty": [], "unchanged": [], "changed": []}
    for number in range(WARM + ROUNDS):
        # Each kind follows an empty view that is not counted, so that none pays for what was before it.
        ask("/empty/", query, cookies)
        status, _body, empty = ask("/empty/", query, cookies)
        expect(status, "204")
        ask("/empty/", query, cookies)
        status, _body, unchanged = ask(PULSE, query, cookies)
        expect(status, "204")
        Job.objects.note(job.pk, State.RUNNING, seen=True, progress=number % 99, preview=number % 3)
        ask("/empty/", query, cookies)
        status, body, changed = ask(PULSE, query, cookies)
        expect(status, "200")
        query = cursor(body)
        if number >= WARM:
            for kind, seconds in (("empty", empty), ("unchanged", unchanged), ("changed", changed)):
                taken[kind].append(seconds)
    medians = {kind: statistics.median(seconds) for kind, seconds in taken.items()}
    say("poll.empty_view", 1000 * medians["empty"], "ms CPU")
    say("poll.unchanged", medians["unchanged"] / medians["empty"], "x empty view", goal=2.5)
    say("poll.changed", medians["changed"] / medians["empty"], "x empty view", goal=12)


def expect(status: str, code: str) -> None:
    if not status.startswith(code):
        raise SystemExit(f"expected {code}, got {status}")


if __name__ == "__main__":
    main()
