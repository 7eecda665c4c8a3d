"""Sends a request to an address somebody else chose, and reads what comes.

There are no retries, no proxies, no cookies and no redirects but those that `Client.stream` follows itself, judging
each anew. It speaks through the adapter of requests and never through its session, which would read the whole body of
a redirect even when told not to follow it.
"""

from __future__ import annotations

import ssl
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Self
from urllib.parse import urljoin

import requests
from requests.auth import AuthBase
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema
from urllib3.exceptions import HTTPError

from jobs.addresses import AddressRefused, Judge, parts
from jobs.errors import Gone, NotReachable
from jobs.http.connection import Adapter
from jobs.http.limits import HOOK, PICTURE, Clock, Limits, clock_now

REDIRECTS = 2
CHUNK = 64 * 1024
# Seconds: a connection that was idle for longer is closed by us first. The other side may be closing it at this very
# moment, and then nobody could know whether a request on it arrived.
IDLE = 15.0
AGENT = "Mozilla/5.0 (compatible; mjweb)"
_FAILURES = (requests.RequestException, HTTPError, HTTPException, OSError)


class TooBig(Gone):
    """More bytes than allowed stand behind this address."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. Header names are read in any case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Client:
    """Calls addresses that its judge allows, and keeps connections open for the next call. For one process.

    `ca_bundle` is a file of certificates to trust instead of the usual ones.
    """

    def __init__(self, judge: Judge, *, ca_bundle: str = "") -> None:
        self._judge = judge
        self._adapter = Adapter(judge)
        self._trust: bool | str = ca_bundle or True
        self._used = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._adapter.close()

    def exchange(
        self,
        method: str,
        url: str,
        *,
        limits: Limits = HOOK,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        auth: AuthBase | None = None,
    ) -> Reply:
        """Send a request and read the whole answer, whatever its status. Redirects are answers like any other.

        Raises AddressRefused and NotConnected (nothing was sent), TooBig and NotReachable (it may have been).
        """
        clock = Clock(limits)
        with closing(self._send(method, url, clock, headers=headers, body=body, auth=auth)) as response:
            content = b"".join(_chunks(response, limits.size))
        self._used = time.monotonic()
        return Reply(response.status_code, response.headers, content)

    def knock(
        self, url: str, *, limits: Limits = HOOK, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> int:
        """Post a body and return the status of the answer, whose own body does not matter: it is read up to `size`.

        Raises AddressRefused and NotConnected (nothing was sent), NotReachable (it may have been).
        """
        clock = Clock(limits)
        with closing(self._send("POST", url, clock, headers=headers, body=body)) as response:
            with suppress(Gone, NotReachable):  # a broken or endless body takes nothing back of what its status said
                deque(_chunks(response, limits.size), maxlen=0)
            return response.status_code

    @contextmanager
    def stream(self, url: str, *, limits: Limits = PICTURE) -> Iterator[Iterator[bytes]]:
        """The bytes behind an address, as they come. At most two redirects are followed, each judged like the first.

        Raises AddressRefused, NotConnected, NotReachable, Gone (403, 404, 410), TooBig; the last ones also while
        reading.
        """
        clock = Clock(limits)
        for _ in range(1 + REDIRECTS):
            with closing(self._send("GET", url, clock)) as response:
                if response.is_redirect:
                    url = urljoin(url, response.headers["Location"])
                    continue
                if response.status_code in {403, 404, 410}:
                    raise Gone(f"The address is dead ({response.status_code}).")
                if response.status_code != 200:
                    raise NotReachable(f"The address answered with {response.status_code}.")
                yield _chunks(response, limits.size)
                return
        raise NotReachable("The address leads on and on.")

    def _send(
        self,
        method: str,
        url: str,
        clock: Clock,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        auth: AuthBase | None = None,
    ) -> requests.Response:
        """Send, and read as far as the headers. What goes wrong is told without the request, which may hold a key."""
        parts(url)  # a user name in the address would become a header
        if time.monotonic() - self._used > IDLE:
            self._adapter.close()
        self._used = time.monotonic()
        every = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", **(headers or {})}
        timeout = (clock.limits.connect, clock.limits.gap)
        token = clock_now.set(clock)
        try:
            request = requests.Request(method, url, headers=every, data=body, auth=auth).prepare()
            return self._adapter.send(request, stream=True, timeout=timeout, verify=self._trust)
        except (InvalidURL, InvalidSchema, MissingSchema):
            trouble: Gone | NotReachable = AddressRefused("The address is not well formed.")
        except _FAILURES as error:
            trouble = NotReachable(f"No whole answer came ({_name(error)}).")
        finally:
            clock_now.reset(token)
        raise trouble  # out here, so that no error that holds the request hangs on it


def _chunks(response: requests.Response, size: int) -> Iterator[bytes]:
    """The body in pieces. Raises TooBig, and NotReachable when it breaks off or is shorter than announced."""
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > size:
        raise TooBig(f"More than {size} bytes were announced.")
    received = 0
    try:
        for chunk in response.iter_content(CHUNK):
            received += len(chunk)
            if received > size:
                break
            yield chunk
        else:
            return
    except _FAILURES as error:
        trouble: Gone | NotReachable = NotReachable(f"The answer broke off ({_name(error)}).")
    else:
        trouble = TooBig(f"More than {size} bytes came.")
    raise trouble


def _name(error: Exception) -> str:
    return "TLS" if isinstance(error, ssl.SSLError) else type(error).__name__
