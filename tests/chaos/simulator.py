"""A TT API that misbehaves by chance, as a process of its own, and writes down what it takes before it says so.

`python -m tests.chaos.simulator FOLDER --seed S --limit N` writes its address, its key and an address that takes what
is told of jobs to FOLDER/upstream.json, and then each order that it takes to FOLDER/accepts.jsonl. It goes when its
parent goes, and no other kill of a run reaches it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from mjweb.supervise import die_with_parent
from tests.jobs.receiver import Receiver
from tests.jobs.upstream import Fault, Job, Upstream, faults
from tests.jobs.upstream.faults import Place
from tests.jobs.upstream.job import TILES, Answer
from tests.jobs.upstream.server import post

LIFETIME = 10.0  # seconds after which a job that would never end is ended, as the service's own timer does
SECONDS = (0.3, 3.0)  # how long a job takes
HANG = 8.0  # longer than the site waits before it calls a sending unknown, shorter than its patience with a connection
Weighted = tuple[tuple[float, Fault], ...]

# How often in a hundred; what is left of the hundred goes well.
SUBMIT: Weighted = (
    (6, faults.late(0.8)),
    (2, faults.late(HANG)),
    (2, faults.drip(0.02)),
    (3, faults.too_many()),
    (2, faults.too_many("1")),
    (4, faults.queue_full()),
    (1, faults.no_balance()),
    (1, faults.wrong_key()),
    (2, faults.refused()),
    (2, faults.status("submit", 500)),
    (2, faults.status("submit", 500, accept=True)),
    (2, faults.status("submit", 504, accept=True)),
    (2, faults.drop()),
    (3, faults.drop(accept=True)),
    (1, replace(faults.drop(accept=True), delay=HANG)),
    (2, faults.garbage()),
    (1, faults.garbage(b"", accept=True)),
    (1, faults.garbage(b'{"status":"SUCCESS","message":"","data":{}}')),
    (2, faults.cut("submit", 20)),
)
FETCH: Weighted = (
    (3, faults.late(1.5, "fetch")),
    (3, faults.status("fetch", 503)),
    (2, faults.status("fetch", 400, "The job does not exist.")),
    (3, faults.drop("fetch")),
    (3, faults.garbage(at="fetch")),
    (2, faults.cut("fetch", 60)),
)
PICTURE: Weighted = (
    (3, faults.cut()),
    (2, Fault(at="picture", status=200, body=b"\x89PNG\r\n\x1a\n" + bytes(40))),
    (4, Fault(at="picture", headers=(("Content-Type", "text/html"),))),
    (3, faults.html_picture()),
    (2, faults.dead_picture()),
    (2, faults.status("picture", 503)),
    (3, faults.drop("picture")),
    (3, faults.late(0.7, "picture")),
)
FAULTS: dict[Place, Weighted] = {"submit": SUBMIT, "fetch": FETCH, "picture": PICTURE}
# What becomes of a job that was taken.
FATES: Weighted = (
    (3, faults.fails()),
    (3, faults.never_ends()),
    (3, faults.tiles(2)),
)
HOOKS = {"missing": 15, "doubled": 8, "early": 8, "late": 6, "forged": 8}
DEAD_TILE, DEAD_JOB = 4, 2  # jobs of a hundred of which one link is dead for good, or every one


@dataclass(frozen=True, slots=True)
class Taken:
    """One order that was taken, or (`over`) refused because as many as allowed were in progress. Times are Unix."""

    engine_id: str
    hook_url: str
    prompt: str
    begun: float
    ended: float
    over: bool = False

    @property
    def tag(self) -> str:
        return self.hook_url.rpartition("/")[2]

    @classmethod
    def read(cls, path: Path) -> list[Taken]:
        """The whole log; a last line that was cut off was not said to anybody."""
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        return [cls(**json.loads(line)) for line in lines if line.endswith("\n")]


class Simulator(Upstream):
    """The scripted service of the tests with dice instead of a script."""

    def __init__(self, log: Path, seed: int, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.met: Counter[str] = Counter()  # faults that came about
        self.calm_down = False  # nothing goes wrong, jobs are done at once, and nobody is called
        self._dice = random.Random(seed)
        self._dead: dict[str, set[str]] = {}
        self._log = log.open("ab", buffering=0)

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self._log.close()

    def roll(self, chances: Weighted) -> Fault | None:
        """One of these by their weights, or none."""
        if self.calm_down:
            return None
        with self.lock:
            at = self._dice.uniform(0, 100)
            for weight, fault in chances:
                at -= weight
                if at < 0:
                    return fault
        return None

    def fault(self, at: Place, prompt: str) -> Fault | None:
        """What was scripted comes first, so that a test can name one."""
        found = super().fault(at, prompt) or (self.roll(FAULTS[at]) if at in FAULTS else None)
        if found:
            self.met[at] += 1
        return found

    def submit(self, endpoint: str, fields: dict[str, object], fate: Fault) -> Answer:
        with self.lock:
            rolled = self.roll(FATES)
            if rolled and not (fate.fails or fate.never):
                fate = replace(fate, fails=rolled.fails, never=rolled.never, tiles=rolled.tiles)
            self.seconds = 0.05 if self.calm_down else self._dice.uniform(*SECONDS)
            if fate.never:
                self.seconds, fate = LIFETIME, replace(fate, never=False, fails="Job Timeout")
            taken, over = len(self.accepted), self.over
            answer = super().submit(endpoint, fields, fate)
            if len(self.accepted) > taken:
                self._remember(self.accepted[-1])
            elif self.over > over:
                now = time.time()
                self._write(Taken("", str(fields.get("hookUrl") or ""), str(fields.get("prompt")), now, now, over=True))
            return answer

    def _remember(self, job: Job) -> None:
        now = time.time()
        self._write(Taken(job.job_id, job.hook_url, job.prompt, now, now + job.end - job.start))
        if self.calm_down:
            return
        at = self._dice.uniform(0, 100)
        if at < DEAD_JOB:
            self._dead[job.job_id] = {"grid", "single", *TILES}
        elif at < DEAD_JOB + DEAD_TILE:
            self._dead[job.job_id] = {self._dice.choice(TILES)}

    def _write(self, taken: Taken) -> None:
        """Before anything is answered: one write, so that a line is there or not."""
        self._log.write(json.dumps(asdict(taken)).encode() + b"\n")
        os.fsync(self._log.fileno())

    def picture(self, job: Job, name: str) -> bytes | None:
        return None if name in self._dead.get(job.job_id, ()) else super().picture(job, name)

    def _ring(self, job: Job) -> None:
        """Call back as the contract says, or otherwise."""
        if self.calm_down:
            return
        with self.lock:
            way = self._dice.choices([*HOOKS, ""], [*HOOKS.values(), 100 - sum(HOOKS.values())])[0]
        self.met[way] += 1
        if way == "missing":
            return
        if way == "early":  # of the end, before there is one; perhaps before the submit is answered
            post(job.hook_url, json.dumps(self.report(job) | {"status": "SUCCESS"}).encode())
        if way == "forged":
            self._forge(job)
        super()._ring(job)
        if self.stopping.is_set():
            return
        report = self.report(job)
        if way == "late":  # of the way there, after the end
            post(job.hook_url, json.dumps(report | {"status": "ON_QUEUE"}).encode())
        if way == "doubled":
            body = json.dumps(report).encode()
            again = [threading.Thread(target=post, args=(job.hook_url, body), daemon=True) for _ in range(4)]
            for call in again:
                call.start()
            for call in again:
                call.join()

    def _forge(self, job: Job) -> None:
        """Calls that are not the service's: of nobody's attempt, of another job, of nothing that can be read."""
        foot, _, _tag = job.hook_url.rpartition("/")
        claim = json.dumps(self.report(job) | {"status": "SUCCESS", "jobId": str(uuid.uuid4())}).encode()
        post(f"{foot}/{uuid.uuid4().hex}", claim)
        for body in (claim, b"[" * 20_000, b"\xff\x00 no JSON"):
            post(job.hook_url, body)


def main() -> None:
    die_with_parent()
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--limit", type=int, required=True)
    parser.add_argument("--calm", action="store_true")
    asked = parser.parse_args()
    with Simulator(asked.folder / "accepts.jsonl", asked.seed, asked.limit) as service, Receiver() as hook:
        service.calm_down = asked.calm
        ready = asked.folder / "upstream.json"
        draft = ready.with_suffix(".draft")
        draft.write_text(json.dumps({"url": service.url, "key": service.key, "hook": hook.url}))
        draft.replace(ready)
        threading.Event().wait()


if __name__ == "__main__":
    main()
