"""An image service for benches, in a process of its own: the scripted one of the tests, where nothing goes wrong.

It reads one line of JSON, how long each job takes in the order in which jobs are taken and how many have been taken
before, and answers each further line with what it has taken until then.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from subprocess import PIPE, Popen
from typing import Any, Self

from mjweb.env import ROOT
from tests.jobs.upstream import Upstream, faults

ENDLESS = 100_000  # places: who counts what is in progress at once must not refuse the one that is too many


@dataclass(frozen=True, slots=True)
class Taken:
    """What the service has taken: when each job began and ends by the clock of all processes, and its highest tide."""

    spans: tuple[tuple[float, float], ...]
    most: int
    ids: tuple[str, ...]
    questions: int  # after a job, or after all that are in progress, ever


class Service:
    """The process as its bench knows it."""

    def __init__(self, process: Popen[str], lengths: Sequence[float], running: int) -> None:
        self._process = process
        said = self._ask({"lengths": lengths, "running": running})
        self.url, self.key = str(said["url"]), str(said["key"])

    @classmethod
    @contextmanager
    def run(cls, *, lengths: Sequence[float] = (), running: int = 0) -> Iterator[Self]:
        """A service whose jobs take so long, the first one first, after so many that never end."""
        command = [sys.executable, "-m", "tests.bench._service"]
        with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as process:
            yield cls(process, lengths, running)  # it goes when its input ends

    def taken(self) -> Taken:
        said = self._ask(None)
        spans = tuple((begun, ended) for begun, ended in said["spans"])
        return Taken(spans, said["most"], tuple(said["ids"]), said["questions"])

    def variables(self) -> dict[str, str]:
        """The environment of a site that works with this service."""
        return {
            "MJWEB_ENGINE": "ttapi",
            "TTAPI_KEY": self.key,
            "TTAPI_BASE_URL": self.url,
            "MJWEB_ALLOW_NETWORKS": "127.0.0.0/8",
        }

    def _ask(self, question: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    with Upstream() as upstream:
        upstream.limit = ENDLESS
        for number in range(asked["running"]):
            upstream.submit("imagine", {"prompt": f"a lighthouse, number {number}"}, faults.never_ends())
        lengths = iter(asked["lengths"])
        upstream.seconds = lambda _prompt: float(next(lengths))
        print(json.dumps({"url": upstream.url, "key": upstream.key}), flush=True)
        for _line in sys.stdin:
            with upstream.lock:
                jobs = list(upstream.accepted)
            spans = [(job.start, job.start if math.isinf(job.end) else job.end) for job in jobs]
            ids = [job.job_id for job in jobs]
            questions = sum(seen.path.endswith(("/fetch", "/fetch-list")) for seen in list(upstream.requests))
            print(json.dumps({"spans": spans, "most": upstream.most, "ids": ids, "questions": questions}), flush=True)


if __name__ == "__main__":
    main()
