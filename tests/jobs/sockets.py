"""A server that says exactly the bytes it is given, to break HTTP where no library would."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Script:
    """A server that answers each connection with the next bytes of a list, and keeps what it was sent."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: list[bytes | Callable[[socket.socket], None]] = []
        self.seen: list[bytes] = []
        self.connections = 0
        self.stop = threading.Event()
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._answer, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _answer(self, line: socket.socket) -> None:
        try:
            if self._context:
                line = self._context.wrap_socket(line, server_side=True)
            with line:
                while head := self._request(line):
                    self.seen.append(head)
                    answer = self.answers.pop(0)
                    if isinstance(answer, bytes):
                        line.sendall(answer)
                    else:
                        answer(line)
                        return
                    if b"Connection: close" in answer:
                        return
        except OSError:
            line.close()

    def _request(self, line: socket.socket) -> bytes:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = line.recv(1)
            if not piece:
                return b""
            head += piece
        return head

    def close(self) -> None:
        self.stop.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Script]:
    script = Script(context)
    thread = threading.Thread(target=script.serve, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        script.close()
        thread.join()


def ok(body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()
