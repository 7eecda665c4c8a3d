"""TT API over HTTP: hands jobs over, asks after them, and says exactly how sure a failure is.

Facts: the service's public pages; a submit is never repeated here, and the key goes to its own address only.
"""

from __future__ import annotations

import base64
import json
import os
import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from requests.auth import AuthBase

from jobs import wire
from jobs.actions import RULES, Action, Shape, Step
from jobs.addresses import AddressRefused, Judge, Network, NotConnected, Resolver, system_resolver
from jobs.engines.base import Capabilities, Order, Report
from jobs.errors import AccountTrouble, Busy, Gone, JobError, NoAnswer, NotReachable, NotSent, Refused
from jobs.http import Client, Limits, Reply

if TYPE_CHECKING:
    from requests import PreparedRequest

# An answer is small; what is larger is none. The total ends answers that drip.
SUBMIT = Limits(size=1_000_000, total=60, gap=30, connect=5)
FETCH = Limits(size=1_000_000, total=20, gap=10, connect=3)
RETRY_MAX = 120.0  # seconds
LINKS_LIVE = 20 * 3600.0  # links to Discord die after 24 hours
# What a refusal says when it only means "not now".
_NOT_NOW = ("queue is full", "try again later", "no available accounts")
_TYPES = ((b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"RIFF", "image/webp"))


class _Key(AuthBase):
    """Puts the key into a request at the last moment, so that no list of headers and no repr shows it."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["TT-API-KEY"] = self._key
        return request

    def hidden_in(self, reply: Reply) -> Reply:
        """The reply without the key, should it quote it: its message goes to pages and logs."""
        key = self._key.encode()
        quoted = len(key) >= 8 and key in reply.body  # a shorter one could be any word
        return replace(reply, body=reply.body.replace(key, b"(key)")) if quoted else reply


class TTAPIEngine:
    """An account at TT API, or at any server that speaks as it does (another mjweb, for one).

    `base_url` is the host's address (a path in front of /midjourney is kept). Pictures are fetched from `picture_hosts`
    (None: from any) and from the service's own host. `allow_networks` as in jobs.addresses. Raises ValueError for a
    key or an address that cannot be used; the message never shows the key.
    """

    name = "ttapi"

    def __init__(
        self,
        key: str,
        base_url: str,
        *,
        allow_networks: Iterable[Network] = (),
        picture_hosts: Collection[str] | None = None,
        submit: Limits = SUBMIT,
        fetch: Limits = FETCH,
        resolve: Resolver = system_resolver,
        ca_bundle: str = "",
    ) -> None:
        if not re.fullmatch(r"[\x21-\x7e]{1,500}", key):
            raise ValueError("The key of TT API is missing, or has spaces or signs that no key has.")
        self._base, host = _base(base_url)
        self._key = _Key(key)
        self._submit, self._fetch = submit, fetch
        self._ca_bundle = ca_bundle
        networks = tuple(allow_networks)
        self._service = Judge(networks, frozenset({host}), resolve)
        hosts = None if picture_hosts is None else frozenset(each.lower() for each in picture_hosts) | {host}
        self._pictures = Judge(networks, hosts, resolve)
        self._mine = threading.local()

    def __repr__(self) -> str:
        return f"<TTAPIEngine {self._base}>"

    def capabilities(self) -> Capabilities:
        return Capabilities(
            actions=frozenset(Action),
            cancel=False,
            previews=False,
            first_poll=10.0,
            poll=5.0,
            poll_max=30.0,
            links_live=LINKS_LIVE,
        )

    def submit(self, order: Order) -> str:
        """Hand the order over, once, and return the service's id. Raises what the protocol says."""
        path, fields = _request(order)
        body = json.dumps(fields).encode()
        try:
            reply = self._call("POST", path, self._submit, body)
        except NotConnected as error:
            trouble: JobError = NotSent(error.message)
        except AddressRefused as error:
            trouble = AccountTrouble(f"The address of the service may not be called: {error.message}")
        except (NotReachable, Gone) as error:  # Gone: an answer without end
            trouble = NoAnswer(error.message)
        else:
            return _accepted(reply)
        raise trouble

    def fetch(self, engine_id: str) -> Report:
        """Ask after a job; by POST where a service has no GET. Raises NotReachable, Gone, AccountTrouble."""
        try:
            reply = self._call("GET", f"fetch?jobId={quote(engine_id, safe='')}", self._fetch)
            if reply.status in {404, 405}:
                reply = self._call("POST", "fetch", self._fetch, json.dumps({"jobId": engine_id}).encode())
        except AddressRefused as error:
            trouble: JobError = AccountTrouble(f"The address of the service may not be called: {error.message}")
        except Gone as error:
            trouble = NotReachable(error.message)
        else:
            return _report(reply, engine_id)
        raise trouble

    def cancel(self, engine_id: str) -> bool:
        """TT API has no such call: what it has taken, it draws."""
        return False

    def preview(self, engine_id: str, index: int) -> bytes | None:
        """TT API shows nothing before the end."""
        return None

    def open(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """The bytes of a finished picture, without the key. Raises NotReachable, Gone; also while reading."""
        return self._client("pictures", self._pictures).stream(url)

    def _call(self, method: str, path: str, limits: Limits, body: bytes | None = None) -> Reply:
        headers = {"Accept": "application/json"} | ({"Content-Type": "application/json"} if body else {})
        client = self._client("service", self._service)
        url = f"{self._base}/midjourney/v1/{path}"
        reply = client.exchange(method, url, limits=limits, headers=headers, body=body, auth=self._key)
        return self._key.hidden_in(reply)

    def _client(self, what: str, judge: Judge) -> Client:
        """This thread's own connections; a child process never speaks on those of its parent."""
        owner = (os.getpid(), what)
        clients: dict[tuple[int, str], Client] = self._mine.__dict__.setdefault("clients", {})
        if owner not in clients:
            clients[owner] = Client(judge, ca_bundle=self._ca_bundle)
        return clients[owner]


def _base(url: str) -> tuple[str, str]:
    """The address in front of /midjourney, and its host. Raises ValueError."""
    split = urlsplit(url.strip())
    host = (split.hostname or "").rstrip(".").lower()
    if split.scheme not in {"http", "https"} or not host or split.query or split.fragment or "@" in split.netloc:
        raise ValueError("The address of TT API must be http or https and a host, without user, query or fragment.")
    path = re.sub(r"(/midjourney(/v1)?)?/*$", "", split.path)
    return f"{split.scheme}://{split.netloc}{path}", host


def _request(order: Order) -> tuple[str, dict[str, object]]:
    """The endpoint and the fields of an order. Raises Refused when it lacks what the service needs."""
    fields: dict[str, object] = {"timeout": wire.clamp_timeout(order.timeout, order.mode)}
    if order.hook_url:
        fields["hookUrl"] = order.hook_url
    if RULES[order.action].makes is Shape.GRID and order.action is not Action.REGION:
        fields["getUImages"] = True
    match order.action:
        case Action.IMAGINE:
            return "imagine", {"prompt": order.prompt, "mode": order.mode} | fields
        case Action.BLEND:
            if not 2 <= len(order.pictures) <= 5:
                raise Refused("A blend needs two to five pictures.")
            pictures = [_data_uri(each) for each in order.pictures]
            dimensions = (order.dimensions or "square").upper()
            return "blend", {"imgBase64Array": pictures, "dimensions": dimensions, "mode": order.mode} | fields
        case Action.DESCRIBE:
            if not order.pictures:
                raise Refused("A description needs a picture.")
            return "describe", {"base64": _data_uri(order.pictures[0])} | fields
    if not order.parent:
        raise Refused("This action needs a job that it applies to.")
    match order.action:
        case Action.REGION:
            if not order.pictures:
                raise Refused("A change of a region needs its mask.")
            mask = base64.b64encode(order.pictures[0]).decode()
            return "inpaint", {"jobId": order.parent, "mask": mask, "prompt": order.prompt} | fields
        case Action.SEED:
            return "seed", {"jobId": order.parent} | fields
    name = wire.action_name(Step(order.action, order.index))
    return "action", {"jobId": order.parent, "action": name} | fields


def _data_uri(picture: bytes) -> str:
    kind = next((kind for magic, kind in _TYPES if picture.startswith(magic)), "image/png")
    return f"data:{kind};base64,{base64.b64encode(picture).decode()}"


def _accepted(reply: Reply) -> str:
    """The id in the answer to a submit; raises what any other answer means.

    Only what the service documents as a refusal counts as one. After anything else the job may run.
    """
    payload = _json(reply.body)
    message = wire.clean(payload.get("message"), 500) if payload else ""
    not_now = any(words in message.lower() for words in _NOT_NOW)
    wait = _retry_after(reply.headers)
    match reply.status:
        case HTTPStatus.OK if payload and str(payload.get("status", "")).upper() == "FAILED":
            raise Busy(message, wait) if not_now else Refused(message or "The service refused the job.")
        case HTTPStatus.OK:
            if engine_id := wire.accepted_id(payload) if payload else "":
                return engine_id
            raise NoAnswer("The service answered without naming the job.")
        case HTTPStatus.BAD_REQUEST:
            raise Busy(message, wait) if not_now else Refused(message or "The service refused the job.")
        case 401 | 402 | 403 | 404:
            raise AccountTrouble(_account(reply.status, message))
        case 429 | 499:
            raise Busy(message or "The service has no room now.", wait)
    raise NoAnswer(f"The service answered with {reply.status}.")


def _report(reply: Reply, engine_id: str) -> Report:
    """What the answer to a fetch says; nothing but a clear word ever ends a job."""
    payload = _json(reply.body)
    message = wire.clean(payload.get("message"), 500) if payload else ""
    if reply.status in {401, 402, 403}:
        raise AccountTrouble(_account(reply.status, message))
    not_now = any(words in message.lower() for words in _NOT_NOW)
    if reply.status in {400, 404} and not not_now:
        raise Gone(message or "The service does not know the job.")
    if reply.status != HTTPStatus.OK or payload is None:
        raise NotReachable(f"The service answered with {reply.status}.")
    told = wire.accepted_id(payload)
    if told and told.lower() != engine_id.lower():
        raise NotReachable("The service answered about another job.")
    if wire.read_state(payload.get("status")) == "failed" and not isinstance(payload.get("data"), Mapping) and not told:
        # No failed job but a failed question.
        raise NotReachable(message) if not_now else Gone(message or "The service does not know the job.")
    try:
        return wire.parse_report(payload)
    except wire.NotUnderstoodError as error:
        trouble = NotReachable(f"The service's answer was not understood ({error}).")
    raise trouble


def _json(body: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _account(status: int, message: str) -> str:
    reasons = {
        401: "The service does not accept the key.",
        402: "The balance at the service is too small.",
        403: "The service has blocked the account.",
        404: "The service does not have this call; its address may be wrong.",
    }
    return f"{reasons[status]} {message}".strip()


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the service says, at most 120; None when it says nothing that makes sense."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,10}(\.\d{1,6})?", value, re.ASCII):
        return min(float(value), RETRY_MAX)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    wait = (moment - datetime.now(UTC)).total_seconds()
    return min(wait, RETRY_MAX) if wait >= 0 else None
