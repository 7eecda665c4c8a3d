"""Somebody's server behind a hookUrl: takes what is posted and answers as a test says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

Answer = int | Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    headers: dict[str, str]  # names in small letters
    body: bytes


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that went away is no news here."""


class Receiver:
    """`answers` are the next statuses or functions; when none is left it says `usual`. Each call is kept in `calls`."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.answers: list[Answer] = []
        self.usual: Answer = 200
        self.calls: list[Call] = []
        self.came = threading.Event()
        self.over = threading.Event()
        self._lock = threading.Lock()
        mine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mine._take(self)

            def do_POST(self) -> None:
                mine._take(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
                """Quiet: `calls` remembers."""

        self._server = _Server((host, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self._server.server_port}/hook?mine=1"

    @property
    def bodies(self) -> list[bytes]:
        return [call.body for call in self.calls]

    def hang(self, _request: BaseHTTPRequestHandler) -> None:
        """Say nothing for as long as the test lasts."""
        self.over.wait()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in request.headers.items()}
        with self._lock:
            self.calls.append(Call(request.command, request.path, headers, body))
            answer = self.answers.pop(0) if self.answers else self.usual
        self.came.set()
        if callable(answer):
            answer(request)
            return
        request.send_response(answer)
        request.send_header("Content-Length", "0")
        request.end_headers()
