"""Callers of a site in a storm: they order all kinds of work, repeat what got no answer, cancel, and change speeds."""

from __future__ import annotations

import base64
import contextlib
import io
import random
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests
from PIL import Image

from tests.chaos.tab import Cookies

MODES = ("relax", "fast", "turbo")
KINDS = {"imagine": 62, "action": 20, "blend": 10, "describe": 8}  # of a hundred orders
ACTIONS = [f"{name}{place}" for name in ("upsample", "variation") for place in (1, 2, 3, 4)]
TWICE, HOOKED = 0.2, 0.3  # shares of the orders that are sent twice at once, and that name a hookUrl
CANCELED, HURRIED = 0.12, 0.2  # shares of the jobs that are to be cancelled, or to go at another speed, soon after
SOON = 1.5  # seconds at most
GRID_PATIENCE = 45.0  # seconds for a grid on which an action can be ordered; a prompt is, where none comes about
ANSWER = 20  # seconds for one answer
HURRY = {200: "hurried", 422: "too late to hurry"}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Shop:
    """One person's programs and their tab.

    `answers` are the ids by the key of their order, `canceled` those of which a caller was told that they are.
    """

    address: str
    key: str
    hook: str
    cookies: Cookies
    answers: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    canceled: set[str] = field(default_factory=set)
    did: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def order(self, number: int, dice: random.Random, over: threading.Event) -> None:
        """One order until it has its answer, and perhaps a second thought about it."""
        path, body = self._wish(number, dice, over)
        if dice.random() < HOOKED:
            body["hookUrl"] = self.hook
        key = f"order-{number}"
        if dice.random() < TWICE:
            twin = threading.Thread(target=self._send, args=(key, path, body, over))
            twin.start()
            self._send(key, path, body, over)
            twin.join()
        else:
            self._send(key, path, body, over)
        self.did[path] += 1
        thought = dice.random()
        for job in self.answers[key][:1]:
            if thought < CANCELED:
                over.wait(dice.uniform(0, SOON))
                self._cancel(job, over)
            elif thought < CANCELED + HURRIED:
                over.wait(dice.uniform(0, SOON))
                self._hurry(job, dice.choice(MODES))

    def _wish(self, number: int, dice: random.Random, over: threading.Event) -> tuple[str, dict[str, Any]]:
        """What is ordered: the endpoint and its fields."""
        (path,) = dice.choices([*KINDS], [*KINDS.values()])
        mode = dice.choice(MODES)
        if path == "action" and (grid := self._grid(action := dice.choice(ACTIONS), dice, over)):
            return path, {"jobId": grid, "action": action}
        if path == "blend":
            return path, {"imgBase64Array": [photo(dice), photo(dice)], "mode": mode, "dimensions": "SQUARE"}
        if path == "describe":
            return path, {"base64": photo(dice)}
        return "imagine", {"prompt": f"harbour number {number} at dawn", "mode": mode}

    def _grid(self, action: str, dice: random.Random, over: threading.Event) -> str:
        """A finished job that offers the action, "" where none comes about in time."""
        end = time.monotonic() + GRID_PATIENCE
        while not over.wait(0.3) and time.monotonic() < end:
            with self.lock:
                known = sorted({ids[0] for ids in self.answers.values()})
            answer = self._call("GET", f"fetch?jobId={dice.choice(known)}") if known else None
            if answer is not None and answer.status_code == HTTPStatus.OK:
                told = answer.json()
                if told["status"] == "SUCCESS" and action in (told["data"]["components"] or ()):
                    return str(told["jobId"])
        return ""

    def _send(self, key: str, path: str, body: dict[str, Any], over: threading.Event) -> None:
        while not over.is_set():
            answer = self._call("POST", path, body, {"Idempotency-Key": key})
            if answer is not None and answer.status_code == HTTPStatus.OK:
                with self.lock:
                    self.answers[key].append(answer.json()["data"]["jobId"])
                return
            self._complain(f"{key} ({path})", answer)
            over.wait(0.2)

    def _cancel(self, job: str, over: threading.Event) -> None:
        """Until the site says that it is cancelled, or that it cannot be any more."""
        while not over.is_set():
            answer = self._call("DELETE", f"job?jobId={job}")
            if answer is not None and answer.status_code in (HTTPStatus.OK, HTTPStatus.CONFLICT):
                self.did["too late to cancel"] += answer.status_code == HTTPStatus.CONFLICT
                if answer.status_code == HTTPStatus.OK:
                    with self.lock:
                        self.canceled.add(job)
                return
            self._complain(f"cancelling {job}", answer)
            over.wait(0.2)

    def _hurry(self, job: str, mode: str) -> None:
        """One press of a button on its page, whatever comes of it."""
        token = next((cookie.value or "" for cookie in self.cookies if cookie.name.endswith("csrf")), "")
        with contextlib.suppress(requests.RequestException), self._session() as session:
            session.cookies = self.cookies.copy()
            answer = session.post(
                f"{self.address}/jobs/{job}/speed/",
                data={"mode": mode},
                headers={"X-CSRFToken": token, "HX-Request": "true", "Origin": self.address},
                timeout=ANSWER,
            )
            self.did[HURRY.get(answer.status_code, f"hurrying: {answer.status_code}")] += 1

    def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> requests.Response | None:
        """One call of the API; None where nobody answered."""
        with contextlib.suppress(requests.RequestException), self._session() as session:
            return session.request(
                method,
                f"{self.address}/midjourney/v1/{path}",
                json=body,
                headers={"TT-API-KEY": self.key} | (headers or {}),
                timeout=ANSWER,
            )
        return None

    @staticmethod
    def _session() -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # no proxy stands between a machine and itself
        return session

    @staticmethod
    def _complain(what: str, answer: requests.Response | None) -> None:
        if answer is not None:
            say(f"{what} was answered with {answer.status_code}: {answer.text[:200]}")


def photo(dice: random.Random) -> str:
    """A small picture that nobody has brought before, as a data URI."""
    image = Image.frombytes("RGB", (32, 32), dice.randbytes(32 * 32 * 3))
    out = io.BytesIO()
    image.save(out, "PNG")
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
