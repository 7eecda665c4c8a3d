"""The scripted service itself."""

from __future__ import annotations

import http.client
import ipaddress
import json
import math
import threading
import time
import uuid
from collections.abc import Callable
from typing import Self
from urllib.parse import urlsplit

from tests.jobs.upstream.faults import Fault, Place
from tests.jobs.upstream.handler import Handler, Server
from tests.jobs.upstream.job import SUBMITS, TILES, Answer, Hook, Job, Seen, components, no, problem
from tests.jobs.upstream.pictures import Colour, colour, png


class Upstream:
    """The service and everything it remembers; see the package for how to use it."""

    def __init__(self) -> None:
        self.key = "upstream-test-key-7f3a"
        self.networks = (ipaddress.ip_network("127.0.0.0/8"),)
        self.limit = 10
        self.seconds: float | Callable[[str], float] = 0.2
        self.size = 64
        self.banned: set[str] = set()  # words that the check of prompts finds
        self.list_lag = 0.0  # seconds until a job shows in fetch-list
        self.hidden: set[str] = set()  # columns that fetch-list leaves out
        self.accepted: list[Job] = []
        self.requests: list[Seen] = []
        self.hooks: list[Hook] = []
        self.most = 0  # jobs in progress at once, ever
        self.connections = 0  # sockets that were opened to the service
        self.over = 0  # submits refused for want of room
        self.stopping = threading.Event()
        self.lock = threading.RLock()
        self._faults: list[tuple[Fault, str, float]] = []
        self._bells: list[threading.Thread] = []
        service = self

        class Mine(Handler):
            upstream = service

        self._server = Server(("127.0.0.1", 0), Mine)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping.set()
        for job in self.accepted:
            job.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for bell in self._bells:
            bell.join()

    # What a test says and asks --------------------------------------------------------------------------------

    def script(self, *faults: Fault, prompt: str = "", times: float = 1) -> None:
        """Let the next requests of their kind meet these faults, each `times` times (math.inf: always).

        With `prompt`, only those whose prompt contains it; for fetches and pictures that of their job.
        """
        with self.lock:
            self._faults += [(fault, prompt, times) for fault in faults]

    def calm(self) -> None:
        """Forget all faults that have not happened yet."""
        with self.lock:
            self._faults.clear()

    def finish(self, job_id: str = "") -> None:
        """End a job now, or all of them; even those that would never end."""
        with self.lock:
            now = time.monotonic()
            for job in self.accepted:
                if job_id in {"", job.job_id} and job.running(now):
                    job.end = now
                    job.over.set()

    def taken(self, prompt: str) -> int:
        """How many jobs were accepted whose prompt contains this."""
        with self.lock:
            return sum(prompt in job.prompt for job in self.accepted)

    def asked(self, prompt: str) -> int:
        """How many submits arrived whose prompt contains this, accepted or not."""
        with self.lock:
            return sum(
                seen.path.rpartition("/")[2] in SUBMITS and prompt in str(seen.fields.get("prompt", ""))
                for seen in self.requests
            )

    @property
    def in_progress(self) -> int:
        with self.lock:
            now = time.monotonic()
            return sum(job.running(now) for job in self.accepted)

    def job(self, job_id: object) -> Job | None:
        with self.lock:
            return next((job for job in self.accepted if job.job_id == job_id), None)

    # What the service does ------------------------------------------------------------------------------------

    def fault(self, at: Place, prompt: str) -> Fault | None:
        """Take the first fault that is meant for such a request."""
        with self.lock:
            for place, (fault, only, times) in enumerate(self._faults):
                if fault.at == at and only in prompt:
                    if times <= 1:
                        del self._faults[place]
                    else:
                        self._faults[place] = (fault, only, times - 1)
                    return fault
        return None

    def submit(self, endpoint: str, fields: dict[str, object], fate: Fault) -> Answer:
        """Take a job or say why not."""
        with self.lock:
            if self.in_progress >= self.limit:
                self.over += 1
                return no(499, "The queue is full, try again later.")
            parent = self.job(fields.get("jobId"))
            if wrong := problem(endpoint, fields, parent):
                return no(400, wrong)
            now = time.monotonic()
            prompt = str(fields.get("prompt") or (parent.prompt if parent else ""))
            action = str(fields["action"]) if endpoint == "action" else endpoint
            seconds = self.seconds(prompt) if callable(self.seconds) else self.seconds
            job_id = str(uuid.uuid4())
            job = Job(
                job_id=job_id,
                action=action,
                prompt=prompt,
                mode=str(fields.get("mode") or (parent.mode if parent else "fast")),
                hook_url=str(fields.get("hookUrl") or ""),
                start=now,
                end=math.inf if fate.never else now + seconds,
                fate=fate,
                colours=self._colours(job_id, action, parent),
            )
            if endpoint == "seed" and parent:
                job.seed = parent.seed = str(int(uuid.UUID(parent.job_id)) % 2**32)
            self.accepted.append(job)
            self.most = max(self.most, self.in_progress)
            if job.hook_url:
                bell = threading.Thread(target=self._ring, args=(job,), daemon=True)
                self._bells.append(bell)
                bell.start()
            return 200, {"status": "SUCCESS", "message": "success", "data": {"jobId": job_id}}

    def _colours(self, job_id: str, action: str, parent: Job | None) -> tuple[Colour, ...]:
        if action in {"describe", "seed"}:
            return ()
        if action.startswith("upsample") and parent:
            return (parent.colours[int(action[-1]) - 1],)
        if action.startswith("upscale") and parent:
            return parent.colours
        return tuple(colour(f"{job_id} {tile}") for tile in TILES)

    def report(self, job: Job) -> dict[str, object]:
        """The fetch form of a job."""
        now = time.monotonic()
        state = job.state(now)
        done, failed = state == "SUCCESS", state == "FAILED"
        grid = len(job.colours) == 4
        address = f"{self.url}/pictures/{job.job_id}"
        whole = f"{address}/{'grid' if grid else 'single'}.png" if done and job.colours else None
        tiles = [f"{address}/{tile}.png" if place < job.fate.tiles else None for place, tile in enumerate(TILES)]
        side = self.size * (2 if grid else 1)
        described = "\n\n".join(f"{n}. a picture described, version {n}" for n in (1, 2, 3, 4))
        data: dict[str, object] = {
            "action": job.action,
            "jobId": job.job_id,
            "progress": None if failed else "100" if done else str(min(int(job.share(now) * 100), 99)),
            "prompt": described if done and job.action == "describe" else job.prompt,
            "discordImage": whole,
            "cdnImage": whole,
            "hookUrl": job.hook_url,
            "components": None if failed else components(job) if done else [],
            "seed": job.seed if done else None,
            "images": tiles if done and grid else None,
            "quota": "2",
        }
        if done and job.colours:
            data |= {"width": side, "height": side}
        message = job.fate.fails if failed else "success" if done else ""
        return {"status": state, "message": message, "jobId": job.job_id, "data": data}

    def rows(self, query: dict[str, object]) -> list[dict[str, object]]:
        """What fetch-list shows."""
        codes = {"PENDING_QUEUE": 0, "ON_QUEUE": 1, "SUCCESS": 2, "FAILED": 3}
        wanted = str(query.get("status") or "SUCCESS").upper()
        page, limit = int(str(query.get("page") or 1)), min(int(str(query.get("limit") or 10)), 100)
        now = time.monotonic()
        with self.lock:
            jobs = [job for job in self.accepted if job.state(now) == wanted and now - job.start >= self.list_lag]
        if str(query.get("order") or "desc") == "desc":
            jobs.reverse()
        rows: list[dict[str, object]] = []
        for job in jobs[(page - 1) * limit : page * limit]:
            data = self.report(job)["data"]
            assert isinstance(data, dict)
            rows.append(
                {
                    "job_id": job.job_id,
                    "model": job.mode,
                    "action": job.action,
                    "quota": 2,
                    "status": codes[wanted],
                    "progress": data["progress"],
                    "prompt": data["prompt"],
                    "discord_image": data["discordImage"],
                    "cdn_image": data["cdnImage"],
                    "hook_url": job.hook_url,
                }
            )
        return [{name: value for name, value in row.items() if name not in self.hidden} for row in rows]

    def info(self) -> dict[str, object]:
        frozen = 2 * self.in_progress
        data = {"email": "a@example.org", "balance": 1000 - frozen, "freeze_balance": frozen, "max_queue": self.limit}
        return {"status": "SUCCESS", "data": data, "message": "success"}

    def check(self, prompt: str) -> dict[str, object]:
        """What the free check of a prompt says; always under 200."""
        found = sorted(word for word in self.banned if word in prompt.lower())
        if found:
            return {"status": "FAILED", "message": f"banned prompt words: [{', '.join(found)}]", "data": None}
        return {"status": "SUCCESS", "message": "success", "data": "Prompt verification successful."}

    def picture(self, job: Job, name: str) -> bytes | None:
        """The bytes behind an address, None for one that was never given out."""
        if name in {"grid", "single"}:
            return png(job.colours, self.size) if job.colours else None
        if name in TILES and len(job.colours) == 4:
            return png((job.colours[TILES.index(name)],), self.size)
        return None

    def _ring(self, job: Job) -> None:
        """Call back when the job is over: up to three times, until the answer is 200."""
        while not job.over.wait(None if math.isinf(job.end) else max(job.end - time.monotonic(), 0)):
            if not job.running(time.monotonic()):
                break
        split = urlsplit(job.hook_url)
        host = split.hostname or ""
        if self.stopping.is_set() or split.scheme != "http" or not (host == "localhost" or host.startswith("127.")):
            return
        fault = self.fault("hook", job.prompt)
        body = fault.body if fault and fault.body is not None else json.dumps(self.report(job)).encode()
        for _ in range(3):
            status = post(job.hook_url, body)
            with self.lock:
                self.hooks.append(Hook(job.job_id, job.hook_url, status))
            if status == 200:
                return


def post(url: str, body: bytes) -> int:
    """Call a hookUrl; the status of the answer, 0 when there was none."""
    split = urlsplit(url)
    try:
        line = http.client.HTTPConnection(split.hostname or "", split.port or 80, timeout=5)
        try:
            line.request("POST", split.path or "/", body, {"Content-Type": "application/json"})
            return line.getresponse().status
        finally:
            line.close()
    except (OSError, http.client.HTTPException):
        return 0
