"""What tests of the API share: a caller with a key, pictures in base64, and jobs that are done."""

from __future__ import annotations

import base64
import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from jobs.actions import Action
from jobs.models import Job, Upload
from jobs.states import State
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Window
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream

BASE = "/midjourney/v1/"


@dataclass
class Caller:
    """A program with a key; `last` is the whole answer that it got."""

    user: User
    secret: str = ""
    client: Client = field(default_factory=Client)
    last: Any = None

    def __post_init__(self) -> None:
        self.secret = self.secret or ApiKey.objects.issue(self.user).secret

    def ask(self, method: str, address: str, body: object = None, **headers: str) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of an answer; `address` is below /midjourney/v1/ unless it is absolute."""
        path = address if address.startswith(("/", "http:")) else BASE + address
        data = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        kind = headers.pop("kind", "application/json")
        given = {"TT-API-KEY": self.secret, **headers}
        answer = self.client.generic(method, path, data, content_type=kind, headers=given)
        self.last = answer
        return answer.status_code, json.loads(answer.content) if answer.content else {}

    def post(self, address: str, body: object = None, **headers: str) -> tuple[int, dict[str, Any]]:
        return self.ask("POST", address, body, **headers)

    def get(self, address: str, **headers: str) -> tuple[int, dict[str, Any]]:
        return self.ask("GET", address, **headers)

    def made(self, address: str, body: object) -> Job:
        """The job of a call that was accepted."""
        status, answer = self.post(address, body)
        assert status == 200, answer
        return Job.objects.get(uid=answer["data"]["jobId"])

    def fetched(self, job: Job) -> dict[str, Any]:
        """The answer of fetch."""
        return self.get(f"fetch?jobId={job.uid}")[1]


@pytest.fixture
def caller(alice: User) -> Caller:
    """Alice's program."""
    return Caller(alice)


@pytest.fixture
def stranger(charlie: User) -> Caller:
    """Charlie's program."""
    return Caller(charlie)


@pytest.fixture
def grid(alice: User, ttapi: Upstream) -> Job:
    """A finished grid of Alice, 3:2."""
    (job,) = press(alice, "a cat --ar 3:2", "relax")
    return done(job)


@pytest.fixture
def single(caller: Caller, grid: Job) -> Job:
    """Its second picture, upsampled."""
    return done(caller.made("action", {"jobId": str(grid.uid), "action": "upsample2"}))


def done(job: Job) -> Job:
    drive()
    job.refresh_from_db()
    assert job.state == State.DONE, job.message
    return job


@pytest.fixture
def finished_as(alice: User) -> Callable[..., Job]:
    """A job of Alice that is done, of any action and version, without an engine having drawn it."""

    def make(action: Action, *, version: str = "7", niji: bool = False, aspect: tuple[int, int] = (3, 2)) -> Job:
        (job,) = press(alice, "a cat")
        facts = {"version": version, "niji": niji, "aspect": list(aspect)}
        Job.objects.filter(pk=job.pk).update(state=State.DONE, action=action, facts=facts, progress=100)
        job.refresh_from_db()
        return job

    return make


@pytest.fixture
def allowed(settings: Settings) -> None:
    """Addresses on loopback may be called."""
    settings.ENV = replace(settings.ENV, allow_networks=(ip_network("127.0.0.0/8"),))


@contextmanager
def web(content: bytes, status: int = 200, paths: list[str] | None = None) -> Iterator[str]:
    """An address on loopback that answers with this; `paths` takes what was asked for."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if paths is not None:
                paths.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/picture.png"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def png(colour: str = "red", size: tuple[int, int] = (12, 8), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def noise(edge: int) -> bytes:
    """A PNG of about three bytes a pixel, since noise cannot be packed."""
    out = io.BytesIO()
    Image.effect_noise((edge, edge), 100).convert("RGB").save(out, "PNG", compress_level=0)
    return out.getvalue()


def bare(picture: bytes) -> str:
    return base64.b64encode(picture).decode()


def uri(picture: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{bare(picture)}"


def nothing_happened(user: User) -> bool:
    """Whether no job, no upload and no hold of this person is there."""
    held = any(window.held for window in Window.objects.paying(user))
    return not (Job.objects.of(user).exists() or Upload.objects.of(user).exists() or held)
