"""The one outgoing client for addresses somebody else chose: judged, pinned, capped in bytes and in time.

The place that opens a socket is the place that judges the address, so nothing can be judged by one number and called
at another; TLS still checks the name. There are no retries, no proxies, no cookies and no redirects but those that
`Client.stream` follows itself, judging each anew. It speaks through the adapter of requests and never through its
session, which would read the whole body of a redirect even when told not to follow it.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from jobs.addresses import AddressRefused, Judge, NotConnected, parts
from jobs.errors import Gone, NotReachable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

REDIRECTS = 2
CHUNK = 64 * 1024
GRACE = 10.0  # seconds before the least rate counts
# Seconds: a connection that was idle for longer is closed by us first. The other side may be closing it at this very
# moment, and then nobody could know whether a request on it arrived.
IDLE = 15.0
AGENT = "Mozilla/5.0 (compatible; mjweb)"
_FAILURES = (requests.RequestException, HTTPError, HTTPException, OSError)


class TooBig(Gone):
    """More bytes than allowed stand behind this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an answer may take: `size` in bytes once decoded, times in seconds, `rate` in bytes a second.

    `total` runs from the first connection to the last byte, `gap` is the longest silence; `rate` counts after 10 s.
    """

    size: int
    total: float
    gap: float
    connect: float = 5.0
    rate: float = 0.0


PICTURE = Limits(size=40 * 1024 * 1024, total=60, gap=10, rate=10_000)
HOOK = Limits(size=64 * 1024, total=15, gap=10)


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. Header names are read in any case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class _Clock:
    """The time and the pace of one exchange, which every read from its socket asks."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.start = time.monotonic()
        self.received = 0

    def left(self) -> float:
        """Seconds that remain. Raises TimeoutError when none do."""
        left = self.start + self.limits.total - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole exchange took too long")
        return left

    def count(self, received: int) -> None:
        """Note bytes that came in. Raises TimeoutError when they come too slowly."""
        self.received += received
        elapsed = time.monotonic() - self.start
        if elapsed > GRACE and self.received < self.limits.rate * elapsed:
            raise TimeoutError("the answer comes too slowly")


_clock: ContextVar[_Clock] = ContextVar("_clock")


class _Clocked(io.RawIOBase):
    """A socket's reading end on which no sum of short waits is longer than the whole is allowed to take."""

    def __init__(self, sock: socket.socket, clock: _Clock) -> None:
        self.sock, self.clock = sock, clock
        self.inner = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        self.sock.settimeout(min(self.clock.limits.gap, self.clock.left()))
        count = self.inner.readinto(buffer)
        self.clock.count(count or 0)
        return count

    def close(self) -> None:
        if not self.closed:
            with suppress(OSError):  # the next request on this connection starts with its own patience
                self.sock.settimeout(self.clock.limits.gap)
            self.inner.close()
        super().close()


class _ClockedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        plain, self.fp = self.fp, io.BufferedReader(_Clocked(sock, _clock.get()))
        plain.close()


def _open_socket(judge: Judge, connection: HTTPConnection, *, https: bool) -> socket.socket:
    """Connect to the first number of the host that answers. Raises AddressRefused, NotConnected."""
    for address in judge.vet(connection.host, connection.port, https=https):
        with ExitStack() as stack:
            sock = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
            stack.callback(sock.close)
            try:
                for option in connection.socket_options or ():
                    sock.setsockopt(*option)
                clock = _clock.get()
                sock.settimeout(min(clock.limits.connect, clock.left()))
                sock.connect((str(address), connection.port))
            except OSError:
                continue
            stack.pop_all()
            return sock
    raise NotConnected(f"{connection.host} could not be reached.")


def _pools(judge: Judge) -> dict[str, type[HTTPConnectionPool]]:
    """Pools whose connections ask this judge."""

    class Plain(HTTPConnection):
        response_class = _ClockedResponse

        def _new_conn(self) -> socket.socket:
            return _open_socket(judge, self, https=False)

    class Secure(HTTPSConnection):
        response_class = _ClockedResponse

        def _new_conn(self) -> socket.socket:
            return _open_socket(judge, self, https=True)

        def connect(self) -> None:
            try:
                super().connect()
            except (OSError, HTTPError, ValueError) as error:  # ValueError: a certificate for another name
                raise NotConnected(f"{self.host} gave no safe connection ({type(error).__name__}).") from None

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _Adapter(HTTPAdapter):
    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._judge)

    def close(self) -> None:
        """Close every idle connection now; the manager alone would leave that to the garbage collector."""
        pools = self.poolmanager.pools
        for key in pools.keys():  # noqa: SIM118  # it cannot be iterated over directly
            if pool := pools.get(key):
                pool.close()
        super().close()


class Client:
    """Calls addresses that its judge allows, and keeps connections open for the next call. For one process.

    `ca_bundle` is a file of certificates to trust instead of the usual ones.
    """

    def __init__(self, judge: Judge, *, ca_bundle: str = "") -> None:
        self._judge = judge
        self._adapter = _Adapter(judge)
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
        clock = _Clock(limits)
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
        clock = _Clock(limits)
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
        clock = _Clock(limits)
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
        clock: _Clock,
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
        token = _clock.set(clock)
        try:
            request = requests.Request(method, url, headers=every, data=body, auth=auth).prepare()
            return self._adapter.send(request, stream=True, timeout=timeout, verify=self._trust)
        except (InvalidURL, InvalidSchema, MissingSchema):
            trouble: Gone | NotReachable = AddressRefused("The address is not well formed.")
        except _FAILURES as error:
            trouble = NotReachable(f"No whole answer came ({_name(error)}).")
        finally:
            _clock.reset(token)
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
