"""A second tree beside a running site, on the same data: both queues and a follower more, under a supervisor.

`python -m tests.chaos.beside` runs it in the environment of that site. `manage.py up` refuses to begin on a data folder
in which it runs already; several hosts, or a service that was installed twice, come to the same.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import django

from jobs.processes import certainly_gone, identity
from mjweb.env import ROOT
from mjweb.supervise import Supervisor, die_with_parent
from mjweb.tree import load
from mjweb.trial import Trial
from tests.chaos import hunter

PARTS = ("dispatch", "media", "follow")
PATIENCE = 20  # seconds to stop


@dataclass
class Beside:
    """The running trees beside a site, and, once they have been stopped, what they left behind."""

    roots: list[int]
    left: list[int] = field(default_factory=list)


@contextlib.contextmanager
def beside(site: Trial, count: int) -> Iterator[Beside]:
    """So many trees beside the site, which are stopped in the end."""
    command = [sys.executable, "-m", "tests.chaos.beside"]
    with (site.folder / "beside.log").open("wb") as log:
        trees = [
            subprocess.Popen(
                command, cwd=ROOT, env=site.environ(), stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
            for _ in range(count)
        ]
    found = Beside([tree.pid for tree in trees])
    try:
        yield found
    finally:
        names = [identity(prey.pid) for root in found.roots for prey in hunter.tree(root)]
        for tree in trees:
            tree.terminate()
        for tree in trees:
            try:
                tree.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                tree.kill()
                tree.wait()
        found.left = [int(name.split(":")[1]) for name in names if not certainly_gone(name)]


def main() -> None:
    die_with_parent()
    django.setup()
    from django.conf import settings

    from mjweb.management.commands import up

    def say(line: str) -> None:
        print(line, flush=True)

    tree = Supervisor(
        children=[replace(child, behind=0) for child in up.children("127.0.0.1", 0) if child.name in PARTS],
        say=say,
        run_command=load(up.MODULES),  # forks, like those of the site: by their names they are hunted
        environ={**os.environ, "PYTHONUNBUFFERED": "1"},
        times=up.TIMES[settings.PACE],
    )
    sys.exit(tree.run())


if __name__ == "__main__":
    main()
