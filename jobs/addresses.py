"""Judges the addresses that somebody else chose: which host and port may be called, and at which numbers."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from jobs.errors import Gone, NotReachable
from jobs.prompts.hosts import Address, is_disguised, is_public, looks_public

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Iterable[str]]


class AddressRefused(Gone):
    """This address is never called. The sentence names the host at most, never the whole address."""


class NotConnected(NotReachable):
    """No connection came about (name, network, TLS), so nothing of the request was sent."""


def system_resolver(host: str, port: int) -> list[str]:
    """All numbers of a name, in the order in which this machine would try them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Judge:
    """What may be called: https on port 443 at public numbers, and only `hosts` where they are given.

    `allow_networks` (MJWEB_ALLOW_NETWORKS) lifts scheme, port and publicness for the numbers in them, never the list
    of hosts. A host in the list is a name ("cdn.example.org") or all names below one (".example.org").
    """

    allow_networks: tuple[Network, ...] = ()
    hosts: frozenset[str] | None = None
    resolve: Resolver = field(default=system_resolver, repr=False)

    def vet(self, host: str, port: int, *, https: bool) -> tuple[Address, ...]:
        """Look the host up once and return its numbers, all of them judged: connect to these and no others.

        One bad number among good ones refuses the host. Raises AddressRefused, NotConnected (no such name).
        """
        name = host.strip("[]").rstrip(".").lower()
        self._vet_name(name)
        found = tuple(self._numbers(name, port))
        if not found:
            raise NotConnected(f"{name} has no address.")
        for address in found:
            if any(address in network for network in self.allow_networks if network.version == address.version):
                continue
            if not is_public(address):
                raise AddressRefused(f"{name} is not a public address, so it is not called.")
            if not https or port != 443:
                raise AddressRefused(f"{name} may be called by https on port 443 only.")
        return found

    def check(self, url: str) -> None:
        """Judge a whole address without calling it. Raises AddressRefused, NotConnected."""
        host, port, https = parts(url)
        self.vet(host, port, https=https)

    def _vet_name(self, name: str) -> None:
        if not name or len(name) > 253 or re.search(r"[\s\x00-\x1f\x7f%/\\@?#]", name):
            raise AddressRefused("The address names no proper host.")
        if self.hosts is not None and not listed(name, self.hosts):
            raise AddressRefused(f"{name} is not among the hosts that may be called.")

    def _numbers(self, name: str, port: int) -> Iterable[Address]:
        try:
            return [ipaddress.ip_address(name)]
        except ValueError:
            if ":" in name or is_disguised(name):
                raise AddressRefused("The address names no proper host.") from None
        try:
            return [ipaddress.ip_address(text.partition("%")[0]) for text in self.resolve(name, port)]
        except (OSError, ValueError):  # ValueError: a name that cannot be encoded, or a number that is none
            raise NotConnected(f"{name} could not be found.") from None


def listed(name: str, hosts: Collection[str]) -> bool:
    """Whether a host name is in a list, itself or by a name with a leading dot that it lies below."""
    return any(name == host or (host.startswith(".") and name.endswith(host)) for host in hosts)


def parts(url: str) -> tuple[str, int, bool]:
    """Host, port and whether it is https, of an http or https address without a user. Raises AddressRefused."""
    try:
        split = urlsplit(url)
        port = split.port
        host = split.hostname or ""
    except ValueError:
        raise AddressRefused("The address is not well formed.") from None
    if split.scheme not in {"http", "https"}:
        raise AddressRefused("Only http and https addresses can be called.")
    if split.username is not None or split.password is not None:
        raise AddressRefused("The address carries a user name, so it is not called.")
    https = split.scheme == "https"
    return host, port if port is not None else 443 if https else 80, https


def is_within_reach(url: str) -> bool:
    """Whether an address of ours looks as if somebody outside could call it: https, and no host of an inside."""
    try:
        host, _port, https = parts(url)
    except AddressRefused:
        return False
    return https and looks_public(host)
