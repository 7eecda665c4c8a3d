"""Connections that ask a judge before they open a socket, and a clock whenever they wait for it.

The place that opens a socket is the place that judges the address, so nothing can be judged by one number and called
at another; TLS still checks the name.
"""

from __future__ import annotations

import io
import socket
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from jobs.addresses import Judge, NotConnected
from jobs.http.limits import Clock, clock_now

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, SupportsRead, WriteableBuffer

PIECE = 64 * 1024
"""Bytes that are sent before the clock is asked again."""


class _Clocked(io.RawIOBase):
    """A socket's reading end on which no sum of short waits is longer than the whole is allowed to take."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self.sock, self.clock = sock, clock
        self.inner = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        self.sock.settimeout(self.clock.patience())
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
        plain, self.fp = self.fp, io.BufferedReader(_Clocked(sock, clock_now.get()))
        plain.close()


class _Sending(HTTPConnection):
    """Sends what is long in pieces: its end is bounded by the whole, not by the time that a connection may take.

    The clock is asked right before each: whoever stood still since may find that it is too late to begin.
    """

    response_class = _ClockedResponse

    def send(self, data: SupportsRead[bytes] | Iterable[ReadableBuffer] | ReadableBuffer | str) -> None:
        """What our client sends is bytes only: the head, and the body. Raises TimeoutError."""
        assert isinstance(data, bytes)
        if self.sock is None:
            self.connect()
        clock, whole = clock_now.get(), memoryview(data)
        for start in range(0, len(whole), PIECE):
            self.sock.settimeout(clock.patience())
            if not clock.may_send():
                raise NotConnected("The moment to send had passed.")
            super().send(whole[start : start + PIECE])


def _open_socket(judge: Judge, connection: HTTPConnection, *, https: bool) -> socket.socket:
    """Connect to the first number of the host that answers. Raises AddressRefused, NotConnected."""
    for address in judge.vet(connection.host, connection.port, https=https):
        with ExitStack() as stack:
            try:
                sock = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
                stack.callback(sock.close)
                for option in connection.socket_options or ():
                    sock.setsockopt(*option)
                clock = clock_now.get()
                sock.settimeout(min(clock.limits.connect, clock.left()))
                sock.connect((str(address), connection.port))
            except OSError:
                continue
            stack.pop_all()
            return sock
    raise NotConnected(f"{connection.host} could not be reached.")


def _pools(judge: Judge) -> dict[str, type[HTTPConnectionPool]]:
    """Pools whose connections ask this judge."""

    class Plain(_Sending):
        def _new_conn(self) -> socket.socket:
            return _open_socket(judge, self, https=False)

    class Secure(_Sending, HTTPSConnection):
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


class Adapter(HTTPAdapter):
    """The adapter of requests on such connections, without retries."""

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
