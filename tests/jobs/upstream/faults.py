"""What can go wrong at the scripted service: with one request, or with the job that a submit makes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

Place = Literal["submit", "check", "fetch", "picture", "list", "info", "hook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One deviation. `at` says from what; the other fields are independent of one another.

    Of the answer: `status`, `body`, `headers` replace the true ones; `delay` seconds pass before it; `drop` resets the
    connection instead; only `cut` bytes of the body come though all are announced; `drip` seconds pass between bytes.
    Of a submit: `accept` takes the job all the same. Of the job: `fails` is the reason it ends with, `never` lets it
    run for ever, `tiles` is how many links of its grid are there.
    """

    at: Place = "submit"
    accept: bool = False
    status: int | None = None
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    drop: bool = False
    cut: int | None = None
    drip: float = 0.0
    fails: str = ""
    never: bool = False
    tiles: int = 4

    @property
    def spoils_answer(self) -> bool:
        """Whether the true answer is not given."""
        return self.drop or self.status is not None or self.body is not None


def drop(at: Place = "submit", *, accept: bool = False) -> Fault:
    """The connection is reset after the request, which was taken or not."""
    return Fault(at=at, drop=True, accept=accept)


def late(seconds: float, at: Place = "submit") -> Fault:
    """The true answer, later."""
    return Fault(at=at, delay=seconds, accept=True)


def garbage(body: bytes = b"<html>gateway</html>", at: Place = "submit", *, accept: bool = True) -> Fault:
    """200 with a body that says nothing."""
    return Fault(at=at, status=200, body=body, accept=accept)


def status(
    at: Place, code: int, message: str = "", *, accept: bool = False, headers: tuple[tuple[str, str], ...] = ()
) -> Fault:
    """Any other status with the service's own form of a refusal."""
    body = json.dumps({"status": "FAILED", "message": message or f"scripted {code}", "data": None}).encode()
    return Fault(at=at, status=code, body=body, accept=accept, headers=headers)


def refused(message: str = "banned prompt words: [word]") -> Fault:
    """400: looked at and not taken."""
    return status("submit", 400, message)


def wrong_key() -> Fault:
    return status("submit", 401, "Wrong TT-API-KEY or email is not activated.")


def no_balance() -> Fault:
    return status("submit", 402, "Insufficient balance.")


def too_many(retry_after: str | None = None) -> Fault:
    """429, with the header Retry-After or without."""
    headers = () if retry_after is None else (("Retry-After", retry_after),)
    return status("submit", 429, "Too many requests.", headers=headers)


def queue_full() -> Fault:
    return status("submit", 499, "The queue is full, try again later.")


def fails(message: str = "[Banned prompt detected] word") -> Fault:
    """The job is taken and ends badly."""
    return Fault(accept=True, fails=message)


def never_ends() -> Fault:
    return Fault(accept=True, never=True)


def tiles(count: int) -> Fault:
    """Only the first tiles of the grid have links."""
    return Fault(accept=True, tiles=count)


def cut(at: Place = "picture", size: int = 50) -> Fault:
    """The connection ends in the middle of the body."""
    return Fault(at=at, cut=size, accept=True)


def html_picture() -> Fault:
    """A page where a picture should be, called a picture."""
    return Fault(at="picture", status=200, body=b"<html>gone</html>", headers=(("Content-Type", "image/png"),))


def dead_picture(code: int = 403) -> Fault:
    return Fault(at="picture", status=code, body=b"expired")


def drip(seconds: float, at: Place = "submit") -> Fault:
    """One byte at a time."""
    return Fault(at=at, drip=seconds, accept=True)
