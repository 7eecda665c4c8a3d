"""A mail server of its own on loopback: takes what is sent and answers as a test says."""

from __future__ import annotations

import email
import socketserver
import threading
import time
from email.message import EmailMessage
from email.policy import default
from typing import Self


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class Mailbox:
    """`answers` are the next replies to RCPT or DATA by their verb; when none is left it takes all, into `mails`."""

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {"RCPT": [], "DATA": []}
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.connections = 0
        self.came = threading.Event()
        mine = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            def handle(self) -> None:
                mine.connections += 1
                self.say("220 here")
                while line := self.rfile.readline().decode().strip():
                    verb = line[:4].upper()
                    refusal = mine.answers.get(verb)
                    if verb == "QUIT":
                        self.say("221 bye")
                        return
                    if refusal:
                        self.say(refusal.pop(0))
                        continue
                    if verb == "RCPT":
                        mine.recipients.append(line.partition("<")[2].partition(">")[0])
                    if verb == "DATA":
                        self.say("354 go on")
                        mine.take(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self.say("250 fine")

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def text_for(self, email: str, seconds: float = 20) -> str:
        """The text of the latest mail to an address, once one is there."""
        end = time.monotonic() + seconds
        while True:
            found = [mail for mail in self.mails if mail["To"] == email]
            if found:
                return str(found[-1].get_content()).replace("\r\n", "\n")
            assert time.monotonic() < end, f"no mail came for {email}"
            self.came.clear()
            self.came.wait(0.2)

    def take(self, text: bytes) -> None:
        self.mails.append(email.message_from_bytes(text, policy=default))
        self.came.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
