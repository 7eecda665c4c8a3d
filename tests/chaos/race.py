"""Many people of one team press at once, on pages and by the API, for ten times what the team's pool can pay.

The site's web server runs with several processes; nobody sends or draws, so that what was taken stays as it is.
`python -m tests.chaos.race 1000` runs it by itself, with as many presses, and prints what became of them.
"""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

import requests

from mjweb.env import ROOT
from tests.chaos.tab import PATIENCE, Tab, sign_in
from tests.conftest import site_environ

PEOPLE = 5
SERVERS = 3  # processes that answer
HANDS = 24  # presses under way at once
TENTH = 10
PRICE = 2_000  # a grid in Fast, in thousandths


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run left: how often each answer came, and what the ledger says of the pool and of all windows."""

    presses: int
    fit: int
    answers: dict[str, int]
    taken: int
    jobs: int
    pool_left: int
    pool_held: int
    people_held: int
    wrong: int
    lines: dict[str, int]

    @classmethod
    def load(cls, path: Path) -> Self:
        return cls(**json.loads(path.read_text()))


def run(folder: Path, presses: int, **variables: str) -> Outcome:
    """Let all press on a site of their own in `folder`, whose pool can pay for a tenth."""
    fit = presses // TENTH
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    environ = site_environ(folder / "home", MJWEB_PUBLIC_URL=address, MJWEB_MAX_QUEUE=str(presses), **variables)
    cast = json.loads(_child(environ, "prepare", str(fit)))
    command = [sys.executable, "manage.py", "web", "--port", str(port), "--workers", str(SERVERS)]
    with (folder / "web.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_until_it_answers(port)
        answers = _press(address, cast, presses)
    finally:
        server.terminate()
        server.wait(30)
    left = json.loads(_child(environ, "read"))
    taken = sum(count for answer, count in answers.items() if answer.endswith("taken"))
    return Outcome(presses=presses, fit=fit, answers=dict(answers), taken=taken, **left)


def _press(address: str, cast: list[dict[str, str]], presses: int) -> Counter[str]:
    """Half of all on pages, half by the API, in turn by each person."""
    cookies = [sign_in(address, person["link"]) for person in cast]
    tabs = [Tab.open(address, cookie, "a red kite above the dunes") for cookie in cookies]
    start = threading.Barrier(min(HANDS, presses))
    first = threading.local()

    def press(number: int) -> str:
        if not hasattr(first, "started"):
            first.started = True
            start.wait()
        person = number // 2 % len(cast)
        if number % 2:
            return _call(address, cast[person]["key"], number)
        # A press of its own: the page's key names it. With little left the page asks once; this says yes beforehand.
        tab = replace(tabs[person], fields=tabs[person].fields | {"key": f"race-{number:06}"})
        answer = tab.press()
        if answer.question:
            tab.fields["sure"] = answer.question
            answer = tab.press()
        return f"page {answer.status} {'taken' if answer.is_taken else 'refused'}"

    with ThreadPoolExecutor(start.parties) as pool:
        return Counter(pool.map(press, range(presses)))


def _call(address: str, key: str, number: int) -> str:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(
            f"{address}/midjourney/v1/imagine",
            json={"prompt": f"harbour number {number} at dawn", "mode": "fast"},
            headers={"TT-API-KEY": key},
            timeout=PATIENCE,
        )
    return f"api {answer.status_code} {'taken' if answer.json()['status'] == 'SUCCESS' else 'refused'}"


def _wait_until_it_answers(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        server = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            server.request("GET", "/health/live", headers={"Host": "localhost"})
            if server.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            server.close()
    raise RuntimeError("the web server does not answer")


# In children that speak to the site's database ------------------------------------------------------------------------


def _child(environ: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.race", *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def prepare(fit: int) -> list[dict[str, str]]:
    """A team whose pool can pay for `fit` grids, and people in it who have more than enough of their own."""
    from django.conf import settings
    from django.core.management import call_command

    from mjweb.accounts.models import ApiKey, SignInLink, Team, User
    from mjweb.prepare import collect_static
    from mjweb.quotas.models import Purse, Window

    call_command("migrate", verbosity=0)
    collect_static(settings.HOME)
    team = Team.objects.create(name="Race")
    Window.objects.allow(Purse.objects.of_team(team), fit * PRICE)
    cast = []
    for number in range(PEOPLE):
        user = User.objects.add(f"racer{number}@example.org", team=team)
        Purse.objects.of(user, 1_000_000_000)
        cast.append({"link": SignInLink.objects.issue(user).url(), "key": ApiKey.objects.issue(user, team=team).secret})
    return cast


def read() -> dict[str, Any]:
    """What is in the ledger afterwards."""
    from django.db.models import Count, Sum

    from jobs.models import Job
    from mjweb.quotas.models import Line, Window

    pool = Window.objects.get(purse__user=None, purse__team__name="Race")
    people = Window.objects.filter(purse__team=None, purse__user__email__startswith="racer")
    kinds = Line.objects.filter(window=pool).values("kind").order_by("kind").annotate(n=Count("pk"))
    return {
        "jobs": Job.objects.count(),
        "pool_left": pool.limit - pool.used - pool.held,
        "pool_held": pool.held,
        "people_held": people.aggregate(sum=Sum("held"))["sum"],
        "wrong": len(Window.objects.wrong()),
        "lines": {row["kind"]: row["n"] for row in kinds},
    }


def main() -> None:
    what, *rest = sys.argv[1:]
    if what in ("prepare", "read"):
        import django

        django.setup()
        print(json.dumps(prepare(int(rest[0])) if what == "prepare" else read()))
        return
    with tempfile.TemporaryDirectory(prefix="mjweb-race-") as folder:
        print(json.dumps(asdict(run(Path(folder), int(what)))))


if __name__ == "__main__":
    main()
