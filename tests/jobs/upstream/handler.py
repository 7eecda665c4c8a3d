"""How the scripted service speaks HTTP, and how it breaks off."""

from __future__ import annotations

import json
import socket
import struct
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.jobs.upstream.faults import Fault
from tests.jobs.upstream.job import SUBMITS, Seen, no

if TYPE_CHECKING:
    from tests.jobs.upstream.server import Upstream


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news here."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream: Upstream

    def setup(self) -> None:
        super().setup()
        with self.upstream.lock:
            self.upstream.connections += 1

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Quiet: `upstream.requests` remembers."""

    def do_GET(self) -> None:
        self._handle({})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            fields = json.loads(raw) if raw else {}
        except ValueError:
            fields = {}
        self._handle(fields if isinstance(fields, dict) else {})

    def _handle(self, fields: dict[str, object]) -> None:
        split = urlsplit(self.path)
        fields = {name: values[-1] for name, values in parse_qs(split.query).items()} | fields
        seen = Seen(self.command, split.path, {name.lower(): value for name, value in self.headers.items()}, fields)
        self.upstream.requests.append(seen)
        if split.path.startswith("/pictures/"):
            self._picture(split.path)
        elif self.headers.get("TT-API-KEY") != self.upstream.key:
            self._say(None, 401, {"status": "FAILED", "message": "Wrong TT-API-KEY or email is not activated."})
        else:
            self._endpoint(split.path.removeprefix("/midjourney/v1/"), fields)

    def _endpoint(self, endpoint: str, fields: dict[str, object]) -> None:
        upstream = self.upstream
        if endpoint in SUBMITS and self.command == "POST":
            fault = upstream.fault("submit", str(fields.get("prompt", "")))
            if fault and fault.spoils_answer and not fault.accept:
                self._say(fault, 500, {})
            else:
                self._say(fault, *upstream.submit(endpoint, fields, fault or Fault()))
        elif endpoint == "fetch":
            job = upstream.job(fields.get("jobId"))
            fault = upstream.fault("fetch", job.prompt if job else "")
            self._say(fault, *((200, upstream.report(job)) if job else no(400, "The job does not exist.")))
        elif endpoint == "fetch-list":
            rows: dict[str, object] = {"status": "SUCCESS", "data": upstream.rows(fields), "message": "success"}
            self._say(upstream.fault("list", ""), 200, rows)
        elif endpoint == "info":
            self._say(upstream.fault("info", ""), 200, upstream.info())
        elif endpoint == "promptCheck" and self.command == "POST":
            prompt = str(fields.get("prompt", ""))
            self._say(upstream.fault("check", prompt), 200, upstream.check(prompt))
        else:
            self._say(None, *no(404, "There is no such endpoint."))

    def _picture(self, path: str) -> None:
        job_id, _, name = path.removeprefix("/pictures/").removesuffix(".png").partition("/")
        job = self.upstream.job(job_id)
        body = self.upstream.picture(job, name) if job else None
        fault = self.upstream.fault("picture", job.prompt if job else "")
        self._send(fault, 404 if body is None else 200, body or b"", "image/png")

    def _say(self, fault: Fault | None, status: int, payload: dict[str, object]) -> None:
        self._send(fault, status, json.dumps(payload).encode(), "application/json")

    def _send(self, fault: Fault | None, status: int, body: bytes, kind: str) -> None:
        """Answer, as far as the fault allows."""
        fault = fault or Fault()
        if fault.delay and self.upstream.stopping.wait(fault.delay):
            return
        if fault.drop:
            # A reset and no orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._hang_up()
            return
        body = body if fault.body is None else fault.body
        headers = {"Content-Type": kind, "Content-Length": str(len(body))} | dict(fault.headers)
        self.send_response(fault.status or status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if fault.cut is not None:
            self.wfile.write(body[: fault.cut])
            self._hang_up()
        elif fault.drip:
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                if self.upstream.stopping.wait(fault.drip):
                    return
        else:
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.close()
