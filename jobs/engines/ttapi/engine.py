"""TT API over HTTP: hands jobs over, asks after them, and says exactly how sure a failure is.

Facts: the service's public pages; a submit is never repeated here, and the key goes to its own address only.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from jobs import wire
from jobs.actions import Action
from jobs.addresses import AddressRefused, Judge, Network, NotConnected, Resolver, system_resolver
from jobs.engines.base import Account, Capabilities, Listed, Order, Report
from jobs.engines.ttapi import answers, lists, orders
from jobs.engines.ttapi.key import Key
from jobs.errors import AccountTrouble, Gone, JobError, NoAnswer, NotReachable, NotSent, Refused
from jobs.http import Client, Limits, Reply
from jobs.troubles import Trouble

# An answer is small; what is larger is none. The total ends answers that drip.
SUBMIT = Limits(size=1_000_000, total=60, gap=30, connect=5)
# Seconds more for an order with pictures: five of 20 MB are 133 MB in base64, for which a line of 12 Mbit/s needs them.
UPLOAD = 90.0
FETCH = Limits(size=1_000_000, total=20, gap=10, connect=3)
# What a sending takes in all stays within its lease (jobs.times): a check and the submit after it, or an upload.
CHECK = Limits(size=100_000, total=5, gap=4, connect=2)
LINKS_LIVE = 20 * 3600.0  # links to Discord die after 24 hours


class TTAPIEngine:
    """An account at TT API, or at any server that speaks as it does (another mjweb, for one).

    `base_url` is the host's address (a path in front of /midjourney is kept). Pictures are fetched from `picture_hosts`
    (None: from any) and from the service's own host. `allow_networks` as in jobs.addresses. With `check_prompts` the
    service's free check looks at a prompt before it is submitted. Raises ValueError for a key or an address that cannot
    be used; the message never shows the key.
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
        check_prompts: bool = False,
    ) -> None:
        self._key = Key(key)
        self._base, host = _base(base_url)
        self._checks = check_prompts
        self._submit, self._fetch = submit, fetch
        self._upload = replace(submit, total=submit.total + UPLOAD)
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
        path, fields = orders.request(order)
        if self._checks and order.action is Action.IMAGINE and (refused := self._check(order.prompt)):
            raise refused
        limits = replace(self._upload if order.pictures else self._submit, before=order.before)
        try:
            reply = self._call("POST", path, limits, fields)
        except NotConnected as error:
            trouble: JobError = NotSent(error.message)
        except AddressRefused as error:
            trouble = _forbidden(error)
        except (NotReachable, Gone) as error:  # Gone: an answer without end
            trouble = NoAnswer(error.message)
        else:
            return answers.accepted(reply)
        raise trouble

    def _check(self, prompt: str) -> Refused | None:
        """Ask the service's check, once. One that does not work stands in nobody's way."""
        try:
            return answers.objection(self._call("POST", "promptCheck", CHECK, {"prompt": prompt}))
        except (NotReachable, Gone):
            return None

    def fetch(self, engine_id: str) -> Report:
        """Ask after a job; by POST where a service has no GET. Raises NotReachable, Gone, AccountTrouble."""
        reply = self._ask(f"fetch?jobId={quote(engine_id, safe='')}", "fetch", {"jobId": engine_id})
        return answers.report(reply, engine_id)

    def account(self) -> Account:
        """Ask what the account holds; by POST where a service has no GET. Raises NotReachable, AccountTrouble."""
        return answers.account(self._ask("info", "info", {}))

    def listed(self, since: datetime, known: Mapping[str, datetime]) -> tuple[Listed, ...]:
        """All jobs of the account since then, state by state. Raises NotReachable, AccountTrouble."""
        return lists.walk(self._page, since, known)

    def roll(self) -> tuple[Listed, ...]:
        """All jobs of the account that it has not ended. Raises NotReachable, AccountTrouble."""
        return lists.roll(self._page)

    def _page(self, state: wire.State, number: int) -> tuple[Listed, ...]:
        asked = {"page": number, "limit": lists.ROWS, "status": wire.state_name(state), "order": "desc"}
        return answers.rows(self._ask(f"fetch-list?{urlencode(asked)}", "fetch-list", dict(asked)), state)

    def cancel(self, engine_id: str) -> bool:
        """TT API has no such call: what it has taken, it draws."""
        return False

    def preview(self, engine_id: str, index: int) -> bytes | None:
        """TT API shows nothing before the end."""
        return None

    def open(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """The bytes of a finished picture, without the key. Raises NotReachable, Gone; also while reading."""
        return self._client("pictures", self._pictures).stream(url)

    def _ask(self, by_get: str, by_post: str, fields: dict[str, object]) -> Reply:
        """The answer to a question that changes nothing. Raises NotReachable, AccountTrouble."""
        try:
            reply = self._call("GET", by_get, self._fetch)
            if reply.status in {404, 405}:
                reply = self._call("POST", by_post, self._fetch, fields)
        except AddressRefused as error:
            trouble: JobError = _forbidden(error)
        except Gone as error:  # an answer without end
            trouble = NotReachable(error.message)
        else:
            return reply
        raise trouble

    def _call(self, method: str, path: str, limits: Limits, fields: dict[str, object] | None = None) -> Reply:
        headers = {"Accept": "application/json"}
        body = None
        if fields is not None:
            headers["Content-Type"], body = "application/json", json.dumps(fields).encode()
        client = self._client("service", self._service)
        url = f"{self._base}/midjourney/v1/{path}"
        reply = client.exchange(method, url, limits=limits, headers=headers, body=body, auth=self._key)
        if not reply.body:
            # After a 1xx the true answer, after a 204 a body may still follow: the next request on this connection
            # would take it for its own.
            client.close()
        return self._key.hidden_in(reply)

    def _client(self, what: str, judge: Judge) -> Client:
        """This thread's own connections; a child process never speaks on those of its parent."""
        owner = (os.getpid(), what)
        clients: dict[tuple[int, str], Client] = self._mine.__dict__.setdefault("clients", {})
        if owner not in clients:
            clients[owner] = Client(judge)
        return clients[owner]


def _base(url: str) -> tuple[str, str]:
    """The address in front of /midjourney, and its host. Raises ValueError."""
    split = urlsplit(url.strip())
    host = (split.hostname or "").rstrip(".").lower()
    if split.scheme not in {"http", "https"} or not host or split.query or split.fragment or "@" in split.netloc:
        raise ValueError("The address of TT API must be http or https and a host, without user, query or fragment.")
    path = re.sub(r"(/midjourney(/v1)?)?/*$", "", split.path)
    return f"{split.scheme}://{split.netloc}{path}", host


def _forbidden(error: AddressRefused) -> AccountTrouble:
    return AccountTrouble(f"The address of the service may not be called: {error.message}", Trouble.DOWN)
